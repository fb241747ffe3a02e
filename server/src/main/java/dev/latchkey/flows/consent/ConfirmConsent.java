package dev.latchkey.flows.consent;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.profile.ConsentRequest;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.proof.VerificationCodes.RedeemedLink;
import dev.latchkey.domain.tenant.ConsentDefinition;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import java.util.Optional;

/**
 * Say yes once more, with the link of the mail (contract section 2.4). That says nothing of the
 * account: neither the address nor anything else of it is verified by it.
 */
public final class ConfirmConsent {

  private final Db db;
  private final VerificationCodes codes;
  private final Profiles profiles;
  private final Events events;

  public ConfirmConsent(Db db, VerificationCodes codes, Profiles profiles, Events events) {
    this.db = db;
    this.codes = codes;
    this.profiles = profiles;
    this.events = events;
  }

  /**
   * What the link would confirm, in words; empty when it was confirmed already. Changes nothing.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}
   */
  public Optional<List<String>> ask(Tenant tenant, String token) {
    RedeemedLink link = link(tenant, token);
    return link.again() ? Optional.empty() : Optional.of(request(tenant, link).titles(tenant));
  }

  /**
   * Confirms; once more changes nothing.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}; also when the
   *     user has answered otherwise since
   */
  public void run(Tenant tenant, String token, Caller caller) {
    RedeemedLink link = link(tenant, token);
    if (link.again()) {
      return;
    }
    ConsentRequest request = request(tenant, link);
    Changes changes = db.changes();
    codes.consume(changes, tenant, link.proof());
    profiles.confirm(changes, tenant, link.proof().profileId(), request, caller);
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.CONSENT_CONFIRMED, link.proof().profileId(), request.clientId())
            .with(
                "updated_keys",
                String.join(
                    " ",
                    request.consents().propertyNames().stream()
                        .map(key -> "consents." + key)
                        .toList())));
    changes.commit();
  }

  private RedeemedLink link(Tenant tenant, String token) {
    return codes
        .link(tenant, CodePurpose.CONSENT, token)
        .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
  }

  /** Without what was archived since, which nobody can grant any more. */
  private static ConsentRequest request(Tenant tenant, RedeemedLink link) {
    ConsentRequest request = ConsentRequest.read(link.data());
    request
        .consents()
        .retain(
            tenant.consents().stream()
                .filter(ConsentDefinition::isActive)
                .map(ConsentDefinition::key)
                .toList());
    if (request.consents().isEmpty()) {
      throw ApiError.INVALID_VERIFICATION_CODE.exception();
    }
    return request;
  }
}
