package dev.latchkey.domain.tenant;

import dev.latchkey.domain.tenant.WebauthnSettings.AndroidApp;
import dev.latchkey.platform.crypto.Digest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tenant as WebAuthn knows it.
 *
 * @param id domain that passkeys are bound to
 * @param name what users read
 */
public record RelyingParty(String id, String name, WebauthnSettings settings) {

  private static final String ANDROID = "android:apk-key-hash:";

  /** Whether ceremonies may take place on pages of that origin, or in that app. */
  public boolean allows(String origin) {
    return settings.origins().contains(origin)
        || settings.relatedOrigins().contains(origin)
        || nativeOrigins().contains(origin);
  }

  /**
   * The origins of apps. They ask in the name of a page and sign in their own: the hash of their
   * certificate.
   */
  public List<String> nativeOrigins() {
    return Stream.concat(
            settings.origins().stream().filter(RelyingParty::isNative),
            settings.androidApps().stream()
                .map(AndroidApp::sha256CertFingerprints)
                .flatMap(List::stream)
                .map(RelyingParty::origin))
        .distinct()
        .toList();
  }

  /** Whether it is an app rather than a page. */
  public static boolean isNative(String origin) {
    return origin.startsWith(ANDROID);
  }

  private static String origin(String fingerprint) {
    return ANDROID + Digest.base64Url(HexFormat.ofDelimiter(":").parseHex(fingerprint));
  }
}
