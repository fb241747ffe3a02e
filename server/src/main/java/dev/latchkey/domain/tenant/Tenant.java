package dev.latchkey.domain.tenant;

import dev.latchkey.platform.http.AddressRanges;
import dev.latchkey.platform.outbound.Outbound;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's settings, as in the configuration file: names, defaults and bounds are in {@code
 * latchkey.schema.json}.
 *
 * @param publicUrl scheme, host and port that the world sees; links and the issuer are built from
 *     it alone
 * @param hosts further host names that mean this tenant
 * @param country ISO 3166-1, tells how national phone numbers are read; null: only international
 *     ones
 * @param logoutUrls where a logout may send the browser
 * @param access the Access API; null: off
 * @param push approval by devices; null: off
 * @param pages the server's own pages; null: off
 * @param registration of clients by themselves; null: off
 */
public record Tenant(
    String id,
    String name,
    String publicUrl,
    List<String> hosts,
    @Nullable String country,
    String language,
    List<String> logoutUrls,
    @Nullable String trueClientIpKey,
    LoginTypes loginTypes,
    SignupPolicy signup,
    SessionPolicy session,
    PasswordPolicy password,
    LockoutPolicy lockout,
    PasswordlessPolicy passwordless,
    MfaPolicy mfa,
    @Nullable WebauthnSettings webauthn,
    RateLimits rateLimits,
    CodePolicy codes,
    @Nullable MailSettings mail,
    @Nullable SmsSettings sms,
    Map<String, MessageTemplate> messages,
    List<CustomField> customFields,
    List<ConsentDefinition> consents,
    List<ProviderSettings> providers,
    List<Webhook> webhooks,
    @Nullable CaptchaSettings captcha,
    OutboundPolicy outbound,
    @Nullable AccessPolicy access,
    @Nullable PushPolicy push,
    @Nullable PagesSettings pages,
    @Nullable RegistrationPolicy registration,
    Compat compat,
    Legacy legacy) {

  /**
   * What holds for calls to addresses that strangers named: none of what is exempt for the
   * operator's own, and no door but the usual one (attack class 27).
   */
  public Outbound.Limits callsForStrangers() {
    List<String> exempt = registration == null ? List.of() : registration.allowPrivate();
    return new Outbound.Limits(AddressRanges.of(exempt), outbound.timeout(), true);
  }

  /** The {@code iss} of every token: the public URL. */
  public String issuer() {
    return publicUrl;
  }

  /** The host name of the public URL, in lower case. */
  public String publicHost() {
    return URI.create(publicUrl).getHost().toLowerCase(Locale.ROOT);
  }

  /**
   * Scheme and host of the tenant's own name that was called; the public URL for any other: a
   * request may claim what it likes.
   */
  public String addressedAs(String host) {
    return hosts.stream().anyMatch(host::equalsIgnoreCase)
        ? URI.create(publicUrl).getScheme() + "://" + host
        : publicUrl;
  }

  /** The tenant as WebAuthn knows it; empty when passkeys are off. */
  public Optional<RelyingParty> relyingParty() {
    return webauthn == null || !webauthn.enabled()
        ? Optional.empty()
        : Optional.of(
            new RelyingParty(
                webauthn.rpId() == null ? publicHost() : webauthn.rpId(),
                webauthn.rpName() == null ? name : webauthn.rpName(),
                webauthn));
  }

  /** Whether messages of that kind are sent: yes unless their template is switched off. */
  public boolean sends(String messageKind) {
    MessageTemplate template = messages.get(messageKind);
    return template == null || template.enabled();
  }

  public Optional<CustomField> customField(String path) {
    return customFields.stream().filter(field -> field.matches(path)).findFirst();
  }

  public Optional<ConsentDefinition> consent(String key) {
    return consents.stream().filter(consent -> consent.key().equals(key)).findFirst();
  }

  /** The provider of that name: {@code key} or {@code key:variant}. */
  public Optional<ProviderSettings> provider(String providerName) {
    return providers.stream().filter(provider -> provider.name().equals(providerName)).findFirst();
  }

  /** How many of the last passwords, the present one among them, may not be set again. */
  public int passwordHistory() {
    Integer history = password.history();
    return history != null ? history : access == null ? 1 : 5;
  }

  /** How long the first lock of an account takes; each further one takes twice as long. */
  public Duration firstLock() {
    Duration duration = lockout.duration();
    return duration != null ? duration : Duration.ofMinutes(access == null ? 1 : 30);
  }

  /** How long any lock takes at most: at the Access API all are alike (its contract 1.10). */
  public Duration longestLock() {
    Duration longest = lockout.maxDuration();
    return longest != null ? longest : access == null ? Duration.ofHours(24) : firstLock();
  }

  /** Whether no message leaves, and every code that is typed is the same. */
  public boolean isSandbox() {
    return access != null && access.sandbox();
  }

  /** Which identifiers may be logged in with. */
  public record LoginTypes(boolean email, boolean phoneNumber, boolean customIdentifier) {}

  /**
   * @param loginBeforeVerification whether a session is opened right after sign-up and at later
   *     logins although the identifier is not verified
   */
  public record SignupPolicy(
      boolean enabled,
      boolean loginBeforeVerification,
      boolean verifyEmail,
      boolean verifyPhoneNumber) {}

  /**
   * @param lifetime of the browser session since its last use
   * @param loginRequiredAfter of the browser session since the login
   */
  public record SessionPolicy(Duration lifetime, Duration loginRequiredAfter) {}

  /**
   * @param minStrength zxcvbn score, 0 to 4
   * @param breachedCheck refuses passwords that are on a list of known ones
   * @param blocklistFile a list of the operator's own, beside the built-in one
   * @param history see {@link Tenant#passwordHistory}
   */
  public record PasswordPolicy(
      int minLength,
      int maxLength,
      int minStrength,
      boolean breachedCheck,
      @Nullable String blocklistFile,
      @Nullable Integer history,
      boolean allowUpdateWithAccessTokenOnly) {}

  /**
   * @param failures how many in a row lock the account
   * @param duration see {@link Tenant#firstLock}
   * @param maxDuration see {@link Tenant#longestLock}
   */
  public record LockoutPolicy(
      int failures, @Nullable Duration duration, @Nullable Duration maxDuration) {}

  /**
   * Logins with a code or link instead of a password.
   *
   * @param email by mail
   * @param sms by text message
   * @param signup whether an identifier that is nobody's gets a profile
   */
  public record PasswordlessPolicy(boolean email, boolean sms, boolean signup) {}

  /**
   * Second factors.
   *
   * @param policy when one is asked for; a client may have its own
   * @param trustedDevices whether a browser may be let off for {@code trustedDeviceLifetime}
   */
  public record MfaPolicy(
      MfaRequirement policy,
      boolean email,
      boolean sms,
      boolean totp,
      boolean recoveryCodes,
      boolean trustedDevices,
      Duration trustedDeviceLifetime) {

    public boolean offers(FactorKind kind) {
      return switch (kind) {
        case EMAIL -> email;
        case SMS -> sms;
        case TOTP -> totp;
        case RECOVERY_CODE -> recoveryCodes;
      };
    }
  }

  /** When a second factor is asked for. */
  public enum MfaRequirement {
    NEVER,
    /** When the user has one, and has not trusted the device. */
    WHEN_REGISTERED,
    /** When the login is unusual, and the device not trusted. */
    WHEN_RISKY,
    /** At each login, trusted device or not. */
    ALWAYS
  }

  /** How often something may be done in a window. Zero switches the limit off. */
  public record Limit(int requests, Duration window) {}

  /**
   * @param perAddress of each class of endpoints, from one client address
   * @param passwordStrength likewise, for the strength meter that asks at each key
   * @param perRecipient of messages to one address or number
   */
  public record RateLimits(Limit perAddress, Limit passwordStrength, Limit perRecipient) {}

  /**
   * @param typed lifetime of a code of six digits that is typed
   * @param linked lifetime of a link and of the long code in it
   * @param consent lifetime of the link that confirms a consent
   * @param invitation lifetime of the token of an invitation
   * @param tries wrong tries that void a typed code
   */
  public record CodePolicy(
      Duration typed, Duration linked, Duration consent, Duration invitation, int tries) {}

  /**
   * @param security {@code starttls}, {@code tls} or {@code none}
   */
  public record MailSettings(
      String from,
      String host,
      int port,
      String security,
      @Nullable String username,
      @Nullable String password) {

    @Override
    public String toString() {
      return "MailSettings[" + host + ":" + port + "]";
    }
  }

  /**
   * @param provider {@code twilio} or {@code webhook}
   * @param url of the webhook, or of the provider's API instead of its public one
   * @param secret signs the webhook's body, or is the provider's token
   */
  public record SmsSettings(
      String provider,
      @Nullable String url,
      @Nullable String account,
      String secret,
      @Nullable String from) {

    @Override
    public String toString() {
      return "SmsSettings[" + provider + "]";
    }
  }

  /**
   * Calls to other servers.
   *
   * @param allowPrivate addresses and networks that may be called although they are not on the
   *     public internet
   * @param timeout of one call
   */
  public record OutboundPolicy(List<String> allowPrivate, Duration timeout) {

    public Outbound.Limits limits() {
      return new Outbound.Limits(AddressRanges.of(allowPrivate), timeout);
    }
  }

  /**
   * The operator's own text of a message, by language; what is left out comes from the built-in
   * texts.
   *
   * @param enabled whether the message is sent at all
   */
  public record MessageTemplate(boolean enabled, Map<String, MessageText> texts) {}

  public record MessageText(
      @Nullable String subject, @Nullable String text, @Nullable String html) {}

  /**
   * Details of the wire on which clients of the vendor and strict OAuth clients differ.
   *
   * @param tokenErrorStatus status of {@code invalid_grant} at the token endpoint: 400 (RFC 6749)
   *     or 401
   * @param freshness what makes an access token fresh: {@code auth_time} or {@code issued_at}
   */
  public record Compat(int tokenErrorStatus, String freshness) {

    public boolean freshnessCountsFromIssue() {
      return freshness.equals("issued_at");
    }
  }

  /** What only old integrations need. Each that is on is said at every start. */
  public record Legacy(
      @Nullable Duration passwordExpiry, @Nullable PasswordComposition passwordComposition) {}

  /**
   * How many characters of each class a password must hold (NIST SP 800-63B-4 forbids such rules).
   */
  public record PasswordComposition(int uppercase, int lowercase, int digits, int special) {}

  /** Secrets stand in it. */
  @Override
  public String toString() {
    return "Tenant[" + id + "]";
  }
}
