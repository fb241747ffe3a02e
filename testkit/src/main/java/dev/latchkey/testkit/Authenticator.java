package dev.latchkey.testkit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A browser with an authenticator in it: real ES256 keys, real CBOR, attestation {@code none}
 * (WebAuthn sections 6 and 7). Holds one passkey at a time. What it is told to get wrong it gets
 * wrong. Used by one thread.
 */
public final class Authenticator {

  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final int USER_PRESENT = 0x01;
  private static final int USER_VERIFIED = 0x04;
  private static final int ATTESTED = 0x40;

  private String origin;
  private @Nullable String rpId;
  private @Nullable String type;
  private @Nullable Boolean crossOrigin;
  private boolean verifiesUser = true;
  private boolean flipsSignature;
  private int algorithm = -7;
  private long counter;
  private byte[] credentialId = new byte[0];
  private byte @Nullable [] userHandle;
  private @Nullable KeyPair key;

  /** A browser on a page of that origin, or an app. */
  public Authenticator(String origin) {
    this.origin = origin;
  }

  /** A browser on a page of the standard client. */
  public Authenticator() {
    this(TestConfig.ORIGIN);
  }

  /** Goes to a page of another origin. */
  public Authenticator at(String other) {
    this.origin = other;
    return this;
  }

  /** Signs for that domain, whatever it is asked; null: for the one it is asked for. */
  public Authenticator forRp(@Nullable String other) {
    this.rpId = other;
    return this;
  }

  /** Says that it did that, whatever it did; null: what it did. */
  public Authenticator saying(@Nullable String other) {
    this.type = other;
    return this;
  }

  /** Is in a frame of a page of another origin. */
  public Authenticator inFrame(boolean inFrame) {
    this.crossOrigin = inFrame ? true : null;
    return this;
  }

  /** Whether it asks for a finger or a PIN. */
  public Authenticator verifyingUser(boolean verifies) {
    this.verifiesUser = verifies;
    return this;
  }

  public Authenticator flippingSignature(boolean flips) {
    this.flipsSignature = flips;
    return this;
  }

  /** Names another COSE algorithm with its keys. */
  public Authenticator withAlgorithm(int cose) {
    this.algorithm = cose;
    return this;
  }

  /** Counts on from there; 0 for one that does not count. */
  public Authenticator counting(long from) {
    this.counter = from;
    return this;
  }

  /** Says that its passkey is that user's; null: says nothing. */
  public Authenticator withUserHandle(byte @Nullable [] handle) {
    this.userHandle = handle == null ? null : handle.clone();
    return this;
  }

  /** The user handle of its passkey. */
  public byte @Nullable [] userHandle() {
    return userHandle == null ? null : userHandle.clone();
  }

  /** Of its passkey, in base64url. */
  public String credentialId() {
    return URL.encodeToString(credentialId);
  }

  /** A copy that has the same passkey. */
  public Authenticator copy() {
    Authenticator copy = new Authenticator(origin);
    copy.counter = counter;
    copy.credentialId = credentialId;
    copy.userHandle = userHandle;
    copy.key = key;
    return copy;
  }

  /**
   * Makes a passkey.
   *
   * @param options the creation answer of the server
   * @return the credential as clients send it
   */
  public Map<String, Object> create(JsonNode options) {
    JsonNode wanted = options.path("options").path("public_key");
    credentialId = bytes(32);
    userHandle = Base64.getUrlDecoder().decode(wanted.path("user").path("id").asString());
    key = newKey();
    byte[] clientData = clientData("webauthn.create", wanted.path("challenge").asString());
    byte[] authenticatorData =
        authenticatorData(wanted.path("rp").path("id").asString(), attestedCredential());
    Cbor attestation = new Cbor();
    attestation.map(3).text("fmt").text("none").text("attStmt").map(0);
    attestation.text("authData").bytes(authenticatorData);
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("client_data_json", URL.encodeToString(clientData));
    response.put("attestation_object", URL.encodeToString(attestation.toByteArray()));
    response.put("transports", List.of("internal", "hybrid"));
    return credential(response);
  }

