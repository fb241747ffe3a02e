package dev.latchkey.app;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import dev.latchkey.app.Findings.At;
import dev.latchkey.domain.input.Addresses;
import dev.latchkey.domain.tenant.CaptchaSettings;
import dev.latchkey.domain.tenant.ConsentDefinition;
import dev.latchkey.domain.tenant.CustomField;
import dev.latchkey.domain.tenant.PagesSettings;
import dev.latchkey.domain.tenant.RelyingParty;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.Limit;
import dev.latchkey.domain.tenant.Tenant.MailSettings;
import dev.latchkey.domain.tenant.Tenant.MessageTemplate;
import dev.latchkey.domain.tenant.Tenant.SmsSettings;
import dev.latchkey.domain.tenant.WebauthnSettings;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What must hold within one tenant, in either mode, and what is unsafe though allowed. */
final class TenantChecks {

  /** NIST SP 800-63B-4 section 3.2.2: no more failures than that may be allowed in a row. */
  private static final int MOST_FAILURES = 100;

  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
  private static final Pattern APK_KEY_HASH =
      Pattern.compile("android:apk-key-hash:[A-Za-z0-9_-]{43}");
  private static final Pattern IMAGE = Pattern.compile("\\.(svg|png|jpe?g|webp)$");
  private static final Set<String> WITH_VALUES = Set.of("select", "tags");

  private final At at;
  private final Tenant tenant;

  private TenantChecks(At at, Tenant tenant) {
    this.at = at;
    this.tenant = tenant;
  }

  static void run(At at, Tenant tenant) {
    new TenantChecks(at, tenant).run();
  }

  private void run() {
    country();
    logoutUrls();
    identifiers();
    durations();
    // What is said of the public URL elsewhere is not said here again.
    if (Addresses.ofPublicUrl(tenant.publicUrl()).isEmpty()) {
      tenant.relyingParty().ifPresent(party -> passkeys(at.key("webauthn"), party));
    }
    password();
    lockout();
    limit("per_address", tenant.rateLimits().perAddress());
    limit("password_strength", tenant.rateLimits().passwordStrength());
    limit("per_recipient", tenant.rateLimits().perRecipient());
    mail(at.key("mail"), tenant.mail());
    sms(at.key("sms"), tenant.sms());
    tenant.messages().forEach((kind, message) -> message(at.key("messages").key(kind), message));
    customFields();
    consents();
    ProviderChecks.run(at, tenant);
    WebhookChecks.run(at, tenant);
    captcha(at.key("captcha"), tenant.captcha());
    pages(at.key("pages"), tenant.pages());
    compatibility();
  }

  private void country() {
    if (tenant.country() != null && !COUNTRIES.contains(tenant.country())) {
      at.key("country")
          .wrong("must be a country of ISO 3166-1", "Write its two letters, such as `FR` or `GB`.");
    }
  }

  private void logoutUrls() {
    for (int i = 0; i < tenant.logoutUrls().size(); i++) {
      at.key("logout_urls").item(i).wrong(Addresses.ofRedirect(tenant.logoutUrls().get(i)));
    }
  }

  private void identifiers() {
    if (!tenant.loginTypes().email() && !tenant.loginTypes().phoneNumber()) {
      at.key("login_types")
          .problem(
              "leaves nothing to sign up with: a custom identifier comes beside another one",
              "Switch `email` or `phone_number` on.");
    }
  }

  private void durations() {
    if (tenant.session().lifetime().compareTo(tenant.session().loginRequiredAfter()) > 0) {
      at.key("session")
          .key("lifetime")
          .problem(
              "is longer than `login_required_after`, which ends the session first",
              "Write a shorter one.");
    }
    if (tenant.firstLock().compareTo(tenant.longestLock()) > 0) {
      at.key("lockout")
          .key("duration")
          .problem("is longer than `max_duration`", "Write a shorter one.");
    }
  }

  private static void passkeys(At at, RelyingParty party) {
    WebauthnSettings settings = party.settings();
    for (int i = 0; i < settings.origins().size(); i++) {
      passkeyOrigin(at.key("origins").item(i), party.id(), settings.origins().get(i));
    }
    for (int i = 0; i < settings.relatedOrigins().size(); i++) {
      at.key("related_origins").item(i).wrong(Addresses.ofOrigin(settings.relatedOrigins().get(i)));
    }
  }

