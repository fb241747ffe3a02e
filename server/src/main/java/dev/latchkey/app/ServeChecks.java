package dev.latchkey.app;

import dev.latchkey.app.Findings.At;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.tenant.CaptchaSettings;
import dev.latchkey.domain.tenant.ProviderSettings;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.password.PasswordHasher.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What production asks for beyond what a trial does. */
final class ServeChecks {
  private static final int SECRET_LENGTH = 32;
  private static final String KEEP_OUT =
      "stands in the file itself: `${NAME}` or `${file:path}` keeps it out";

  /** The minimum of the OWASP Password Storage Cheat Sheet; each is as good as the others. */
  private static final List<Parameters> STRONG =
      List.of(
          Parameters.OWASP_46_MIB,
          Parameters.OWASP_19_MIB,
          Parameters.OWASP_12_MIB,
          Parameters.OWASP_9_MIB,
          Parameters.OWASP_7_MIB);

  private final At root;
  private final FileSettings settings;
  private final List<TenantEntry> tenants;

  private ServeChecks(At root, FileSettings settings, List<TenantEntry> tenants) {
    this.root = root;
    this.settings = settings;
    this.tenants = tenants;
  }

  static void run(At root, FileSettings settings, List<TenantEntry> tenants, boolean urlIsMissing) {
    var checks = new ServeChecks(root, settings, tenants);
    checks.publicUrl(urlIsMissing);
    checks.tls();
    checks.rootKey();
    checks.passwordHash();
    checks.database();
    for (int i = 0; i < tenants.size(); i++) {
      At tenant = root.key("tenants").item(i);
      checks.sandbox(tenant, tenants.get(i).tenant());
      tenant(tenant, tenants.get(i));
    }
  }

  private void publicUrl(boolean missing) {
    if (missing) {
      root.problem(
          "`public_url` is missing, and links and tokens would name this machine alone",
          "Write `public_url: https://…` as your users see it, or set LATCHKEY_PUBLIC_URL.");
    }
  }

  private void tls() {
    if (settings.tlsChoice() instanceof TlsChoice.SelfSigned) {
      root.key("tls").warning("is self-signed: clients must be told to trust the certificate");
    }
    boolean https =
        settings.publicUrl() != null && settings.publicUrl().startsWith("https:")
            || tenants.stream().anyMatch(e -> e.tenant().publicUrl().startsWith("https:"));
    if (https && !settings.tlsChoice().isOn() && settings.trustedProxies().isEmpty()) {
      root.problem(
          "the public URL is https, but nothing is known to end TLS",
          "Give `tls` a `certificate` and `key`, or name the proxy that does it in"
              + " `trusted_proxies`.");
    }
  }

  private void rootKey() {
    String text = settings.rootKey();
    if (text == null) {
      root.problem(
          "`root_key` is missing",
          "Set LATCHKEY_ROOT_KEY to the same secret on every node. " + ServerChecks.MAKE_A_KEY);
      return;
    }
    At at = root.key("root_key");
    if (isMadeUp(text)) {
      at.problem("is not random, so that others can guess it", ServerChecks.MAKE_A_KEY);
    }
    keptOut(at, text);
  }

  private static boolean isMadeUp(String rootKey) {
    try {
      return RootSecret.parse(rootKey).looksMadeUp();
    } catch (IllegalArgumentException _) {
      return false; // Complained of already.
    }
  }

  private void passwordHash() {
    FileSettings.Hash hash = settings.passwordHash();
    boolean strong =
        STRONG.stream()
            .anyMatch(least ->
                hash.memoryKib() >= least.memoryKib() && hash.iterations() >= least.iterations());
    if (!strong) {
      root.key("password_hash")
          .problem(
              "costs less than OWASP's minimum, so stolen hashes are soon guessed",
              "Write `memory: 19MiB` and `iterations: 2`, or more.");
    }
  }

  private void database() {
    if (settings.databaseUrl() == null) {
      root.warning(
          "`database_url` is not set: the database is embedded, for this one node, and yours to"
              + " back up");
      return;
    }
    keptOut(root.key("database_password"), settings.databasePassword());
    ServerSettings.Database database = parsedDatabase();
    if (database != null && !DatabaseUrl.isProtected(database)) {
      root.key("database_url")
          .warning("does not demand encryption: add `sslmode=verify-full` or `sslmode=require`");
    }
  }

