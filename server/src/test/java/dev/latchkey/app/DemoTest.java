package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.tenant.ConsentDefinition;
import dev.latchkey.domain.tenant.CustomField;
import dev.latchkey.domain.tenant.Tenant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoTest {
  private static final Configuration DEMO = Yaml.of(Demo.yaml()).load();

  @Test
  void it_loads_without_a_warning() {
    assertThat(DEMO.warnings()).isEmpty();
  }

  @Test
  void it_has_one_tenant_with_text_messages_fields_and_a_consent() {
    assertThat(DEMO.tenants()).hasSize(1);
    Tenant tenant = DEMO.tenants().getFirst();
    assertThat(tenant.id()).isEqualTo("demo");
    assertThat(tenant.name()).isEqualTo("Latchkey Demo");
    assertThat(tenant.country()).isEqualTo("FR");
    assertThat(tenant.sms()).isNotNull();
    assertThat(tenant.customFields())
        .extracting(CustomField::dataType)
        .containsExactly("string", "select");
    assertThat(tenant.consents()).extracting(ConsentDefinition::key).containsExactly("newsletter");
    assertThat(tenant.logoutUrls()).contains("http://localhost:9000/");
  }

  @Test
  void its_app_in_the_browser_may_use_everything_there_is() {
    Client app = Yaml.client(DEMO, "demo", "demo-spa");
    assertThat(app.isPublic()).isTrue();
    assertThat(app.requiresPkce()).isTrue();
    assertThat(app.refreshTokens()).isTrue();
    assertThat(app.scopes()).containsExactlyInAnyOrderElementsOf(Scopes.STANDARD);
    assertThat(app.redirectUris()).contains("http://localhost:9000/");
    assertThat(app.origins()).containsExactly("http://localhost:9000");
  }

  @Test
  void its_addresses_follow_the_servers() {
    Configuration tls = Yaml.of(Demo.yaml()).with("LATCHKEY_TLS", "true").load();
    assertThat(Yaml.client(tls, "demo", "demo-spa").origins())
        .containsExactly("https://localhost:9000");
  }

  @Test
  void its_back_end_has_a_secret_that_is_known_as_the_demos_unless_it_is_set() {
    Client backend = Yaml.client(DEMO, "demo", "demo-backend");
    assertThat(backend.authMethod()).isEqualTo("client_secret_basic");
    assertThat(backend.clientCredentials()).isTrue();
    assertThat(Demo.hasSecret(backend.secrets().getFirst())).isTrue();
    assertThat(Demo.hasSecret("another")).isFalse();
    String own = "a-secret-of-my-own-that-nobody-knows";
    Configuration safe = Yaml.of(Demo.yaml()).with("DEMO_BACKEND_SECRET", own).load();
    assertThat(Yaml.client(safe, "demo", "demo-backend").secrets()).containsExactly(own);
  }

  @Test
  void its_clients_are_known_and_others_are_not() {
    assertThat(List.of("demo-spa", "demo-backend")).allMatch(Demo::hasClient);
    assertThat(List.of("demo", "demo-", "spa", "shop")).noneMatch(Demo::hasClient);
  }

  /** What is commented out is promised to be right. */
  @Test
  void each_commented_line_is_taken_when_it_is_not_commented_any_more() {
    Pattern comment = Pattern.compile("(?m)^( *)# ( *[a-z_]+:( .*)?)$");
    String all =
        comment
            .matcher(Demo.yaml())
            .replaceAll("$1$2")
            .replaceAll("(?m)^tls: true.*$", "tls:")
            .replaceAll("\\$\\{(SMTP_PASSWORD|file:[^}]*)}", "filled-in")
            .replace("${LATCHKEY_ROOT_KEY}", Yaml.ROOT_KEY);
    assertThat(all)
        .contains("\nport: 9000", "\n    mail:\n      from: Acme", "\n        lifetimes:");
    assertThat(Yaml.of(all).problems())
        .as("nothing is wrong but that files are not there")
        .satisfiesExactly(
            problem ->
                assertThat(problem).endsWith("tls there is no file /etc/latchkey/certificate.pem"),
            problem ->
                assertThat(problem)
                    .contains("location_database must be a file")
                    .endsWith("\"./GeoLite2-City.mmdb\""));
  }
}
