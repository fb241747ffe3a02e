package dev.latchkey.domain.push;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.platform.json.Json;
import java.text.ParseException;
import tools.jackson.databind.JsonNode;

/** The public key of a device, as a JWK (RFC 7517). */
public final class DeviceKey {

  private DeviceKey() {}

  /**
   * What is kept of the key: its point, and nothing that was sent along.
   *
   * @throws ApiException {@code VALIDATION} when it is no public key of P-256
   */
  public static JsonNode of(JsonNode sent) {
    try {
      ECKey key = ECKey.parse(Json.text(sent));
      if (Curve.P_256.equals(key.getCurve()) && !key.isPrivate()) {
        // Made anew, it is held to its curve: a point beside it would tell secrets.
        ECKey point = new ECKey.Builder(Curve.P_256, key.getX(), key.getY()).build();
        return Json.read(point.toJSONString());
      }
    } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
      throw invalid();
    }
    throw invalid();
  }

  private static ApiException invalid() {
    return ApiException.validation(
        FieldError.invalid("publicKey", "Must be a public JWK of the curve P-256"));
  }
}
