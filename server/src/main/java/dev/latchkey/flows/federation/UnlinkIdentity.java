package dev.latchkey.flows.federation;

import dev.latchkey.domain.credential.Credentials;
import dev.latchkey.domain.credential.Identities;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.LiteProfiles;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileDetails;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Takes an identity off a profile (contract section 8.9). */
public final class UnlinkIdentity {

  private final Db db;
  private final Identities identities;
  private final Profiles profiles;
  private final LiteProfiles lites;
  private final Credentials credentials;
  private final Sessions sessions;
  private final Grants grants;
  private final LoginTickets tickets;
  private final Events events;

  public UnlinkIdentity(
      Db db,
      Identities identities,
      Profiles profiles,
      LiteProfiles lites,
      Credentials credentials,
      Sessions sessions,
      Grants grants,
      LoginTickets tickets,
      Events events) {
    this.db = db;
    this.identities = identities;
    this.profiles = profiles;
    this.lites = lites;
    this.credentials = credentials;
    this.sessions = sessions;
    this.grants = grants;
    this.tickets = tickets;
    this.events = events;
  }

  /**
   * @param identityId as the profile shows it
   * @param keepsLite whether a user who has no other way in gives up the account, and is known as a
   *     lite profile from then on
   * @return the profile without it
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}, {@code
   *     RESOURCE_NOT_FOUND} when it is not the profile's, {@code LAST_WAY_IN}
   */
  public ProfileDetails run(
      Tenant tenant, OwnerProof owner, String identityId, boolean keepsLite, Caller caller) {
    CredentialPolicy.requireContactChange(tenant, owner);
    JsonNode identity =
        owner
            .details()
            .identities()
            .valueStream()
            .filter(one -> one.path("id").asString().equals(identityId))
            .findFirst()
            .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
    boolean givenUp = keepsLite && isLastWayIn(tenant, owner.details());
    Changes changes = db.changes();
    identities.unlink(
        changes,
        tenant,
        owner,
        UUID.fromString(identity.path("id").asString()),
        givenUp || canLogInByMessage(tenant, owner.profile()));
    tickets.voidAll(changes, tenant, owner.profileId());
    if (givenUp) {
      lites.giveUp(changes, tenant, owner.profile());
      credentials.dropAll(changes, tenant, owner);
      sessions.endAll(changes, tenant, owner.profileId(), null);
      grants.revokeAll(changes, tenant, owner.profileId(), null);
    }
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.UNLINK, owner.profileId(), owner.clientId())
            .with("provider", identity.path("provider").asString()));
    changes.commit();
    return profiles
        .details(tenant, owner.profileId())
        .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
  }

  /** And there is an address or number left by which to know the user. */
  private static boolean isLastWayIn(Tenant tenant, ProfileDetails details) {
    Profile profile = details.profile();
    return !details.hasPassword()
        && !details.hasPasskey()
        && details.identities().size() == 1
        && !canLogInByMessage(tenant, profile)
        && (profile.email() != null || profile.phoneNumber() != null);
  }

  private static boolean canLogInByMessage(Tenant tenant, Profile profile) {
    return tenant.passwordless().email() && profile.isEmailVerified()
        || tenant.passwordless().sms() && profile.isPhoneNumberVerified();
  }
}