  private static void passkeyOrigin(At at, String rpId, String origin) {
    if (RelyingParty.isNative(origin)) {
      if (!APK_KEY_HASH.matcher(origin).matches()) {
        at.wrong(
            "must end in the hash of a certificate",
            "Write its SHA-256 in base64url, 43 characters, or list the app in `android_apps`.");
      }
      return;
    }
    Optional<Addresses.Fault> fault = Addresses.ofOrigin(origin);
    at.wrong(fault);
    if (fault.isEmpty()) {
      String host = URI.create(origin).getHost();
      if (!host.equals(rpId) && !host.endsWith("." + rpId)) {
        at.wrong(
            "must be under the relying party `" + rpId + "`",
            "Set `rp_id` to a domain above it, or list it in `related_origins`.");
      }
    }
  }

  private void password() {
    At password = at.key("password");
    String file = tenant.password().blocklistFile();
    if (file != null && !Files.isReadable(Path.of(file))) {
      password
          .key("blocklist_file")
          .wrong("must be a file that this process can read", "Check the path and permissions.");
    }
    if (!tenant.password().breachedCheck()) {
      password.key("breached_check").warning("is off: passwords that are well known are taken");
    }
    if (tenant.password().minStrength() == 0) {
      password.key("min_strength").warning("is 0: passwords that are guessed at once are taken");
    }
    if (tenant.legacy().passwordExpiry() != null) {
      at.key("legacy")
          .key("password_expiry")
          .warning("is on: who must change passwords chooses weaker ones (NIST SP 800-63B-4)");
    }
    if (tenant.legacy().passwordComposition() != null) {
      at.key("legacy")
          .key("password_composition")
          .warning("is on: such rules lead to weaker passwords (NIST SP 800-63B-4)");
    }
  }

  private void lockout() {
    if (tenant.lockout().failures() > MOST_FAILURES) {
      at.key("lockout")
          .key("failures")
          .warning(
              "is above %d: accounts hardly ever lock while passwords are guessed"
                  .formatted(MOST_FAILURES));
    }
  }

  private void limit(String name, Limit limit) {
    if (limit.requests() == 0) {
      at.key("rate_limits").key(name).warning("is off: nothing slows down who tries many times");
    }
  }

  private static void mail(At at, @Nullable MailSettings mail) {
    if (mail == null) {
      return;
    }
    try {
      String address = new InternetAddress(mail.from(), true).getAddress();
      if (!StandardCharsets.US_ASCII.newEncoder().canEncode(address)) {
        at.key("from")
            .wrong(
                "must be an address that every mail server takes",
                "Write the domain in its ASCII form (`xn--…`); the name may have any letters.");
      }
    } catch (AddressException _) {
      at.key("from").wrong("must be a mail address", "Write `Name <name@example.com>`.");
    }
    if (mail.security().equals("none")) {
      at.key("security").warning("is none: codes and links are sent in the clear");
    }
  }

  private static void sms(At at, @Nullable SmsSettings sms) {
    if (sms == null) {
      return;
    }
    if (sms.url() != null) {
      at.key("url").wrong(Addresses.ofPage(sms.url()));
    }
    if (sms.provider().equals("twilio")) {
      needs(at, "account", sms.account(), "Twilio's account SID");
      needs(at, "from", sms.from(), "a number of yours");
    } else {
      needs(at, "url", sms.url(), "the address of the webhook");
    }
  }

  private static void captcha(At at, @Nullable CaptchaSettings captcha) {
    if (captcha == null) {
      return;
    }
    if (captcha.recaptcha() == null && captcha.captchafox() == null) {
      at.problem("names no provider", "Add `recaptcha` or `captchafox`, or remove `captcha`.");
    }
    if (captcha.recaptcha() != null) {
      at.key("recaptcha")
          .key("verify_url")
          .wrong(Addresses.ofPage(captcha.recaptcha().verifyUrl()));
      at.key("recaptcha")
          .key("script_url")
          .wrong(Addresses.ofPage(captcha.recaptcha().scriptUrl()));
    }
    if (captcha.captchafox() != null) {
      at.key("captchafox")
          .key("verify_url")
          .wrong(Addresses.ofPage(captcha.captchafox().verifyUrl()));
      at.key("captchafox")
          .key("script_url")
          .wrong(Addresses.ofPage(captcha.captchafox().scriptUrl()));
    }
  }

