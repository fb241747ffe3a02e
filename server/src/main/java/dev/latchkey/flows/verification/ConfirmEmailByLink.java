package dev.latchkey.flows.verification;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.proof.VerificationCodes.RedeemedLink;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Confirm an address by the link in the mail, and have it from then on where it was to take the
 * place of another (contract sections 8.10 and 8.3). Opening the link again leads to the same place
 * and changes nothing.
 *
 * <p>It does not claim the account as a code does (see {@link ClaimProfile}): mails are opened on
 * other devices than accounts are made on, and whoever did would lose the password of a minute ago.
 * The mail asks whether the account is the reader's, and says to leave it alone if not. Opened
 * elsewhere than where the account is open, it says nothing of who made the account, which is kept
 * for the day when its owner recovers it (attack class 7).
 */
public final class ConfirmEmailByLink {

  private final Db db;
  private final VerificationCodes codes;
  private final SessionVerifier sessionVerifier;
  private final Confirmation confirmation;

  public ConfirmEmailByLink(
      Db db, VerificationCodes codes, SessionVerifier sessionVerifier, Confirmation confirmation) {
    this.db = db;
    this.codes = codes;
    this.sessionVerifier = sessionVerifier;
    this.confirmation = confirmation;
  }

  /**
   * @param cookie of the browser's session
   * @param language of the notice to the profile's old address
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}, {@code
   *     EMAIL_ALREADY_EXISTS}
   */
  public LinkTarget run(
      Tenant tenant,
      String token,
      @Nullable String cookie,
      Function<Profile, String> language,
      Caller caller) {
    RedeemedLink link =
        codes
            .link(tenant, Confirmation.OF_EMAIL, token)
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    if (!link.again()) {
      String typed = text(link.data(), "email");
      String destination = link.proof().destination();
      Identifier email =
          new Identifier(Identifier.Kind.EMAIL, typed == null ? destination : typed, destination);
      boolean byMaker = sessionVerifier.isOf(tenant, link.proof().profileId(), cookie);
      Changes changes = db.changes();
      confirmation.add(changes, tenant, link.proof(), email, byMaker, null, language, caller);
      confirmation.commit(changes);
    }
    return new LinkTarget(text(link.data(), "redirect_url"), text(link.data(), "return_to"));
  }

  private static @Nullable String text(JsonNode data, String name) {
    return data.has(name) ? data.get(name).asString() : null;
  }
}
