package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.Main;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.ServerProcess;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestDatabase;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attack class 36: a configuration that is broken, empty or left at a default makes a server that
 * starts weaker. Here the start is refused, with a sentence that names the place and the mend and
 * with a status that is not zero; the same starts when nothing is broken.
 */
@AttackClass(36)
class Attack36BrokenConfigurationTest {

  private static final int CONFIGURATION = 2;
  private static final int OTHER = 1;

  /** So many starts at once: each keeps a processor busy, before it waits for its database. */
  private static final Semaphore STARTS = new Semaphore(5);

  /** Production as it should be. */
  private static final String GOOD =
      """
      public_url: http://localhost:9000
      address: 127.0.0.1
      port: 0
      database_url: ${DATABASE_URL}
      database_user: latchkey
      database_password: ${DATABASE_PASSWORD}
      root_key: ${file:root-key}
      tenants:
        - id: acme
          name: Acme
          true_client_ip_key: ${ADDRESS_KEY}
          mail: {from: a@acme.example, host: smtp.acme.example}
          sms: {provider: webhook, url: "https://sms.acme.example/", secret: "${SMS_SECRET}"}
          clients:
            - id: back-end
              name: Back end
              auth_method: client_secret_basic
              secrets: ["${CLIENT_SECRET}"]
              redirect_uris: [https://app.acme.example/callback]
              origins: [https://app.acme.example]
      """;

  private static final String ROOT_KEY = "Ww6cH3fSSobjkIwV+zrSZH4RwJpYtvMtlMfoCmHT9b4=";

  private static final Set<String> FILES = Set.of("latchkey.yaml", "other.yaml", "a-folder");

  private static final String DATABASE = TestDatabase.create();

  @TempDir private static Path folder;

  /**
   * One start.
   *
   * @param says a part of the sentence that refuses it
   */
  private record Start(
      String what,
      int status,
      String says,
      String file,
      Map<String, String> environment,
      List<String> arguments) {

    Start with(String name, String value) {
      Map<String, String> more = new HashMap<>(environment);
      more.put(name, value);
      return new Start(what, status, says, file, more, arguments);
    }

    Start asking(String... instead) {
      return new Start(what, status, says, file, environment, List.of(instead));
    }
  }

  private static Start start(String what, int status, String says, String file) {
    return new Start(
        what,
        status,
        says,
        file,
        Map.of(
            "DATABASE_URL", DATABASE,
            "DATABASE_PASSWORD", TestDatabase.password(),
            "ADDRESS_KEY", "address-key-of-this-installation-0123",
            "CLIENT_SECRET", "client-secret-of-this-installation",
            "SMS_SECRET", "sms-secret-of-this-installation"),
        List.of("serve", "--config", "latchkey.yaml"));
  }

  private static Start broken(String what, String says, UnaryOperator<String> file) {
    String text = file.apply(GOOD);
    assertThat(text).as(what).isNotEqualTo(GOOD);
    return start(what, CONFIGURATION, says, text);
  }

  private static Start broken(String what, String says, String part, String by) {
    return broken(what, says, good -> good.replace(part, by));
  }

  /** The same file, but for a variable. */
  private static Start without(String what, String says, String variable, String value) {
    return start(what, CONFIGURATION, says, GOOD).with(variable, value);
  }

  @Test
  void attack_36_what_is_broken_here_starts_when_it_is_not() throws Exception {
    Start good = start("nothing is broken", 0, "Latchkey is ready", GOOD);
    try (ServerProcess server = launch(good)) {
      server.awaitOutput(good.says());
    }
  }

  @Test
  @AttackClass(32)
  void attack_36_secrets_that_are_missing_empty_short_or_known_are_refused() {
    assertRefused(
        List.of(
            broken("no root key", "`root_key` is missing", "root_key: ${file:root-key}\n", ""),
            broken("an empty root key", "root_key", "${file:root-key}", "''"),
            broken("a null root key", "root_key  must be a text", "${file:root-key}", "null"),
            broken("a short root key", "fewer than 32 bytes", "${file:root-key}", "c2hvcnQ="),
            broken("a root key that is none", "root_key", "${file:root-key}", "change me please"),
            broken("a root key of zeros", "not random", "${file:root-key}", "'" + zeros() + "'"),
            broken("a root key from nowhere", "no-such-file", "file:root-key", "file:no-such-file"),
            broken("a root key that is a folder", "a-folder", "file:root-key", "file:a-folder"),
            broken("a root key from an empty file", "root_key", "file:root-key", "file:empty"),
            broken(
                "a root key of a variable that is not set", "NOT_SET", "file:root-key", "NOT_SET"),
            without("an empty client secret", "secrets[0]", "CLIENT_SECRET", ""),
            without("a blank client secret", "secrets[0]", "CLIENT_SECRET", "  "),
            without("a short client secret", "32 characters", "CLIENT_SECRET", "hunter2"),
            without("an empty secret for text messages", "sms", "SMS_SECRET", ""),
            without(
                "the demo's secret for text messages",
                "the secret of the demo",
                "SMS_SECRET",
                "demo-sms-secret-known-to-everybody"),
            broken("a client without its secret", "secret", "[\"${CLIENT_SECRET}\"]", "[]"),
            broken("a secret that is null", "secrets[0]", "[\"${CLIENT_SECRET}\"]", "[null]"),
            broken(
                "an empty key for addresses",
                "true_client_ip_key",
                "_key: ${ADDRESS_KEY}",
                "_key: ''"),
            broken("the demo's client", "demo", "id: back-end", "id: demo-backend"),
            start("the demo itself", CONFIGURATION, "problems:", demo())));
  }

