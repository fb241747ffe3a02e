package dev.latchkey.testkit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A device that approves, with the user agent that its pushes are for: keys of its own, real
 * signatures, real decryption (RFC 8291). Its push service is a {@link HookReceiver}. Used by one
 * thread.
 */
public final class PushDevice {

  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern VAPID = Pattern.compile("vapid t=([^,]+), k=([\\w-]{87})");

  private final Http http;
  private final HookReceiver service;
  private final TestClock clock;
  private final String path = "/push/" + UUID.randomUUID();
  private final KeyPair key;
  private final KeyPair userAgent = newKey();
  private final byte[] auth = bytes(16);
  private String id = "";
  private String audience = "";

  /**
   * @param service stands in for its push service
   */
  public PushDevice(Http http, HookReceiver service, TestClock clock) {
    this(http, service, clock, newKey());
  }

  private PushDevice(Http http, HookReceiver service, TestClock clock, KeyPair key) {
    this.http = http;
    this.service = service;
    this.clock = clock;
    this.key = key;
  }

  /** As the server knows it, once it is linked. */
  public String id() {
    return id;
  }

  /** Where its push service is called. */
  public String path() {
    return path;
  }

  /** Its subscription, as browsers write it. */
  public Map<String, Object> subscription() {
    return subscriptionAt(service.url(path));
  }

  /** One that says it is elsewhere. */
  public Map<String, Object> subscriptionAt(String endpoint) {
    return Map.of(
        "kind",
        "web",
        "endpoint",
        endpoint,
        "keys",
        Map.of("p256dh", base64(point(userAgent)), "auth", base64(auth)));
  }

  /** Its public key. */
  public Map<String, Object> jwk() {
    byte[] point = point(key);
    return Map.of(
        "kty",
        "EC",
        "crv",
        "P-256",
        "x",
        base64(Arrays.copyOfRange(point, 1, 33)),
        "y",
        base64(Arrays.copyOfRange(point, 33, 65)));
  }

