package dev.latchkey.faces.web;

import dev.latchkey.domain.client.Acr;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.BearerProof;

/** What stands in {@code WWW-Authenticate} when a token is not enough (RFC 6750 section 3). */
final class Challenge {

  private Challenge() {}

  /**
   * With the login that would be enough, where it is the login that is not (RFC 9470 section 3).
   */
  static String of(ApiError error) {
    return switch (error) {
      case STEP_UP_REQUIRED -> insufficient(error, "acr_values=\"" + Acr.AAL2.wireName() + "\"");
      case ACCESS_TOKEN_NOT_FRESH ->
          insufficient(error, "max_age=" + BearerProof.FRESHNESS.toSeconds());
      default -> "Bearer";
    };
  }

  private static String insufficient(ApiError error, String enough) {
    return "Bearer error=\"insufficient_user_authentication\", error_description=\"%s\", %s"
        .formatted(error.description(), enough);
  }
}
