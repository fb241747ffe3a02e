package dev.latchkey.platform.webpush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.platform.crypto.Digest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPrivateKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8291, with the example of its appendix A. */
class EncryptionTest {

  private static final String UA_PUBLIC =
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
  private static final String AUTH = "BTBZMqHH6r4Tts7J_aSIgg";
  private static final String AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
  private static final String AS_PUBLIC =
      "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
  private static final String SALT = "DGv6ra1nlYgDCS1FRnbzlw";
  private static final String ENDPOINT =
      "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4";

  private static KeyPair serverKey() throws GeneralSecurityException {
    ECPublicKey publicKey = P256.decode(Digest.fromBase64Url(AS_PUBLIC));
    BigInteger secret = new BigInteger(1, Digest.fromBase64Url(AS_PRIVATE));
    return new KeyPair(
        publicKey,
        KeyFactory.getInstance("EC")
            .generatePrivate(new ECPrivateKeySpec(secret, publicKey.getParams())));
  }

  @Test
  void the_example_of_rfc_8291_appendix_a_comes_out_byte_for_byte()
      throws GeneralSecurityException {
    byte[] encrypted =
        Encryption.encrypt(
            Subscription.of(ENDPOINT, UA_PUBLIC, AUTH),
            "When I grow up, I want to be a watermelon".getBytes(StandardCharsets.US_ASCII),
            serverKey(),
            Digest.fromBase64Url(SALT));

    assertThat(Digest.base64Url(encrypted))
        .isEqualTo(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
                + "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
                + "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
  }

  @Test
  void a_message_that_not_every_push_service_takes_is_not_made() throws GeneralSecurityException {
    Subscription to = Subscription.of(ENDPOINT, UA_PUBLIC, AUTH);
    KeyPair own = serverKey();
    byte[] salt = Digest.fromBase64Url(SALT);

    assertThat(Encryption.encrypt(to, new byte[3_993], own, salt)).hasSize(4_096);
    assertThatThrownBy(() -> Encryption.encrypt(to, new byte[3_994], own, salt))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    // not on the curve
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw8,"
        + " BTBZMqHH6r4Tts7J_aSIgg",
    // compressed
    "AiVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx, BTBZMqHH6r4Tts7J_aSIgg",
    // a short secret
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4, BTBZ",
    // no base64url
    "BCVxsr7N+eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4,"
        + " BTBZMqHH6r4Tts7J_aSIgg",
  })
  void keys_that_no_user_agent_makes_are_refused(String key, String auth) {
    assertThatThrownBy(() -> Subscription.of(ENDPOINT, key, auth))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://push.example.net/1",
    "https://user@push.example.net/1",
    "https://push.example.net/1#fragment",
    "https:///1",
    "https://push.example.net/\u00e9",
    "/push/1",
    "file:///etc/passwd",
  })
  void endpoints_that_are_no_addresses_of_the_web_are_refused(String endpoint) {
    assertThatThrownBy(() -> Subscription.of(endpoint, UA_PUBLIC, AUTH))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
