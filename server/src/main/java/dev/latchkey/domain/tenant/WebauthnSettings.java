package dev.latchkey.domain.tenant;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Passkeys.
 *
 * @param rpId domain that passkeys are bound to; null: the host of the public URL
 * @param rpName null: the tenant's name
 * @param origins pages under {@code rpId}, and apps as {@code android:apk-key-hash:…}
 * @param relatedOrigins pages under other domains, published for browsers to allow
 * @param appleApps as {@code TEAMID.bundle}
 */
public record WebauthnSettings(
    boolean enabled,
    @Nullable String rpId,
    @Nullable String rpName,
    List<String> origins,
    UserVerification userVerification,
    List<String> relatedOrigins,
    List<AndroidApp> androidApps,
    List<String> appleApps) {

  /** Whether the authenticator is to check who holds it (WebAuthn section 5.8.6). */
  public enum UserVerification {
    REQUIRED,
    PREFERRED,
    DISCOURAGED;

    /** The name on the wire. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An app that may use the passkeys of the pages.
   *
   * @param sha256CertFingerprints of its signing certificates, as {@code 14:6D:…}
   */
  public record AndroidApp(String packageName, List<String> sha256CertFingerprints) {}
}
