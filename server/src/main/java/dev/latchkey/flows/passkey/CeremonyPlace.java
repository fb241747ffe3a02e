package dev.latchkey.flows.passkey;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.Ceremony.Terms;
import dev.latchkey.domain.tenant.RelyingParty;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.WebauthnSettings.UserVerification;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Where a ceremony takes place: on a page, or in an app in the name of a page. */
public final class CeremonyPlace {

  private final RelyingParty party;
  private final String origin;

  private CeremonyPlace(RelyingParty party, String origin) {
    this.party = party;
    this.origin = origin;
  }

  /**
   * @param origin as the client says (contract section 2.6)
   * @throws dev.latchkey.domain.error.ApiException {@code WEBAUTHN_DISABLED}, {@code
   *     ORIGIN_NOT_ALLOWED}
   */
  public static CeremonyPlace of(Tenant tenant, String origin) {
    RelyingParty party = tenant.relyingParty().orElseThrow(ApiError.WEBAUTHN_DISABLED::exception);
    if (!party.allows(origin)) {
      throw ApiError.ORIGIN_NOT_ALLOWED.exception();
    }
    return new CeremonyPlace(party, origin);
  }

  /** Of a ceremony that makes a passkey. */
  Terms terms(String userHandle, String friendlyName, @Nullable JsonNode signup) {
    return new Terms(party.id(), origin, mustVerifyUser(), userHandle, friendlyName, true, signup);
  }

  /** Of a ceremony that makes the passkey of a device, which must check who holds it. */
  public Terms termsOfDevice(String userHandle, String friendlyName) {
    return new Terms(party.id(), origin, true, userHandle, friendlyName, true, null);
  }

  /** Of a ceremony in which one is shown. */
  Terms terms(boolean identified) {
    return new Terms(party.id(), origin, mustVerifyUser(), null, null, identified, null);
  }

  private boolean mustVerifyUser() {
    return party.settings().userVerification() == UserVerification.REQUIRED;
  }
}