  @Test
  void attack_36_files_that_are_missing_or_no_configuration_are_refused() {
    assertRefused(
        List.of(
            broken("an empty file", "latchkey.yaml", good -> ""),
            broken("only a comment", "latchkey.yaml", good -> "# to be written\n"),
            broken("no YAML", "latchkey.yaml", good -> good + "\t: ["),
            broken("a list", "latchkey.yaml", good -> "[1, 2]"),
            broken("bytes that are no text", "latchkey.yaml", good -> "\0\1\2" + good),
            broken("half a file", "latchkey.yaml", good -> good.substring(0, good.length() / 2)),
            broken("a key twice", "twice", good -> good + "port: 1\n"),
            broken("no tenants", "tenants", good -> good.substring(0, good.indexOf("tenants:"))),
            broken(
                "an empty list of tenants",
                "tenants",
                good -> good.substring(0, good.indexOf("tenants:")) + "tenants: []\n"),
            start("a file that is not there", CONFIGURATION, "no such file", GOOD)
                .asking("serve", "--config", "other.yaml"),
            start("a folder for a file", CONFIGURATION, "a-folder", GOOD)
                .asking("serve", "--config", "a-folder"),
            start("no file in production", CONFIGURATION, "--config", GOOD).asking("serve"),
            start(
                "a certificate that is not there",
                CONFIGURATION,
                "absent.pem",
                "tls: {certificate: absent.pem, key: absent.pem}\n"
                    + GOOD.replace("http://localhost", "https://localhost")),
            start(
                "a certificate that is none",
                CONFIGURATION,
                "root-key",
                "tls: {certificate: root-key, key: root-key}\n"
                    + GOOD.replace("http://localhost", "https://localhost"))));
  }

  @Test
  void attack_36_keys_and_values_that_are_not_understood_are_refused() {
    String tenant = "    name: Acme\n";
    String client = "        name: Back end\n";
    assertRefused(
        List.of(
            broken("an unknown key", "pasword", good -> good + "pasword_hash: {}\n"),
            broken(
                "an unknown key of a tenant",
                "lockouts",
                tenant,
                tenant + "    lockouts: {failures: 5}\n"),
            broken(
                "an unknown key of a client",
                "pkce_enforce",
                client,
                client + "        pkce_enforce: true\n"),
            broken(
                "a text for a number",
                "failures",
                tenant,
                tenant + "    lockout: {failures: five}\n"),
            broken(
                "no failures at all", "failures", tenant, tenant + "    lockout: {failures: 0}\n"),
            broken(
                "a negative limit",
                "requests",
                tenant,
                tenant + "    rate_limits: {per_address: {requests: -1}}\n"),
            broken(
                "a duration without unit",
                "lifetime",
                tenant,
                tenant + "    session: {lifetime: 3}\n"),
            broken(
                "codes that live too long", "typed", tenant, tenant + "    codes: {typed: 10d}\n"),
            broken(
                "a text for a truth value",
                "verify_email",
                tenant,
                tenant + "    signup: {verify_email: sometimes}\n"),
            broken(
                "a blocklist that is not there",
                "absent.txt",
                tenant,
                tenant + "    password: {blocklist_file: absent.txt}\n"),
            broken("no protection at all", "auth_method", "client_secret_basic", "trust_me"),
            broken(
                "a redirect to anywhere",
                "redirect_uris[0]",
                "https://app.acme.example/callback",
                "'https://*.acme.example/'"),
            broken(
                "a redirect into a script",
                "redirect_uris[0]",
                "https://app.acme.example/callback",
                "'javascript:alert(1)'"),
            broken(
                "any origin",
                "origins[0]",
                "origins: [https://app.acme.example]",
                "origins: ['*']"),
            broken(
                "a weak hash",
                "OWASP",
                good -> good + "password_hash: {memory: 8KiB, iterations: 1}\n"),
            broken(
                "proxies that are no networks",
                "trusted_proxies[0]",
                good -> good + "trusted_proxies: [anybody]\n"),
            broken(
                "https with nothing to end it",
                "TLS",
                "http://localhost:9000",
                "https://id.acme.example"),
            broken(
                "http for the world", "https", "http://localhost:9000", "http://id.acme.example"),
            broken(
                "nobody who sends mail",
                "mail",
                "    mail: {from: a@acme.example, host: smtp.acme.example}\n",
                ""),
            without("a bad value from the environment", "LATCHKEY_PORT", "LATCHKEY_PORT", "many"),
            without("a bad switch from the environment", "LATCHKEY_TLS", "LATCHKEY_TLS", "perhaps"),
            start("an option that is none", CONFIGURATION, "no option `--insecure`", GOOD)
                .asking("serve", "--config", "latchkey.yaml", "--insecure")));
  }

