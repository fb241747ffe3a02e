package dev.latchkey.flows.federation;

import dev.latchkey.domain.credential.Identities;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileDetails;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Takes an identity off a profile (contract section 8.9). */
public final class UnlinkIdentity {

  private final Db db;
  private final Identities identities;
  private final Profiles profiles;
  private final LoginTickets tickets;
  private final Events events;

  public UnlinkIdentity(
      Db db, Identities identities, Profiles profiles, LoginTickets tickets, Events events) {
    this.db = db;
    this.identities = identities;
    this.profiles = profiles;
    this.tickets = tickets;
    this.events = events;
  }

  /**
   * @param identityId as the profile shows it
   * @return the profile without it
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}, {@code
   *     RESOURCE_NOT_FOUND} when it is not the profile's, {@code LAST_WAY_IN}
   */
  public ProfileDetails run(Tenant tenant, BearerProof bearer, String identityId, Caller caller) {
    CredentialPolicy.requireWrite(bearer);
    JsonNode identity =
        bearer
            .details()
            .identities()
            .valueStream()
            .filter(one -> one.path("id").asString().equals(identityId))
            .findFirst()
            .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
    Changes changes = db.changes();
    identities.unlink(
        changes,
        tenant,
        bearer,
        UUID.fromString(identity.path("id").asString()),
        canLogInByMessage(tenant, bearer.profile()));
    tickets.voidAll(changes, tenant, bearer.profileId());
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.UNLINK, bearer.profileId(), bearer.clientId())
            .with("provider", identity.path("provider").asString()));
    changes.commit();
    return profiles
        .details(tenant, bearer.profileId())
        .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
  }

  private static boolean canLogInByMessage(Tenant tenant, Profile profile) {
    return tenant.passwordless().email() && profile.isEmailVerified()
        || tenant.passwordless().sms() && profile.isPhoneNumberVerified();
  }
}