  /**
   * Shows its passkey.
   *
   * @param options the request answer of the server
   * @return the credential as clients send it
   */
  public Map<String, Object> get(JsonNode options) {
    JsonNode wanted = options.path("public_key");
    byte[] clientData = clientData("webauthn.get", wanted.path("challenge").asString());
    byte[] authenticatorData = authenticatorData(wanted.path("rp_id").asString(), null);
    byte[] signature = sign(authenticatorData, clientData);
    if (flipsSignature) {
      signature[signature.length - 1] ^= 1;
    }
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("client_data_json", URL.encodeToString(clientData));
    response.put("authenticator_data", URL.encodeToString(authenticatorData));
    response.put("signature", URL.encodeToString(signature));
    if (userHandle != null) {
      response.put("user_handle", URL.encodeToString(userHandle));
    }
    return credential(response);
  }

  private Map<String, Object> credential(Map<String, Object> response) {
    Map<String, Object> credential = new LinkedHashMap<>();
    credential.put("id", credentialId());
    credential.put("raw_id", credentialId());
    credential.put("type", "public-key");
    credential.put("response", response);
    return credential;
  }

  private byte[] clientData(String done, String challenge) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("type", type == null ? done : type);
    data.put("challenge", challenge);
    data.put("origin", origin);
    if (crossOrigin != null) {
      data.put("crossOrigin", crossOrigin);
    }
    return JsonMapper.shared().writeValueAsBytes(data);
  }

  private byte[] authenticatorData(String askedFor, byte @Nullable [] attested) {
    int flags =
        USER_PRESENT | (verifiesUser ? USER_VERIFIED : 0) | (attested == null ? 0 : ATTESTED);
    if (counter > 0) {
      counter++;
    }
    ByteBuffer data = ByteBuffer.allocate(37 + (attested == null ? 0 : attested.length));
    data.put(sha256((rpId == null ? askedFor : rpId).getBytes(StandardCharsets.UTF_8)));
    data.put((byte) flags).putInt((int) counter);
    if (attested != null) {
      data.put(attested);
    }
    return data.array();
  }

  private byte[] attestedCredential() {
    ECPublicKey publicKey = (ECPublicKey) keyPair().getPublic();
    Cbor cose = new Cbor().map(5);
    cose.number(1).number(2).number(3).number(algorithm).number(-1).number(1);
    cose.number(-2).bytes(coordinate(publicKey.getW().getAffineX()));
    cose.number(-3).bytes(coordinate(publicKey.getW().getAffineY()));
    byte[] encoded = cose.toByteArray();
    return ByteBuffer.allocate(16 + 2 + credentialId.length + encoded.length)
        .put(new byte[16])
        .putShort((short) credentialId.length)
        .put(credentialId)
        .put(encoded)
        .array();
  }

  private static byte[] coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[32];
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
    return fixed;
  }

  private byte[] sign(byte[] authenticatorData, byte[] clientData) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keyPair().getPrivate());
      signature.update(authenticatorData);
      signature.update(sha256(clientData));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyPair keyPair() {
    if (key == null) {
      key = newKey();
    }
    return key;
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

  /** As much of CBOR (RFC 8949) as authenticators write. */
  private static final class Cbor extends ByteArrayOutputStream {

    Cbor map(int entries) {
      return head(5, entries);
    }

    Cbor text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      head(3, utf8.length).writeBytes(utf8);
      return this;
    }

    Cbor bytes(byte[] bytes) {
      head(2, bytes.length).writeBytes(bytes);
      return this;
    }

    Cbor number(int number) {
      return number < 0 ? head(1, -1 - number) : head(0, number);
    }

    private Cbor head(int major, int value) {
      if (value < 24) {
        write(major << 5 | value);
      } else if (value < 256) {
        write(major << 5 | 24);
        write(value);
      } else {
        write(major << 5 | 25);
        write(value >> 8);
        write(value);
      }
      return this;
    }
  }
}