  /** What it sends to link itself, to be changed by tests. */
  public Map<String, Object> linkBody(String code) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("linkingCode", code);
    body.put("name", "Phone");
    body.put("publicKey", jwk());
    body.put("push", subscription());
    return body;
  }

  public Answer options(String code) {
    return http.post("/device/v1/links/options", Map.of("linkingCode", code, "name", "Phone"));
  }

  /**
   * Links itself.
   *
   * @param authenticator makes its passkey; null: none is made
   */
  public Answer link(String code, @Nullable Authenticator authenticator) {
    Map<String, Object> body = linkBody(code);
    if (authenticator != null) {
      body.put("passkey", authenticator.create(options(code).json().path("passkey")));
    }
    return link(body);
  }

  public Answer link(Map<String, Object> body) {
    Answer answer = http.post("/device/v1/links", body);
    if (answer.status() == 200) {
      id = answer.text("deviceId");
      audience = answer.text("audience");
    }
    return answer;
  }

  /** Another device that says it is this one. */
  public PushDevice impostor() {
    PushDevice other = new PushDevice(http, service, clock);
    other.id = id;
    other.audience = audience;
    return other;
  }

  /** The same, with the same key, at another host. */
  public PushDevice at(Http elsewhere) {
    PushDevice same = new PushDevice(elsewhere, service, clock, key);
    same.id = id;
    same.audience = audience;
    return same;
  }

  public Answer challenges() {
    return send("GET", "/device/v1/challenges", null);
  }

  /** The one challenge that it is asked. */
  public JsonNode challenge() {
    JsonNode challenges = challenges().json().path("challenges");
    if (challenges.size() != 1) {
      throw new AssertionError("Not one challenge: " + challenges);
    }
    return challenges.get(0);
  }

  /** Says that it is woken elsewhere from now on; null: not at all. */
  public Answer move(@Nullable Map<String, Object> subscription) {
    return send(
        "PUT",
        "/device/v1/devices/" + id + "/push",
        subscription == null ? Map.of() : Map.of("push", subscription));
  }

  public Answer unlink() {
    return send("DELETE", "/device/v1/devices/" + id, null);
  }

  /** A request that it signs. */
  public Answer send(String method, String target, @Nullable Object body) {
    String json = body == null ? null : JsonMapper.shared().writeValueAsString(body);
    return http.with("Authorization", "Device " + request(method, target, json, clock.instant()))
        .send(method, target, json == null ? null : "application/json", json);
  }

  /** The signature of a request. */
  public String request(String method, String target, @Nullable String body, Instant at) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("aud", audience);
    claims.put("htm", method);
    claims.put("htu", target);
    claims.put("iat", at.getEpochSecond());
    claims.put("bh", base64(sha256((body == null ? "" : body).getBytes(StandardCharsets.UTF_8))));
    return sign("device-request+jwt", claims);
  }

  /** What an answer to the challenge is over, to be changed by tests. */
  public Map<String, Object> answerClaims(JsonNode challenge, String decision) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("aud", audience);
    claims.put("challenge", challenge.path("id").asString());
    claims.put("decision", decision);
    claims.put("nonce", challenge.path("nonce").asString());
    claims.put("exp", challenge.path("nonceExpiresAt").asLong());
    return claims;
  }

  public Answer answer(JsonNode challenge, String decision) {
    return answer(
        challenge, decision, sign("push-answer+jwt", answerClaims(challenge, decision)), null);
  }

  /** An answer with the passkey that it is asked for. */
  public Answer answer(JsonNode challenge, String decision, Authenticator authenticator) {
    return answer(
        challenge,
        decision,
        sign("push-answer+jwt", answerClaims(challenge, decision)),
        authenticator.get(challenge.path("passkey")));
  }

  public Answer answer(
      JsonNode challenge, String decision, String proof, @Nullable Map<String, Object> assertion) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("decision", decision);
    body.put("proof", proof);
    if (assertion != null) {
      body.put("assertion", assertion);
    }
    return http.post("/device/v1/challenges/" + challenge.path("id").asString() + "/answer", body);
  }

  /** A compact JWS of its key. */
  public String sign(String type, Map<String, ?> claims) {
    String signed = part(Map.of("alg", "ES256", "typ", type, "kid", id)) + "." + part(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first push that came, decrypted; it is from who it should be. */
  public JsonNode awaitPush() {
    return opened(service.await(path, call -> true));
  }

  /** The newest of {@code count} pushes that came. */
  public JsonNode awaitPush(int count) {
    return opened(service.await(path, count, call -> true).get(count - 1));
  }

  private JsonNode opened(HookReceiver.Call call) {
    String vapidKey = http.get("/device/v1/push-key").text("publicKey");
    check(call.header("TTL").matches("\\d+") && Integer.parseInt(call.header("TTL")) <= 300, "TTL");
    check(call.header("Urgency").equals("high"), "Urgency");
    check(call.header("Content-Encoding").equals("aes128gcm"), "Content-Encoding");
    checkVapid(call.header("Authorization"), vapidKey);
    JsonNode message = JsonMapper.shared().readTree(decrypt(call.body()));
    check(call.header("Topic").equals(message.path("challenge").asString()), "Topic");
    return message;
  }

  private void checkVapid(String header, String vapidKey) {
    Matcher parts = VAPID.matcher(header);
    check(parts.matches() && parts.group(2).equals(vapidKey), "vapid key");
    String[] token = parts.group(1).split("\\.");
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initVerify(decode(Base64.getUrlDecoder().decode(vapidKey)));
      signature.update((token[0] + "." + token[1]).getBytes(StandardCharsets.US_ASCII));
      check(signature.verify(Base64.getUrlDecoder().decode(token[2])), "vapid signature");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    JsonNode claims = JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token[1]));
    String url = service.url("");
    check(claims.path("aud").asString().equals(url), "vapid aud");
    long left = claims.path("exp").asLong() - clock.instant().getEpochSecond();
    check(left > 0 && left <= 24 * 60 * 60, "vapid exp");
  }

  /** RFC 8291 section 3.4, from the other side. */
  private byte[] decrypt(byte[] body) {
    ByteBuffer in = ByteBuffer.wrap(body);
    byte[] salt = take(in, 16);
    in.getInt();
    byte[] sender = take(in, in.get());
    byte[] sealed = take(in, in.remaining());
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(userAgent.getPrivate());
      agreement.doPhase(decode(sender), true);
      byte[] info = joined("WebPush: info\0", point(userAgent), sender);
      byte[] keying = hkdf(agreement.generateSecret(), auth, info, 32);
      byte[] contentKey = hkdf(keying, salt, joined("Content-Encoding: aes128gcm\0"), 16);
      byte[] nonce = hkdf(keying, salt, joined("Content-Encoding: nonce\0"), 12);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(contentKey, "AES"),
          new GCMParameterSpec(128, nonce));
      byte[] plain = cipher.doFinal(sealed);
      check(plain[plain.length - 1] == 2, "last record");
      return Arrays.copyOf(plain, plain.length - 1);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("The push cannot be read", e);
    }
  }

  private static byte[] hkdf(byte[] secret, byte[] salt, byte[] info, int length)
      throws GeneralSecurityException {
    return KDF.getInstance("HKDF-SHA256")
        .deriveData(
            HKDFParameterSpec.ofExtract().addIKM(secret).addSalt(salt).thenExpand(info, length));
  }

  private static byte[] joined(String label, byte[]... more) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    for (byte[] part : more) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] take(ByteBuffer in, int length) {
    byte[] taken = new byte[length];
    in.get(taken);
    return taken;
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError("The push has the wrong " + what);
    }
  }

  private static String part(Map<String, ?> json) {
    return base64(JsonMapper.shared().writeValueAsBytes(json));
  }

  private static String base64(byte[] bytes) {
    return URL.encodeToString(bytes);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] point(KeyPair pair) {
    ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
    ByteBuffer bytes = ByteBuffer.allocate(65).put((byte) 4);
    return bytes.put(coordinate(point.getAffineX())).put(coordinate(point.getAffineY())).array();
  }

  private static byte[] coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[32];
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
    return fixed;
  }

  private static ECPublicKey decode(byte[] point) throws GeneralSecurityException {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    ECPoint at =
        new ECPoint(
            new BigInteger(1, Arrays.copyOfRange(point, 1, 33)),
            new BigInteger(1, Arrays.copyOfRange(point, 33, 65)));
    return (ECPublicKey)
        KeyFactory.getInstance("EC")
            .generatePublic(new ECPublicKeySpec(at, curve.getParameterSpec(ECParameterSpec.class)));
  }
}
