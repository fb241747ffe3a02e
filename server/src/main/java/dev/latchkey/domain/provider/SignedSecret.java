package dev.latchkey.domain.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.ProviderSettings.SigningKey;
import dev.latchkey.platform.json.Json;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** Apple's client secret: a token that the operator's key signs, good for minutes. */
final class SignedSecret {

  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private SignedSecret() {}

  static String make(Provider provider, Instant now) {
    SigningKey settings = Objects.requireNonNull(provider.settings().signingKey());
    ObjectNode claims =
        Json.object()
            .put("iss", settings.teamId())
            .put("sub", provider.clientId())
            .put("aud", Objects.requireNonNull(provider.discovery()))
            .put("iat", now.getEpochSecond())
            .put("exp", now.plus(LIFETIME).getEpochSecond());
    try {
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(settings.keyId()).build();
      JWSObject token = new JWSObject(header, new Payload(Json.write(claims)));
      token.sign(new ECDSASigner(key(settings.privateKey())));
      return token.serialize();
    } catch (JOSEException | GeneralSecurityException e) {
      throw ApiError.INVALID_CONFIG.causedBy(e);
    }
  }

  /**
   * @param pem PKCS#8
   * @throws GeneralSecurityException when it is no private key of an elliptic curve
   */
  static ECPrivateKey key(String pem) throws GeneralSecurityException {
    String body = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
    try {
      byte[] encoded = Base64.getDecoder().decode(body);
      return (ECPrivateKey)
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("Not base64", e);
    }
  }
}
