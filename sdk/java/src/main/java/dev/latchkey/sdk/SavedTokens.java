package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as a text, for an app that keeps them. Who has the text has the user's account: it belongs
 * into storage that nobody else can read, encrypted.
 */
public final class SavedTokens {

  private SavedTokens() {}

  /**
   * {@return JSON that {@link #read} understands}
   *
   * @param tokens of a login that is over: what waits for a second factor is not saved
   */
  public static String write(AuthToken tokens) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id_token", tokens.getIdToken());
    fields.put("access_token", tokens.getAccessToken());
    fields.put("refresh_token", tokens.getRefreshToken());
    fields.put("token_type", tokens.getTokenType());
    fields.put("expires_in", tokens.getExpiresIn());
    fields.values().removeIf(value -> value == null);
    return Json.write(fields);
  }

  /**
   * {@return the tokens, with the user of the ID token}
   *
   * @param saved what {@link #write} gave
   * @throws IllegalArgumentException when it is something else
   */
  public static AuthToken read(String saved) {
    try {
      JsonObject fields = Json.object(saved);
      String idToken = fields.text("id_token");
      return AuthToken.builder()
          .setIdToken(idToken)
          .setAccessToken(fields.text("access_token"))
          .setRefreshToken(fields.text("refresh_token"))
          .setTokenType(fields.text("token_type"))
          .setExpiresIn(fields.number("expires_in"))
          .setUser(idToken == null ? null : IdTokens.user(IdTokens.claims(idToken)))
          .build();
    } catch (MalformedAnswerException e) {
      throw new IllegalArgumentException("These are no saved tokens", e);
    }
  }
}
