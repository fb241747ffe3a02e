package dev.latchkey.domain.provider;

import dev.latchkey.domain.provider.Preset.TokenCheck;
import dev.latchkey.domain.tenant.ProviderSettings;
import dev.latchkey.domain.tenant.ProviderSettings.Display;
import dev.latchkey.domain.tenant.ProviderSettings.Endpoints;
import dev.latchkey.domain.tenant.Tenant;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A provider of a tenant: what the operator set, over what is known of it. */
public final class Provider {

  /** What the presets for providers of the operator's own are called. */
  private static final Set<String> CUSTOM = Set.of("oidc", "oauth2");

  private final ProviderSettings settings;
  private final Preset preset;

  private Provider(ProviderSettings settings, Preset preset) {
    this.settings = settings;
    this.preset = preset;
  }

  /** Those of the tenant, in the order of its configuration. */
  public static List<Provider> all(Tenant tenant) {
    return tenant.providers().stream().map(Provider::of).toList();
  }

  /** The provider of that name: {@code key} or {@code key:variant}. */
  public static Optional<Provider> find(Tenant tenant, String name) {
    return tenant.provider(name).map(Provider::of);
  }

  /** All variants of that key. */
  public static List<Provider> ofKey(Tenant tenant, String key) {
    return all(tenant).stream().filter(provider -> provider.key().equals(key)).toList();
  }

  /** The names that {@code preset} may have. */
  public static Set<String> presets() {
    return Preset.names();
  }

  /** Whether a preset is of OpenID Connect: then discovery alone says where everything is. */
  public static boolean isOpenId(String presetName) {
    return Preset.named(presetName).filter(Preset::idToken).isPresent();
  }

  /** Whether a client secret can be signed with that. */
  public static boolean canSign(ProviderSettings.SigningKey key) {
    try {
      return SignedSecret.key(key.privateKey()).getParams().getCurve().getField().getFieldSize()
          == 256;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Provider of(ProviderSettings settings) {
    return new Provider(settings, Preset.named(settings.presetName()).orElseThrow());
  }

  /** {@code key}, or {@code key:variant}. */
  public String name() {
    return settings.name();
  }

  public String key() {
    return settings.key();
  }

  public String variant() {
    return settings.variant();
  }

  public String clientId() {
    return settings.clientId();
  }

  public List<String> scope() {
    return settings.scope().isEmpty() ? preset.scope() : settings.scope();
  }

  /** Whether widgets must be told how to show it. */
  public boolean isCustom() {
    return CUSTOM.contains(settings.presetName());
  }

  public @Nullable Display display() {
    return settings.display();
  }

  public boolean linksVerifiedEmail() {
    return settings.linkVerifiedEmail();
  }

  /** Whether it is Google, whose One Tap widgets may show. */
  public boolean isGoogle() {
    return settings.presetName().equals("google");
  }

  /**
   * Under which variant its identities are kept: the empty text where all apps know a user by one
   * name.
   */
  String realm() {
    return preset.sharedSubjects() ? "" : settings.variant();
  }

  ProviderSettings settings() {
    return settings;
  }

  Preset preset() {
    return preset;
  }

  /** The issuer to ask where everything is; null: the endpoints are known. */
  @Nullable String discovery() {
    return settings.endpoints() != null && !preset.idToken()
        ? null
        : settings.discovery() == null ? preset.discovery() : settings.discovery();
  }

  /** Where it is, without discovery. */
  Endpoints endpoints() {
    return settings.endpoints() != null
        ? settings.endpoints()
        : new Endpoints(
            Objects.requireNonNull(preset.authorization()),
            Objects.requireNonNull(preset.token()),
            preset.userinfo(),
            null);
  }

  /** How to find out for which app one of its access tokens was made; null: it does not tell. */
  @Nullable TokenCheck tokenCheck() {
    TokenCheck known = preset.tokenCheck();
    Endpoints own = settings.endpoints();
    if (own == null) {
      return known;
    }
    if (own.tokenInfo() == null) {
      return null;
    }
    return known == null
        ? new TokenCheck(own.tokenInfo(), "access_token", false, "/aud")
        : new TokenCheck(own.tokenInfo(), known.parameter(), known.byApp(), known.audience());
  }

  boolean trustsEmail() {
    return isCustom() ? settings.trustEmail() : preset.trustEmail();
  }

  /** Where a field is in its answer, as a JSON pointer. */
  Map<String, String> claims() {
    Map<String, String> claims = new HashMap<>(preset.claims());
    claims.putAll(settings.claims());
    return claims;
  }

  @Override
  public String toString() {
    return "Provider[" + name() + "]";
  }
}