  private ServerSettings.@Nullable Database parsedDatabase() {
    try {
      return settings.database();
    } catch (IllegalArgumentException _) {
      return null; // Complained of already.
    }
  }

  private void sandbox(At at, Tenant tenant) {
    if (!tenant.isSandbox()) {
      return;
    }
    At sandbox = at.key("access").key("sandbox");
    if (settings.allowSandbox()) {
      sandbox.warning("is on: every code is 123456, so that anybody can show anybody's");
    } else {
      sandbox.problem(
          "is on: every code is 123456, so that anybody can show anybody's",
          "Remove it, or write `allow_sandbox: true` on a server that is no production one.");
    }
  }

  private static void tenant(At at, TenantEntry entry) {
    Tenant tenant = entry.tenant();
    mail(at, tenant);
    if (tenant.sms() == null
        && tenant.loginTypes().phoneNumber()
        && tenant.signup().verifyPhoneNumber()) {
      at.warning("has no `sms`: phone numbers can be logged in with, but never be verified");
    }
    keptOut(at.key("true_client_ip_key"), tenant.trueClientIpKey());
    if (tenant.mail() != null) {
      keptOut(at.key("mail").key("password"), tenant.mail().password());
    }
    if (tenant.sms() != null) {
      secret(at.key("sms").key("secret"), tenant.sms().secret());
    }
    for (int i = 0; i < tenant.providers().size(); i++) {
      At provider = at.key("providers").item(i);
      keptOut(provider.key("client_secret"), tenant.providers().get(i).clientSecret());
      ProviderSettings.SigningKey key = tenant.providers().get(i).signingKey();
      keptOut(
          provider.key("signing_key").key("private_key"), key == null ? null : key.privateKey());
    }
    CaptchaSettings captcha = tenant.captcha();
    if (captcha != null && captcha.recaptcha() != null) {
      keptOut(at.key("captcha").key("recaptcha").key("secret"), captcha.recaptcha().secret());
    }
    if (captcha != null && captcha.captchafox() != null) {
      keptOut(at.key("captcha").key("captchafox").key("secret"), captcha.captchafox().secret());
    }
    for (int i = 0; i < tenant.webhooks().size(); i++) {
      secret(at.key("webhooks").item(i).key("secret"), tenant.webhooks().get(i).secret());
    }
    for (int i = 0; i < entry.clients().size(); i++) {
      client(at.key("clients").item(i), entry.clients().get(i));
    }
  }

  private static void mail(At at, Tenant tenant) {
    if (tenant.mail() != null || !tenant.loginTypes().email() || tenant.isSandbox()) {
      return;
    }
    List<String> needed = new ArrayList<>();
    if (tenant.signup().verifyEmail()) {
      needed.add(MessageKind.VERIFY_EMAIL.key());
    }
    needed.add(MessageKind.PASSWORD_RESET.key());
    needed.removeIf(kind -> !tenant.sends(kind));
    if (!needed.isEmpty()) {
      at.problem(
          "has no `mail`, so nobody gets what is sent: " + String.join(", ", needed),
          "Add `mail` with `from` and `host`, or switch them off under `messages` with `enabled:"
              + " false`.");
    }
  }

  private static void client(At at, Client client) {
    if (Demo.hasClient(client.id())) {
      at.key("id").wrong("is a client of the demo, which anybody can try", "Write your own.");
    }
    secrets(at.key("secrets"), client.secrets());
    if (client.accessApi() != null) {
      secrets(at.key("access_api").key("api_keys"), client.accessApi().apiKeys());
    }
  }

  private static void secrets(At at, List<String> secrets) {
    for (int i = 0; i < secrets.size(); i++) {
      At item = at.item(i);
      secret(item, secrets.get(i));
      if (secrets.get(i).length() < SECRET_LENGTH) {
        item.problem(
            "has fewer than %d characters".formatted(SECRET_LENGTH), ServerChecks.MAKE_A_KEY);
      }
    }
  }

  private static void secret(At at, String secret) {
    if (Demo.hasSecret(secret)) {
      at.problem("is the secret of the demo, which everybody knows", ServerChecks.MAKE_A_KEY);
    }
    keptOut(at, secret);
  }

  private static void keptOut(At at, @Nullable String secret) {
    if (secret != null && !at.isFilledIn()) {
      at.warning(KEEP_OUT);
    }
  }
}
