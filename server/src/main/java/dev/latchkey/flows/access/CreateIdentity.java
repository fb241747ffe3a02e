package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.organisation.Member;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.KnownProfile;
import dev.latchkey.domain.profile.NewProfile;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.tenant.AccessPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.signup.NewAccount;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Make a consumer or a company with its root user (Access contract 5.12). The address of somebody
 * who is there already links the new identity to that user, if it is that user who asks.
 */
public final class CreateIdentity {

  /**
   * @param linked whether the root user was there before
   */
  public record Result(Member root, boolean linked) {}

  private final Db db;
  private final NewAccount accounts;
  private final Profiles profiles;
  private final Organisations organisations;

  public CreateIdentity(
      Db db, NewAccount accounts, Profiles profiles, Organisations organisations) {
    this.db = db;
    this.accounts = accounts;
    this.profiles = profiles;
    this.organisations = organisations;
  }

  /**
   * @param access of the user to whom the identity is linked; null: nobody's
   * @throws dev.latchkey.domain.error.ConflictException {@code ROOT_EMAIL_NOT_UNIQUE}, {@code
   *     ROOT_EMAIL_NOT_VERIFIED}, {@code MOBILE_OR_COUNTRY_CODE_INVALID}
   */
  public Result run(
      Tenant tenant,
      Client client,
      Organisations.New wanted,
      ProfileChange rootUser,
      @Nullable AccessProof access,
      Caller caller) {
    Optional<Profile> known =
        Optional.ofNullable(rootUser.email())
            .flatMap(email -> profiles.find(tenant, email))
            .filter(profile -> !profile.lite());
    long publicNo =
        known.isPresent()
            ? link(tenant, wanted, known.get(), access)
            : create(tenant, client, wanted, rootUser, caller);
    Member root = organisations.root(tenant, wanted.type(), publicNo).orElseThrow();
    return new Result(root, known.isPresent());
  }

  private long link(
      Tenant tenant, Organisations.New wanted, Profile user, @Nullable AccessProof access) {
    AccessPolicy.Linking linking = OpenAccess.policy(tenant).linking();
    boolean offered =
        linking == AccessPolicy.Linking.ANY
            || linking == AccessPolicy.Linking.CORPORATES && wanted.type().equals("corporate");
    if (!offered
        || access == null
        || !access.hasSession()
        || !access.profileId().equals(user.id())
        || !CredentialPolicy.isSteppedUp(tenant, access)) {
      throw Conflict.ROOT_EMAIL_NOT_UNIQUE.exception();
    }
    if (!user.isEmailVerified()) {
      throw Conflict.ROOT_EMAIL_NOT_VERIFIED.exception();
    }
    Changes changes = db.changes();
    long publicNo = organisations.create(changes, tenant, wanted, user);
    changes.commit();
    return publicNo;
  }

  private long create(
      Tenant tenant,
      Client client,
      Organisations.New wanted,
      ProfileChange rootUser,
      Caller caller) {
    try {
      return accounts.run(
          tenant, rootUser, lite -> create(tenant, client, wanted, rootUser, lite, caller));
    } catch (ApiException e) {
      if (e.error() == ApiError.EMAIL_ALREADY_EXISTS) {
        throw Conflict.ROOT_EMAIL_NOT_UNIQUE.exception();
      }
      if (e.error() == ApiError.PHONE_NUMBER_ALREADY_EXISTS) {
        throw Conflict.MOBILE_OR_COUNTRY_CODE_INVALID.exception();
      }
      throw e;
    }
  }

  private long create(
      Tenant tenant,
      Client client,
      Organisations.New wanted,
      ProfileChange rootUser,
      Optional<KnownProfile> lite,
      Caller caller) {
    Changes changes = db.changes();
    NewProfile created = accounts.addByBackEnd(changes, tenant, client, rootUser, lite, caller);
    long publicNo = organisations.create(changes, tenant, wanted, created);
    accounts.commit(changes);
    return publicNo;
  }
}
