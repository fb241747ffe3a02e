package dev.latchkey.platform.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A cookie to set: always {@code Secure}, {@code HttpOnly} and {@code Path=/}, as the {@code
 * __Host-} prefix demands (RFC 6265bis section 4.1.3.2).
 *
 * @param maxAge how long the browser keeps it; null for the browser session; zero deletes it
 * @param sameSite {@code None}, {@code Lax}, {@code Strict}; null leaves the attribute out
 */
public record Cookie(
    String name, String value, @Nullable Duration maxAge, @Nullable String sameSite) {

  /** The cookie that makes the browser forget the one of that name. */
  public static Cookie deleted(String name, @Nullable String sameSite) {
    return new Cookie(name, "", Duration.ZERO, sameSite);
  }

  String headerValue() {
    StringBuilder text = new StringBuilder(name).append('=').append(value).append("; Path=/");
    if (maxAge != null) {
      text.append("; Max-Age=").append(maxAge.toSeconds());
    }
    text.append("; Secure; HttpOnly");
    if (sameSite != null) {
      text.append("; SameSite=").append(sameSite);
    }
    return text.toString();
  }
}
