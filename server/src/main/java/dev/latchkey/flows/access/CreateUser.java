package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.organisation.Member;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.domain.organisation.Organisations.Page;
import dev.latchkey.domain.organisation.Organisations.Wanted;
import dev.latchkey.domain.profile.NewProfile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.signup.NewAccount;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** Make one more user of the own identity, who sets a password by an invite (Access 5.11). */
public final class CreateUser {

  private final Db db;
  private final Sessions sessions;
  private final NewAccount accounts;
  private final Profiles profiles;
  private final Organisations organisations;

  public CreateUser(
      Db db,
      Sessions sessions,
      NewAccount accounts,
      Profiles profiles,
      Organisations organisations) {
    this.db = db;
    this.sessions = sessions;
    this.accounts = accounts;
    this.profiles = profiles;
    this.organisations = organisations;
  }

  /**
   * @param access of the root user of the identity
   * @throws dev.latchkey.domain.error.ConflictException {@code EMAIL_NOT_UNIQUE}, {@code
   *     MOBILE_NOT_UNIQUE}
   */
  public Member run(
      Tenant tenant,
      Client client,
      AccessProof access,
      Membership acting,
      ProfileChange user,
      ObjectNode attributes,
      Caller caller) {
    var email = Objects.requireNonNull(user.email(), "Required by the face");
    if (profiles.find(tenant, email).filter(known -> !known.lite()).isPresent()) {
      throw Conflict.EMAIL_NOT_UNIQUE.exception();
    }
    try {
      accounts.run(
          tenant,
          user,
          lite -> {
            Changes changes = db.changes();
            Sessions.hold(changes, tenant, access.sessionId());
            NewProfile created = accounts.addByBackEnd(changes, tenant, client, user, lite, caller);
            organisations.add(changes, tenant, acting.organisationId(), created, attributes);
            accounts.commit(changes);
            return created;
          });
    } catch (ApiException e) {
      throw taken(e);
    }
    return organisations
        .users(tenant, acting.organisationId(), new Wanted(null, email.key(), null), new Page(0, 1))
        .get(0);
  }

  /** Whose address or number it is, in the words of this API. */
  static RuntimeException taken(ApiException e) {
    return switch (e.error()) {
      case EMAIL_ALREADY_EXISTS -> Conflict.EMAIL_NOT_UNIQUE.exception();
      case PHONE_NUMBER_ALREADY_EXISTS -> Conflict.MOBILE_NOT_UNIQUE.exception();
      default -> e;
    };
  }
}
