package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that callers want in messages: only ones that the client registered, compared byte
 * for byte (contract section 1.17, attack classes 2 to 4).
 */
final class MessageUrls {

  private MessageUrls() {}

  static LinkTarget verification(Fields fields, Client client) {
    String returnTo = allowed(fields, client, "return_to_after_email_confirmation");
    return new LinkTarget(
        allowed(fields, client, "redirect_url"),
        // Android's name for it on one endpoint (contract section 1.17).
        returnTo == null
            ? allowed(fields, client, "redirect_to_after_email_confirmation")
            : returnTo);
  }

  /** The field's URL; null when absent; a fault when it is not the client's. */
  static @Nullable String allowed(Fields fields, Client client, String name) {
    String url = fields.text(name, Limits.URL);
    if (url == null || url.isEmpty()) {
      return null;
    }
    if (!client.allowsRedirect(url)) {
      fields.invalid(name, "Is not one of the client's callback URLs");
      return null;
    }
    return url;
  }
}
