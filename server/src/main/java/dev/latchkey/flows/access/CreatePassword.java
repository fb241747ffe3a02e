package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.PasswordRules;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.organisation.Member;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.SignupProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.InstantSource;
import java.util.List;

/**
 * Set the first password of a user whom the back end made, who is logged in with it (Access
 * contract 5.6). Of no other user: a back end with a key must not come by the account of somebody
 * who has another way in.
 */
public final class CreatePassword {

  private final Db db;
  private final Organisations organisations;
  private final NewPasswords newPasswords;
  private final PasswordRules rules;
  private final Passwords passwords;
  private final CredentialPolicy credentialPolicy;
  private final LoginPolicy loginPolicy;
  private final OpenAccess openAccess;
  private final Events events;
  private final InstantSource clock;

  public CreatePassword(
      Db db,
      Organisations organisations,
      NewPasswords newPasswords,
      PasswordRules rules,
      Passwords passwords,
      CredentialPolicy credentialPolicy,
      LoginPolicy loginPolicy,
      OpenAccess openAccess,
      Events events,
      InstantSource clock) {
    this.db = db;
    this.organisations = organisations;
    this.newPasswords = newPasswords;
    this.rules = rules;
    this.passwords = passwords;
    this.credentialPolicy = credentialPolicy;
    this.loginPolicy = loginPolicy;
    this.openAccess = openAccess;
    this.events = events;
    this.clock = clock;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code RESOURCE_NOT_FOUND}; what the policy says
   * @throws dev.latchkey.domain.error.ConflictException {@code PASSWORD_ALREADY_CREATED}, {@code
   *     PASSWORD_TOO_…}
   */
  public OpenAccess.Login run(
      Tenant tenant, Client client, long userNo, String password, Caller caller) {
    Member member =
        organisations.user(tenant, userNo).orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
    Profile profile = member.profile();
    SignupProof proof = SignupProof.of(member, clock);
    newPasswords.require(tenant, password, profile);
    Authenticated user = loginPolicy.decideFirst(tenant, client, profile, List.of(proof)).orThrow();
    var accepted = rules.accept(tenant, password, PasswordRules.context(profile));
    var identities = openAccess.identities(tenant, profile);
    Changes changes = db.changes();
    passwords.createFirst(changes, tenant, credentialPolicy.ofNewcomer(proof), accepted);
    events.record(
        changes, tenant, caller, Event.of(EventType.PASSWORD_CHANGED, profile.id(), client.id()));
    OpenAccess.Login login = openAccess.toUser(changes, tenant, client, user, identities, caller);
    changes.commit();
    return login;
  }
}
