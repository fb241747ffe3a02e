package dev.latchkey.flows.verification;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.proof.VerificationCodes.RedeemedLink;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Confirm an address by the link in the mail (contract section 8.10). Opening the link again leads
 * to the same place and changes nothing.
 */
public final class ConfirmEmailByLink {

  private final Db db;
  private final VerificationCodes codes;
  private final Profiles profiles;
  private final Events events;

  public ConfirmEmailByLink(Db db, VerificationCodes codes, Profiles profiles, Events events) {
    this.db = db;
    this.codes = codes;
    this.profiles = profiles;
    this.events = events;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}
   */
  public LinkTarget run(Tenant tenant, String token, Caller caller) {
    RedeemedLink link =
        codes
            .link(tenant, CodePurpose.VERIFY_EMAIL, token)
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    if (!link.again()) {
      Changes changes = db.changes();
      codes.consume(changes, tenant, link.proof());
      profiles.markVerified(
          changes,
          tenant,
          link.proof().profileId(),
          Identifier.Kind.EMAIL,
          link.proof().destination());
      events.record(
          changes,
          tenant,
          caller,
          Event.of(EventType.EMAIL_VERIFIED, link.proof().profileId(), null));
      changes.commit();
    }
    return new LinkTarget(text(link.data(), "redirect_url"), text(link.data(), "return_to"));
  }

  private static @Nullable String text(JsonNode data, String name) {
    return data.has(name) ? data.get(name).asString() : null;
  }
}