  private void pages(At at, @Nullable PagesSettings pages) {
    if (pages == null) {
      return;
    }
    String logo = pages.logo();
    if (logo != null) {
      at.key("logo").wrong(pages.hasOwnLogo() ? ofImage(logo) : Addresses.ofPage(logo));
    }
    if (tenant.captcha() != null && !tenant.captcha().isOnPages()) {
      at.warning(
          "has no captcha to show: what `captcha` is on for is refused there without its"
              + " `site_key`");
    }
    signupFields(at.key("signup_fields"), pages.signupFields());
    for (int i = 0; i < pages.links().size(); i++) {
      at.key("links").item(i).key("url").wrong(Addresses.ofPage(pages.links().get(i).url()));
    }
  }

  private void signupFields(At at, List<String> entries) {
    List<String> names =
        entries.stream()
            .map(entry -> entry.replace("?", "").replace("custom_fields.", ""))
            .toList();
    if (!entries.contains("email") && !entries.contains("phone_number")) {
      at.problem("leaves nothing to sign up with", "Add `email` or `phone_number`.");
    }
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).startsWith("custom_fields.")
          && tenant.customFields().stream()
              .map(CustomField::path)
              .noneMatch(names.get(i)::equals)) {
        at.item(i).wrong("must be one of `custom_fields`", "Add the field there, or remove it.");
      }
    }
  }

  private static Optional<Addresses.Fault> ofImage(String file) {
    if (!IMAGE.matcher(file).find()) {
      return Optional.of(
          new Addresses.Fault(
              "must be an https address or a picture",
              "Name a file that ends in `.svg`, `.png`, `.jpg` or `.webp`."));
    }
    return Files.isReadable(Path.of(file))
        ? Optional.empty()
        : Optional.of(
            new Addresses.Fault(
                "must be a file that this process can read", "Check the path and permissions."));
  }

  private static void needs(At at, String key, @Nullable String value, String what) {
    if (value == null) {
      at.problem("needs `" + key + "` for this provider", "Add `" + key + "`: " + what + ".");
    }
  }

  private static void message(At at, MessageTemplate message) {
    message
        .texts()
        .forEach((language, text) -> {
          At texts = at.key("texts").key(language);
          template(texts.key("subject"), text.subject());
          template(texts.key("text"), text.text());
          template(texts.key("html"), text.html());
        });
  }

  private static void template(At at, @Nullable String template) {
    if (template == null) {
      return;
    }
    try {
      Mustache.compiler().compile(template);
    } catch (MustacheException e) {
      at.problem(
          "is no template that can be read: " + e.getMessage(), "Close every tag that is opened.");
    }
  }

  private void customFields() {
    At fields = at.key("custom_fields");
    Set<String> paths = new HashSet<>();
    for (int i = 0; i < tenant.customFields().size(); i++) {
      CustomField field = tenant.customFields().get(i);
      once(fields.item(i).key("path"), paths.add(field.path()));
      values(fields.item(i), field);
    }
  }

  private static void values(At at, CustomField field) {
    boolean has = !field.values().isEmpty();
    if (field.dataType().equals("select") && !has) {
      at.problem("needs `values` to choose from", "Add `values`, or take another data type.");
    }
    if (has && !WITH_VALUES.contains(field.dataType())) {
      at.key("values")
          .problem(
              "has no meaning for the data type `" + field.dataType() + "`",
              "Remove it, or write `data_type: select`.");
    }
    Set<String> values = new HashSet<>();
    for (int i = 0; i < field.values().size(); i++) {
      once(at.key("values").item(i).key("value"), values.add(field.values().get(i).value()));
    }
  }

  private void consents() {
    At consents = at.key("consents");
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < tenant.consents().size(); i++) {
      ConsentDefinition consent = tenant.consents().get(i);
      once(consents.item(i).key("key"), keys.add(consent.key()));
      versions(consents.item(i).key("versions"), consent.versions());
    }
  }

  private static void versions(At at, List<ConsentDefinition.Version> versions) {
    record Text(int version, String language) {}
    Set<Text> texts = new HashSet<>();
    for (int i = 0; i < versions.size(); i++) {
      Text text =
          new Text(
              versions.get(i).versionId(), versions.get(i).language().toLowerCase(Locale.ROOT));
      if (!texts.add(text)) {
        at.item(i)
            .problem(
                "is a second text of version %d in `%s`".formatted(text.version(), text.language()),
                "Remove one, or count the version up.");
      }
    }
  }

  private void compatibility() {
    if (tenant.compat().freshnessCountsFromIssue()) {
      at.key("compat")
          .key("freshness")
          .warning("is issued_at: who has a refresh token can change credentials without a login");
    }
  }

  private static void once(At at, boolean isNew) {
    if (!isNew) {
      at.wrong("must differ from all others here", "Write another one, or remove this entry.");
    }
  }
}
