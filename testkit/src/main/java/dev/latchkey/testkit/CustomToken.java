package dev.latchkey.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A custom token as a client's back end makes it (contract section 4.6): good, unless a test
 * changes it. Immutable.
 */
public final class CustomToken {

  private final String algorithm;
  private final Map<String, Object> claims;

  private CustomToken(String algorithm, Map<String, Object> claims) {
    this.algorithm = algorithm;
    this.claims = claims;
  }

  /** For the user, good for a minute. */
  public static CustomToken of(String clientId, String userId, Instant now) {
    return new CustomToken("HS256", Map.of())
        .with("sub", userId)
        .with("client_id", clientId)
        .with("exp", now.getEpochSecond() + 60)
        .with("nonce", UUID.randomUUID().toString());
  }

  /** With another value of the claim; without it, when that is null. */
  public CustomToken with(String claim, @Nullable Object value) {
    Map<String, Object> others = new LinkedHashMap<>(claims);
    others.remove(claim);
    if (value != null) {
      others.put(claim, value);
    }
    return new CustomToken(algorithm, others);
  }

  /** With another name of the algorithm in its header. */
  public CustomToken calling(String name) {
    return new CustomToken(name, claims);
  }

  /** Signed by HS256, whatever the header says. */
  public String signed(String secret) {
    String input = part(Map.of("alg", algorithm, "typ", "JWT")) + "." + part(claims);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Not signed at all. */
  public String unsigned() {
    return part(Map.of("alg", algorithm)) + "." + part(claims) + ".";
  }

  private static String part(Map<String, Object> json) {
    return base64(JsonMapper.shared().writeValueAsBytes(json));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
