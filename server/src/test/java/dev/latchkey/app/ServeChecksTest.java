package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.Configuration.Mode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServeChecksTest {

  /** Production as it should be, but for what a test changes. */
  private static final String GOOD =
      """
      public_url: https://id.example.com
      trusted_proxies: [10.0.0.0/8]
      database_url: ${DATABASE_URL}
      tenants:
        - id: acme
          name: Acme
          mail: {from: a@acme.example, host: smtp.acme.example}
          sms: {provider: webhook, url: "https://sms.acme.example/", secret: "${SMS_SECRET}"}
          clients:
            - id: back-end
              name: Back end
              auth_method: client_secret_basic
              secrets: ["${CLIENT_SECRET}"]
      """;

  private static Yaml yaml(String text) {
    return Yaml.of(text)
        .serve()
        .with("LATCHKEY_ROOT_KEY", Yaml.ROOT_KEY)
        .with("DATABASE_URL", "jdbc:postgresql://db.example.com/latchkey?sslmode=verify-full")
        .with("SMS_SECRET", "sms-secret-of-this-installation")
        .with("CLIENT_SECRET", "client-secret-of-this-installation");
  }

  @Test
  void a_good_configuration_starts_without_a_word() {
    assertThat(yaml(GOOD).warnings()).isEmpty();
    Configuration configuration = yaml(GOOD).load();
    assertThat(configuration.server().address()).isEqualTo("0.0.0.0");
    assertThat(configuration.server().publicUrl()).isEqualTo("https://id.example.com");
  }

  @Test
  void the_demo_is_refused_with_each_reason() {
    assertThat(Yaml.of(Demo.yaml()).serve().problems())
        .extracting(problem -> problem.replaceFirst("^\\d+ ", ""))
        .containsExactly(
            " `public_url` is missing, and links and tokens would name this machine alone",
            " `root_key` is missing",
            "tenants[0] has no `mail`, so nobody gets what is sent: verify_email, password_reset",
            "tenants[0].sms.secret is the secret of the demo, which everybody knows",
            "tenants[0].clients[0].id is a client of the demo, which anybody can try, found the"
                + " text \"demo-spa\"",
            "tenants[0].clients[1].id is a client of the demo, which anybody can try, found the"
                + " text \"demo-site\"",
            "tenants[0].clients[2].id is a client of the demo, which anybody can try, found the"
                + " text \"demo-backend\"",
            "tenants[0].clients[2].secrets[0] is the secret of the demo, which everybody knows",
            "tenants[0].clients[3].id is a client of the demo, which anybody can try, found the"
                + " text \"demo-access\"",
            "tenants[0].clients[3].access_api.api_keys[0] is the secret of the demo, which"
                + " everybody knows");
  }

  @Test
  void a_sandbox_needs_a_second_switch() {
    String sandbox = GOOD.replace("name: Acme", "name: Acme\n    access: {sandbox: true}");
    assertThat(yaml(sandbox).problems())
        .singleElement()
        .asString()
        .contains("tenants[0].access.sandbox", "is on: every code is 123456");
    assertThat(yaml("allow_sandbox: true\n" + sandbox).problems()).isEmpty();
    assertThat(yaml("allow_sandbox: true\n" + sandbox).warnings())
        .singleElement()
        .asString()
        .contains("tenants[0].access.sandbox", "is on: every code is 123456");
  }

  @Test
  void something_ends_tls() {
    String bare = GOOD.replace("trusted_proxies: [10.0.0.0/8]\n", "");
    assertThat(yaml(bare).problems())
        .containsExactly("1  the public URL is https, but nothing is known to end TLS");
    assertThat(yaml(bare).with("LATCHKEY_TLS", "true").warnings())
        .containsExactly(
            "LATCHKEY_TLS: is self-signed: clients must be told to trust the certificate");
    assertThat(yaml(bare.replace("https://id.example.com", "http://id.example.com")).problems())
        .singleElement()
        .asString()
        .contains("must be https");
    assertThat(yaml(bare.replace("https://id.example.com", "http://localhost:9000")).problems())
        .isEmpty();
  }

  @Test
  void the_public_url_of_each_tenant_counts_too() {
    assertThat(
            yaml(GOOD.replace("public_url: https://id.example.com\n", "")
                    .replace("trusted_proxies: [10.0.0.0/8]\n", "")
                    .replace("name: Acme", "name: Acme\n    public_url: https://id.acme.example"))
                .problems())
        .containsExactly("1  the public URL is https, but nothing is known to end TLS");
  }

  @Test
  void a_root_key_that_was_made_up_is_refused() {
    assertThat(yaml(GOOD).with("LATCHKEY_ROOT_KEY", "00".repeat(32)).problems())
        .containsExactly("0 LATCHKEY_ROOT_KEY is not random, so that others can guess it");
  }

  @Test
  void a_hash_is_as_strong_as_one_of_owasps() {
    String weak = "password_hash: {memory: %s, iterations: %d}\n" + GOOD;
    assertThat(yaml(weak.formatted("19MiB", 1)).problems())
        .containsExactly(
            "1 password_hash costs less than OWASP's minimum, so stolen hashes are soon guessed");
    assertThat(yaml(weak.formatted("7MiB", 4)).problems()).hasSize(1);
    assertThat(yaml(weak.formatted("6MiB", 20)).problems()).hasSize(1);
    for (String strong : new String[] {"46MiB 1", "19MiB 2", "12MiB 3", "9MiB 4", "7MiB 5"}) {
      String[] pair = strong.split(" ");
      assertThat(yaml(weak.formatted(pair[0], Integer.parseInt(pair[1]))).problems())
          .as(strong)
          .isEmpty();
    }
    assertThat(yaml(weak.formatted("64MiB", 3)).problems()).isEmpty();
  }

  @Test
  void secrets_are_long() {
    assertThat(yaml(GOOD).with("CLIENT_SECRET", "x".repeat(31)).problems())
        .containsExactly("13 tenants[0].clients[0].secrets[0] has fewer than 32 characters");
    assertThat(yaml(GOOD).with("CLIENT_SECRET", "x".repeat(32)).problems()).isEmpty();
  }

  @Test
  void mails_that_are_needed_can_be_sent() {
    String none = GOOD.replace("    mail: {from: a@acme.example, host: smtp.acme.example}\n", "");
    assertThat(yaml(none).problems())
        .containsExactly(
            "5 tenants[0] has no `mail`, so nobody gets what is sent: verify_email,"
                + " password_reset");
    assertThat(yaml(none + "    signup: {verify_email: false}\n").problems())
        .containsExactly("5 tenants[0] has no `mail`, so nobody gets what is sent: password_reset");
    assertThat(yaml(none + "    login_types: {email: false}\n").problems()).isEmpty();
    assertThat(
            yaml(none
                    + "    messages: {verify_email: {enabled: false},"
                    + " password_reset: {enabled: false}}\n")
                .problems())
        .isEmpty();
  }

  @Test
  void phone_numbers_that_cannot_be_verified_are_said() {
    String none = GOOD.replaceAll("    sms: .*\n", "");
    assertThat(yaml(none).warnings())
        .containsExactly(
            "tenants[0] (line 5): has no `sms`: phone numbers can be logged in with, but never be"
                + " verified");
    assertThat(yaml(none + "    login_types: {phone_number: false}\n").warnings()).isEmpty();
  }

  @Test
  void an_embedded_database_is_said_and_so_is_one_in_the_clear() {
    assertThat(yaml(GOOD.replace("database_url: ${DATABASE_URL}\n", "")).warnings())
        .containsExactly(
            "`database_url` is not set: the database is embedded, for this one node, and yours to"
                + " back up");
    assertThat(yaml(GOOD).with("DATABASE_URL", "postgres://db.example.com/latchkey").warnings())
        .singleElement()
        .asString()
        .startsWith("database_url (line 3): does not demand encryption");
  }

  @Test
  void secrets_in_the_file_itself_are_said() {
    assertThat(
            yaml(("root_key: " + Yaml.ROOT_KEY + "\ndatabase_password: hush\n" + GOOD)
                        .replace("${CLIENT_SECRET}", "hush".repeat(8))
                        .replace("${SMS_SECRET}", "hush".repeat(8))
                        .replace(
                            "host: smtp.acme.example", "host: smtp, username: u, password: hush")
                    + "    true_client_ip_key: "
                    + "hush".repeat(8)
                    + "\n    providers: [{key: google, client_id: c, client_secret: hush}]")
                .with("LATCHKEY_ROOT_KEY", "")
                .warnings())
        .hasSize(7)
        .allMatch(warning -> warning.contains("stands in the file itself"))
        .noneMatch(warning -> warning.contains("hush"));
  }

  @Test
  void what_dev_forgives_is_not_asked_of_it() {
    assertThat(new Yaml(Mode.DEV, Demo.yaml(), Options.NONE, Map.of()).problems()).isEmpty();
  }
}
