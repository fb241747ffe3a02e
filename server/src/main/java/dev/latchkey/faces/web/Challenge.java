package dev.latchkey.faces.web;

import dev.latchkey.domain.client.Acr;
import dev.latchkey.domain.dpop.DpopProofs;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.BearerProof;

/** What stands in {@code WWW-Authenticate} when a token is not enough (RFC 6750 section 3). */
final class Challenge {

  private static final String INVALID_TOKEN = "error=\"invalid_token\", ";

  private Challenge() {}

  /**
   * With the login that would be enough, where it is the login that is not (RFC 9470 section 3).
   * Who shows a key, or should, is told so, and what it may be (RFC 9449 section 7.1).
   */
  static String of(Call call, ApiError error) {
    return switch (error) {
      case STEP_UP_REQUIRED ->
          insufficient(call, error, "acr_values=\"" + Acr.AAL2.wireName() + "\"");
      case ACCESS_TOKEN_NOT_FRESH ->
          insufficient(call, error, "max_age=" + BearerProof.FRESHNESS.toSeconds());
      case INVALID_DPOP_PROOF, USE_DPOP_NONCE -> dpop("error=\"" + error.type() + "\", ");
      case ACCESS_TOKEN_BOUND -> dpop(INVALID_TOKEN);
      case ACCESS_TOKEN_INVALID -> call.isByDpop() ? dpop(INVALID_TOKEN) : "Bearer";
      default -> call.isByDpop() ? dpop("") : "Bearer";
    };
  }

  private static String insufficient(Call call, ApiError error, String enough) {
    String parameters =
        "error=\"insufficient_user_authentication\", error_description=\"%s\", %s"
            .formatted(error.description(), enough);
    return call.isByDpop() ? dpop(parameters + ", ") : "Bearer " + parameters;
  }

  private static String dpop(String parameters) {
    return "DPoP " + parameters + "algs=\"" + String.join(" ", DpopProofs.ALGORITHMS) + "\"";
  }
}