  @Test
  void attack_36_a_database_that_cannot_be_used_is_not_replaced_by_another() throws Exception {
    int closed;
    try (ServerSocket free = new ServerSocket(0)) {
      closed = free.getLocalPort();
    }
    Start good = start("", OTHER, "", GOOD);
    String url = String.valueOf(good.environment().get("DATABASE_URL"));
    assertEnds(
        List.of(
            start("a database that is away", OTHER, "that PostgreSQL runs there", GOOD)
                .with("DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + closed + "/latchkey"),
            start("a wrong password", OTHER, "check `database_user`", GOOD)
                .with("DATABASE_PASSWORD", "wrong"),
            start("an unknown database", OTHER, "create the database", GOOD)
                .with("DATABASE_URL", url.replaceFirst("/test\\d+\\?", "/nowhere?")),
            start("no PostgreSQL", CONFIGURATION, "database_url", GOOD)
                .with("DATABASE_URL", "mysql://127.0.0.1/latchkey"),
            start("an address that is empty", CONFIGURATION, "database_url", GOOD)
                .with("DATABASE_URL", "")));
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files).as("no embedded one instead").noneMatch(f -> f.endsWith("postgres"));
    }
  }

  @Test
  void attack_36_another_root_key_than_that_of_the_data_is_refused() {
    try (TestServer server = TestServer.start()) {
      new Users(server.http()).newUser();
      Map<String, String> database =
          Map.of(
              "LATCHKEY_DATABASE_URL", server.databaseUrl(),
              "LATCHKEY_DATABASE_USER", TestDatabase.user(),
              "LATCHKEY_DATABASE_PASSWORD", TestDatabase.password());
      String text = TestConfig.standard().text();
      String says = "The root key is not the one";
      assertEnds(
          List.of(
              new Start("another root key", CONFIGURATION, says, text, database, dev())
                  .with("LATCHKEY_ROOT_KEY", ROOT_KEY),
              new Start(
                  "a root key that was lost, and made anew",
                  CONFIGURATION,
                  says,
                  TestConfig.standard().without("root_key").text(),
                  database,
                  dev())));
      // And it was the key: with its own it starts.
      Start own = new Start("its own", 0, "Latchkey is ready", text, database, dev());
      try (ServerProcess process = launch(own)) {
        process.awaitOutput(own.says());
      }
    }
  }

  private static List<String> dev() {
    return List.of("dev", "--port", "0", "--data", "lost", "--config", "latchkey.yaml");
  }

  /** What a start ended with: its status, and below all that it said. */
  private static String here(Start start) {
    Path own = folderOf(start);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    Main main = new Main(stream, stream, start.environment()::get, own.resolve("a-folder"));
    String[] arguments =
        start.arguments().stream()
            .map(argument -> FILES.contains(argument) ? own.resolve(argument).toString() : argument)
            .toArray(String[]::new);
    // One that is not refused would serve for ever.
    int status =
        CompletableFuture.supplyAsync(() -> main.run(arguments))
            .completeOnTimeout(0, 30, TimeUnit.SECONDS)
            .join();
    return status + "\n" + said.toString(StandardCharsets.UTF_8);
  }

  private static String inAProcess(Start start) {
    STARTS.acquireUninterruptibly();
    try (ServerProcess process = launch(start)) {
      return process.awaitEnd() + "\n" + process.output();
    } finally {
      STARTS.release();
    }
  }

  private static void assertRefused(List<Start> starts) {
    assertRefused(starts, starts.stream().map(Attack36BrokenConfigurationTest::here).toList());
  }

  private static void assertEnds(List<Start> starts) {
    assertRefused(starts, Together.run(starts.size(), i -> inAProcess(starts.get(i))));
  }

  private static void assertRefused(List<Start> starts, List<String> outcomes) {
    SoftAssertions softly = new SoftAssertions();
    for (int i = 0; i < starts.size(); i++) {
      Start start = starts.get(i);
      softly
          .assertThat(outcomes.get(i))
          .as(start.what())
          .startsWith(start.status() + "\n")
          .contains(start.says())
          .containsAnyOf("Mend: ", "--help")
          .doesNotContain("\tat ", "Latchkey is ready", TestDatabase.password());
    }
    softly.assertAll();
  }

  private static ServerProcess launch(Start start) {
    return ServerProcess.launch(
        folderOf(start), start.environment(), start.arguments().toArray(String[]::new));
  }

  private static Path folderOf(Start start) {
    try {
      Path own = Files.createTempDirectory(folder, "start");
      Files.writeString(own.resolve("latchkey.yaml"), start.file());
      Files.writeString(own.resolve("root-key"), ROOT_KEY);
      Files.writeString(own.resolve("empty"), "");
      Files.createDirectory(own.resolve("a-folder"));
      return own;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String zeros() {
    return "0".repeat(64);
  }

  private static String demo() {
    try (var stream = Attack36BrokenConfigurationTest.class.getResourceAsStream("/demo.yaml")) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
