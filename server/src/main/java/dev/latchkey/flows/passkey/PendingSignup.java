package dev.latchkey.flows.passkey;

import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import tools.jackson.databind.JsonNode;

/**
 * A sign-up between its two requests.
 *
 * @param profile as the client sent it
 */
public record PendingSignup(JsonNode profile, Messages messages) {

  /**
   * What the verification mail needs.
   *
   * @param language a catalogue
   */
  public record Messages(LinkTarget target, String language) {}
}
