package dev.latchkey.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The passkeys of the population: everybody's has one of its own by its id, all have the same key,
 * made anew for each run. Shows one as a browser with an authenticator does (WebAuthn sections 5.8
 * and 6.1).
 */
final class Passkey {
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
  private static final byte USER_PRESENT_AND_VERIFIED = 0x05;
  private static final KeyPair KEY = newKey();

  private Passkey() {}

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] id(UUID profile) {
    return ByteBuffer.allocate(16)
        .putLong(profile.getMostSignificantBits())
        .putLong(profile.getLeastSignificantBits())
        .array();
  }

  static String columns() {
    return """
    passkey (tenant, profile_id, credential_id, user_handle, public_key, sign_count, user_verified, backup_eligible,
      backed_up, recovered, aaguid, transports, friendly_name, created_at)\
    """;
  }

  /** What {@link #columns} names, but for the tenant. */
  static Object[] values(UUID profile, String created) {
    byte[] id = id(profile);
    String bytes = "\\\\x"; // a backslash for bytea, and one for the text format of COPY
    return new Object[] {
      profile,
      bytes + HexFormat.of().formatHex(id),
      URL.encodeToString(id),
      bytes + HexFormat.of().formatHex(publicKey()),
      0,
      true,
      false,
      false,
      false,
      new UUID(0, 0),
      "{internal}",
      "Laptop",
      created
    };
  }

  /** COSE_Key of an ES256 key (RFC 9053 section 7.1.1). */
  private static byte[] publicKey() {
    ECPublicKey key = (ECPublicKey) KEY.getPublic();
    ByteArrayOutputStream cose = new ByteArrayOutputStream();
    cose.writeBytes(HexFormat.of().parseHex("a5010203262001215820"));
    cose.writeBytes(coordinate(key.getW().getAffineX()));
    cose.writeBytes(HexFormat.of().parseHex("225820"));
    cose.writeBytes(coordinate(key.getW().getAffineY()));
    return cose.toByteArray();
  }

  private static byte[] coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] padded = new byte[32 + bytes.length];
    System.arraycopy(bytes, 0, padded, 32, bytes.length);
    return Arrays.copyOfRange(padded, bytes.length, padded.length);
  }

  /** The body of {@code webauthn/authentication}. */
  static String shown(UUID profile, String rpId, String origin, String challenge) {
    byte[] client =
        """
        {"type":"webauthn.get","challenge":"%s","origin":"%s"}\
        """
            .formatted(challenge, origin)
            .getBytes(UTF_8);
    byte[] authenticator =
        ByteBuffer.allocate(37)
            .put(sha256(rpId.getBytes(UTF_8)))
            .put(USER_PRESENT_AND_VERIFIED)
            .putInt(0)
            .array();
    String id = URL.encodeToString(id(profile));
    return """
    {"id":"%s","raw_id":"%1$s","type":"public-key","response":{"client_data_json":"%s","authenticator_data":"%s",\
    "signature":"%s","user_handle":"%1$s"}}\
    """
        .formatted(
            id,
            URL.encodeToString(client),
            URL.encodeToString(authenticator),
            URL.encodeToString(sign(authenticator, sha256(client))));
  }

  private static byte[] sign(byte[]... parts) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(KEY.getPrivate());
      for (byte[] part : parts) {
        signature.update(part);
      }
      return signature.sign();
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
}
