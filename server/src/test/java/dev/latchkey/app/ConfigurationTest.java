package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.app.Configuration.Mode;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.tenant.CustomField;
import dev.latchkey.domain.tenant.RelyingParty;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.WebauthnSettings;
import dev.latchkey.platform.config.ConfigurationException;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.crypto.password.PasswordHasher.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  private static final String MINIMAL =
      """
      tenants:
        - id: acme
          name: Acme
          clients:
            - id: shop
              name: Shop
      """;

  private static final String MINIMAL_FLOW = "tenants: [{id: acme, name: Acme}]}";

  @TempDir private Path folder;

  private static Tenant only(Configuration configuration) {
    return configuration.tenants().getFirst();
  }

  @Test
  void a_minimal_file_yields_every_default() {
    Configuration configuration = Yaml.of(MINIMAL).load();
    assertThat(configuration.tenants())
        .containsExactly(
            new Tenant(
                "acme",
                "Acme",
                "http://localhost:9000",
                List.of(),
                null,
                "en",
                List.of(),
                null,
                new Tenant.LoginTypes(true, true, false),
                new Tenant.SignupPolicy(true, true, true, true),
                new Tenant.SessionPolicy(Duration.ofDays(3), Duration.ofDays(365)),
                new Tenant.PasswordPolicy(8, 128, 2, true, null, null, true),
                new Tenant.LockoutPolicy(5, null, null),
                new Tenant.PasswordlessPolicy(true, true, true),
                new Tenant.MfaPolicy(
                    Tenant.MfaRequirement.WHEN_REGISTERED,
                    false,
                    true,
                    true,
                    true,
                    true,
                    Duration.ofDays(90)),
                null,
                new Tenant.RateLimits(
                    new Tenant.Limit(20, Duration.ofSeconds(60)),
                    new Tenant.Limit(200, Duration.ofSeconds(60)),
                    new Tenant.Limit(5, Duration.ofMinutes(10))),
                new Tenant.CodePolicy(
                    Duration.ofMinutes(5),
                    Duration.ofHours(1),
                    Duration.ofDays(7),
                    Duration.ofDays(7),
                    5),
                null,
                null,
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                new Tenant.OutboundPolicy(List.of(), Duration.ofSeconds(5)),
                null,
                null,
                null,
                null,
                new Tenant.Compat(400, "auth_time"),
                new Tenant.Legacy(null, null)));
    List<String> basic = List.of("openid", "profile", "email", "phone");
    assertThat(configuration.clients())
        .isEqualTo(
            Map.of(
                "acme",
                List.of(
                    new Client(
                        "shop",
                        "Shop",
                        "first",
                        "none",
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        basic,
                        basic,
                        false,
                        false,
                        false,
                        true,
                        false,
                        true,
                        false,
                        false,
                        false,
                        List.of(),
                        new Client.Security(
                            null, null, null, null, List.of(), false, false, false, null, false),
                        new Client.OpenId(null, List.of(), null, List.of(), false, List.of()),
                        new Client.Logout(List.of(), null, false, null, false),
                        new Client.About(null, null, null),
                        null,
                        new Client.Lifetimes(
                            Duration.ofHours(1),
                            Duration.ofSeconds(60),
                            Duration.ofDays(30),
                            Duration.ofDays(365)),
                        null,
                        "ES256",
                        "RS256",
                        new Client.Legacy(false, false, false)))));
    assertThat(configuration.warnings()).isEmpty();
    assertThat(configuration.server())
        .usingRecursiveComparison()
        .isEqualTo(
            new ServerSettings(
                "127.0.0.1",
                9000,
                new TlsChoice.Off(),
                "http://localhost:9000",
                Path.of("./data"),
                null,
                16,
                List.of(),
                RootSecret.parse(Yaml.ROOT_KEY),
                Duration.ofSeconds(10),
                new ServerSettings.Log("text", "info"),
                null,
                true,
                "/multi",
                null,
                Duration.ofDays(90),
                new ServerSettings.PasswordHash(
                    Parameters.OWASP_19_MIB, Runtime.getRuntime().availableProcessors(), 200)));
  }

  @Test
  void everything_that_can_be_set_binds() {
    Configuration configuration =
        Yaml.of(
                """
                address: 0.0.0.0
                drain: 5s
                log: {format: json, level: debug}
                tracing: {endpoint: "http://collector:4318/v1/traces"}
                metrics: false
                password_hash: {memory: 7MiB, iterations: 5, parallelism: 2, concurrency: 3, queue: 0}
                database_connections: 4
                tenants:
                  - id: acme
                    name: Acme
                    true_client_ip_key: 0123456789abcdef0123456789abcdef
                    mail: {from: "Acme <a@acme.example>", host: smtp, username: u, password: p}
                    webauthn:
                      origins: ["https://www.acme.example"]
                      rp_id: acme.example
                      rp_name: A
                      user_verification: required
                      related_origins: ["https://acme.test"]
                      android_apps:
                        - package_name: acme.shop
                          sha256_cert_fingerprints:
                            - 14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5
                      apple_apps: [A1B2C3D4E5.acme.shop]
                    sms: {provider: twilio, account: AC1, from: "+1", secret: 0123456789abcdef}
                    messages:
                      lockout: {enabled: false}
                      password_reset: {texts: {en: {subject: "For {{tenant}}"}}}
                    custom_fields:
                      - {path: size, name: Size, names: {fr: Taille}, data_type: select,
                         scope: s, read_scope: r, values: [{value: m, label: M, labels: {fr: M}}]}
                    consents:
                      - {key: news, type: opt-in, versions: [{version_id: 1, language: en, title: N}]}
                    legacy: {password_composition: {digits: 1}}
                    compat: {token_error_status: 401}
                """)
            .load();
    ServerSettings server = configuration.server();
    assertThat(server.address()).isEqualTo("0.0.0.0");
    assertThat(server.drain()).isEqualTo(Duration.ofSeconds(5));
    assertThat(server.log()).isEqualTo(new ServerSettings.Log("json", "debug"));
    assertThat(server.tracingEndpoint()).isEqualTo("http://collector:4318/v1/traces");
    assertThat(server.metrics()).isFalse();
    assertThat(server.passwordHash())
        .isEqualTo(new ServerSettings.PasswordHash(new Parameters(7168, 5, 2), 3, 0));
    assertThat(server.databaseConnections()).isEqualTo(4);
    Tenant tenant = only(configuration);
    assertThat(tenant.mail())
        .isEqualTo(
            new Tenant.MailSettings("Acme <a@acme.example>", "smtp", 587, "starttls", "u", "p"));
    RelyingParty party = tenant.relyingParty().orElseThrow();
    assertThat(party.id()).isEqualTo("acme.example");
    assertThat(party.name()).isEqualTo("A");
    assertThat(party.settings().userVerification())
        .isEqualTo(WebauthnSettings.UserVerification.REQUIRED);
    assertThat(party.nativeOrigins())
        .containsExactly("android:apk-key-hash:FG3pg8VzBlDY7rmVLzT8ZBagg0LmHb6oigSWsj_PROU");
    assertThat(party.allows("https://acme.test")).isTrue();
    assertThat(party.allows("https://www.acme.example")).isTrue();
    assertThat(party.allows("https://acme.example")).isFalse();
    assertThat(party.settings().appleApps()).containsExactly("A1B2C3D4E5.acme.shop");
    assertThat(tenant.sms())
        .isEqualTo(new Tenant.SmsSettings("twilio", null, "AC1", "0123456789abcdef", "+1"));
    assertThat(tenant.sends("lockout")).isFalse();
    assertThat(tenant.sends("password_reset")).isTrue();
    assertThat(tenant.messages())
        .containsEntry(
            "password_reset",
            new Tenant.MessageTemplate(
                true, Map.of("en", new Tenant.MessageText("For {{tenant}}", null, null))));
    assertThat(tenant.customFields())
        .containsExactly(
            new CustomField(
                "size",
                "Size",
                Map.of("fr", "Taille"),
                "select",
                List.of(new CustomField.Choice("m", "M", Map.of("fr", "M"))),
                "s",
                "r"));
    assertThat(tenant.consents().getFirst().status()).isEqualTo("active");
    assertThat(tenant.legacy().passwordComposition())
        .isEqualTo(new Tenant.PasswordComposition(0, 0, 1, 0));
    assertThat(tenant.compat().tokenErrorStatus()).isEqualTo(401);
  }

  @Test
  void passkeys_are_bound_to_the_public_host_and_named_after_the_tenant_unless_it_is_said() {
    Yaml file =
        Yaml.of(
            """
            public_url: https://id.acme.example
            tenants:
              - id: acme
                name: Acme
                webauthn: {origins: ["https://id.acme.example"]}
            """);
    RelyingParty party = only(file.load()).relyingParty().orElseThrow();
    assertThat(party.id()).isEqualTo("id.acme.example");
    assertThat(party.name()).isEqualTo("Acme");
    assertThat(party.settings().userVerification())
        .isEqualTo(WebauthnSettings.UserVerification.PREFERRED);
  }

  @Test
  void passkeys_that_are_configured_can_be_switched_off() {
    Yaml file =
        Yaml.of(
            """
            tenants:
              - id: acme
                name: Acme
                webauthn: {enabled: false, origins: ["http://localhost:9000"]}
            """);
    assertThat(only(file.load()).relyingParty()).isEmpty();
  }

  @Test
  void the_command_line_stands_above_the_environment_and_that_above_the_file() {
    Yaml file = Yaml.of("port: 1001\n" + MINIMAL);
    Yaml environment = file.with("LATCHKEY_PORT", "1002");
    Yaml commandLine = environment.with(new Options(Map.of("port", "1003")));
    assertThat(Yaml.of(MINIMAL).load().server().port()).isEqualTo(9000);
    assertThat(file.load().server().port()).isEqualTo(1001);
    assertThat(environment.load().server().port()).isEqualTo(1002);
    assertThat(commandLine.load().server().port()).isEqualTo(1003);
    assertThat(file.with("LATCHKEY_PORT", "").load().server().port()).isEqualTo(1001);
  }

  @Test
  void each_setting_has_its_variable() {
    ServerSettings server =
        Yaml.of(MINIMAL)
            .with("LATCHKEY_ADDRESS", "::1")
            .with("LATCHKEY_PORT", "9443")
            .with("LATCHKEY_TLS", "true")
            .with("LATCHKEY_PUBLIC_URL", "https://id.example.com")
            .with("LATCHKEY_DATA", "/var/lib/latchkey")
            .with("LATCHKEY_DATABASE_URL", "postgres://ann:a%40b@db:5433/latchkey?sslmode=require")
            .with("LATCHKEY_DATABASE_PASSWORD", "other")
            .with("LATCHKEY_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1")
            .load()
            .server();
    assertThat(server.address()).isEqualTo("::1");
    assertThat(server.port()).isEqualTo(9443);
    assertThat(server.tls()).isEqualTo(new TlsChoice.SelfSigned());
    assertThat(server.publicUrl()).isEqualTo("https://id.example.com");
    assertThat(server.data()).isEqualTo(Path.of("/var/lib/latchkey"));
    assertThat(server.database())
        .isEqualTo(
            new ServerSettings.Database(
                "jdbc:postgresql://db:5433/latchkey?sslmode=require", "ann", "other"));
    assertThat(server.trustedProxies()).containsExactly("10.0.0.0/8", "127.0.0.1");
    assertThat(server.rootKey().bytes()).isEqualTo(RootSecret.parse(Yaml.ROOT_KEY).bytes());
  }

  @Test
  void a_bad_value_from_outside_is_told_by_its_origin() {
    assertThat(Yaml.of(MINIMAL).with("LATCHKEY_TLS", "maybe").problem())
        .startsWith("  LATCHKEY_TLS  must be `true` or `false` or a mapping, found the value of");
    assertThat(Yaml.of(MINIMAL).with(new Options(Map.of("public_url", "no"))).problem())
        .contains("--public-url  must be");
    assertThat(Yaml.of(MINIMAL).with("LATCHKEY_DATABASE_USER", "ann").problem())
        .contains("`database_user` needs `database_url` beside it");
  }

  @Test
  void the_file_is_the_one_that_is_named_or_else_that_of_the_environment_or_else_the_demo()
      throws IOException {
    Path named = Files.writeString(folder.resolve("named.yaml"), "port: 1\n" + MINIMAL);
    Path other = Files.writeString(folder.resolve("other.yaml"), "port: 2\n" + MINIMAL);
    Map<String, String> environment =
        Map.of("LATCHKEY_ROOT_KEY", Yaml.ROOT_KEY, "LATCHKEY_CONFIG", other.toString());
    assertThat(Configuration.load(Mode.DEV, named, Options.NONE, environment::get).server().port())
        .isEqualTo(1);
    assertThat(Configuration.load(Mode.DEV, null, Options.NONE, environment::get).server().port())
        .isEqualTo(2);
    Map<String, String> bare = Map.of("LATCHKEY_ROOT_KEY", Yaml.ROOT_KEY);
    assertThat(only(Configuration.load(Mode.DEV, null, Options.NONE, bare::get)).id())
        .isEqualTo("demo");
    assertThatThrownBy(() -> Configuration.load(Mode.SERVE, null, Options.NONE, bare::get))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("`latchkey init` writes one");
  }

  @Test
  void the_public_url_is_this_machine_in_dev_unless_it_is_set() {
    assertThat(Yaml.of("port: 80\n" + MINIMAL).load().server().publicUrl())
        .isEqualTo("http://localhost");
    assertThat(Yaml.of("{port: 8443, tls: true, " + MINIMAL_FLOW).load().server().publicUrl())
        .isEqualTo("https://localhost:8443");
    assertThat(only(Yaml.of("{port: 443, tls: true, " + MINIMAL_FLOW).load()).publicUrl())
        .isEqualTo("https://localhost");
  }

  @Test
  void port_zero_is_a_free_one_that_the_public_url_knows() {
    ServerSettings server = Yaml.of("port: 0\n" + MINIMAL).load().server();
    assertThat(server.port()).isBetween(1024, 65535);
    assertThat(server.publicUrl()).isEqualTo("http://localhost:" + server.port());
  }

  @Test
  void the_file_can_use_its_own_address() {
    Yaml yaml =
        Yaml.client(
            """
            redirect_uris: ["${PUBLIC_URL}/callback"]
            origins: ["${PUBLIC_URL}"]
            """);
    Client local = Yaml.client(yaml.load(), "acme", "shop");
    assertThat(local.redirectUris()).containsExactly("http://localhost:9000/callback");
    Configuration known =
        yaml.with("LATCHKEY_PUBLIC_URL", "https://id.example.com")
            .with("PUBLIC_URL", "https://else.example")
            .load();
    Client client = Yaml.client(known, "acme", "shop");
    assertThat(client.redirectUris()).containsExactly("https://id.example.com/callback");
    assertThat(client.origins()).containsExactly("https://id.example.com");
  }

  @Test
  void the_address_cannot_be_made_of_itself() {
    assertThat(
            Yaml.of("public_url: ${PUBLIC_URL}\n" + MINIMAL)
                .with("PUBLIC_URL", "https://id.example.com")
                .problem())
        .contains("1:13  public_url  is made of `${PUBLIC_URL}`, which stands for it");
  }

  @Test
  void a_bad_address_is_complained_of_once() {
    assertThat(
            Yaml.client("redirect_uris: [\"${PUBLIC_URL}/\", \"${PUBLIC_URL}/a\"]")
                .with("LATCHKEY_PUBLIC_URL", "http://id.example.com")
                .problems())
        .hasSize(1);
  }

  @Test
  void tenants_with_addresses_of_their_own_need_none_of_the_server() {
    Configuration configuration =
        Yaml.of(
                """
                tenants:
                  - {id: a, name: A, public_url: "https://a.example.com"}
                  - {id: b, name: B, public_url: "https://b.example.com"}
                """)
            .load();
    assertThat(configuration.server().publicUrl()).isEqualTo("https://a.example.com");
    assertThat(configuration.tenants())
        .extracting(Tenant::publicUrl)
        .containsExactly("https://a.example.com", "https://b.example.com");
  }

  @Test
  void dev_makes_a_root_key_once_and_serve_never_does() {
    Map<String, String> environment = Map.of("LATCHKEY_DATA", folder.resolve("data").toString());
    byte[] first = demo(environment).server().rootKey().bytes();
    assertThat(first).hasSize(32);
    assertThat(demo(environment).server().rootKey().bytes()).isEqualTo(first);
    assertThat(folder.resolve("data/root.key")).isRegularFile();
    assertThat(Yaml.of(MINIMAL).serve().with("LATCHKEY_DATA", folder.toString()).problems())
        .anyMatch(problem -> problem.contains("`root_key` is missing"));
    assertThat(folder.resolve("root.key")).doesNotExist();
  }

  private static Configuration demo(Map<String, String> environment) {
    return Configuration.load(Mode.DEV, null, Options.NONE, environment::get);
  }

  @Test
  void tls_is_what_was_chosen() {
    Secrets secrets = new Secrets(new SecureRandom(), InstantSource.system());
    InstantSource clock = InstantSource.system();
    assertThat(Yaml.of(MINIMAL).load().tls(secrets, clock)).isNull();
    SSLContext made =
        Yaml.of(MINIMAL)
            .with("LATCHKEY_TLS", "true")
            .with("LATCHKEY_DATA", folder.toString())
            .load()
            .tls(secrets, clock);
    assertThat(made).isNotNull();
    Path certificate = folder.resolve("tls/certificate.pem");
    assertThat(certificate).isRegularFile();
    Yaml own =
        Yaml.of(
            "tls: {certificate: %s, key: %s}\n%s"
                .formatted(certificate, folder.resolve("tls/key.pem"), MINIMAL));
    assertThat(own.load().server().tls())
        .isEqualTo(new TlsChoice.Files(certificate, folder.resolve("tls/key.pem")));
    assertThat(own.load().tls(secrets, clock)).isNotNull();
    assertThat(own.with("LATCHKEY_TLS", "true").load().server().tls())
        .isInstanceOf(TlsChoice.Files.class);
  }

  @Test
  void nothing_of_it_prints_a_secret() {
    Configuration configuration =
        Yaml.client(
                """
                auth_method: client_secret_basic
                secrets: [hush-hush-hush-hush-hush-hush-hush]
                """)
            .with("LATCHKEY_DATABASE_URL", "postgres://ann:hush@db/latchkey")
            .load();
    assertThat(configuration.toString()).doesNotContain("hush").doesNotContain(Yaml.ROOT_KEY);
    assertThat(new Options(Map.of("database_url", "postgres://ann:hush@db/x")).toString())
        .doesNotContain("hush");
  }
}
