package dev.latchkey.domain.tenant;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider that users of a tenant log in with, as in the configuration file.
 *
 * @param key its name on the wire, and {@code auth_type} of its logins
 * @param variant tells several of one key apart: another app of the same provider
 * @param preset what is known of the provider; null: that of the name of {@code key}
 * @param audiences further client ids of the same app, whose ID tokens count (native apps)
 * @param scope empty: the preset's
 * @param discovery its issuer, whose OpenID configuration says the rest; null: the preset's
 * @param logoutUrl where a browser is logged out there as well; null: nowhere that is known
 * @param claims where in the provider's answer a field of the profile is, as JSON pointers; on top
 *     of the preset's
 * @param trustEmail whether an address that the provider calls verified counts as such
 * @param linkVerifiedEmail whether an identity joins the profile that has its address, when both
 *     sides have it verified
 */
public record ProviderSettings(
    String key,
    String variant,
    @Nullable String preset,
    String clientId,
    @Nullable String clientSecret,
    List<String> audiences,
    List<String> scope,
    @Nullable String discovery,
    @Nullable String logoutUrl,
    @Nullable Endpoints endpoints,
    Map<String, String> claims,
    boolean trustEmail,
    boolean linkVerifiedEmail,
    @Nullable SigningKey signingKey,
    @Nullable Display display) {

  /** The variant that goes without saying. */
  public static final String DEFAULT_VARIANT = "default";

  /**
   * What a provider without discovery has instead.
   *
   * @param tokenInfo tells for which app an access token was made
   */
  public record Endpoints(
      String authorization, String token, @Nullable String userinfo, @Nullable String tokenInfo) {}

  /**
   * Apple's instead of a secret: signs a short-lived one.
   *
   * @param privateKey EC P-256, PKCS#8 in PEM
   */
  public record SigningKey(String teamId, String keyId, String privateKey) {

    @Override
    public String toString() {
      return "SigningKey[" + keyId + "]";
    }
  }

  /** How widgets show a provider that they do not know. */
  public record Display(
      String name,
      @Nullable String color,
      @Nullable String btnBackgroundColor,
      @Nullable String btnBorderColor,
      @Nullable String btnTextColor,
      @Nullable String icon) {}

  /** {@code key}, or {@code key:variant} (contract section 4.1.1). */
  public String name() {
    return variant.equals(DEFAULT_VARIANT) ? key : key + ":" + variant;
  }

  /** What is known of it, by name. */
  public String presetName() {
    return preset == null ? key : preset;
  }

  @Override
  public String toString() {
    return "ProviderSettings[" + name() + "]";
  }
}
