package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookChecksTest {

  private static final String SECRET = "secret: sixteen-characters";

  private static Yaml with(String... hooks) {
    StringBuilder keys = new StringBuilder("webhooks:\n");
    for (String hook : hooks) {
      keys.append("  - {").append(hook).append(", ").append(SECRET).append("}\n");
    }
    return Yaml.tenant(keys.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key: a, url: 'https://a.example', when: after, events: ['*']",
        "key: a, url: 'https://a.example', when: after, events: [login, post_event_failure]",
        "key: a, url: 'https://a.example', when: before, events: [login, signup]",
        "key: a, url: 'http://localhost:1', when: before, events: [signup], timeout: 30s,"
            + " headers: {X-Key: abc}, clients: [shop], user_fields: [email]"
      })
  void what_makes_sense_is_taken(String hook) {
    assertThat(with(hook).load().tenants().getFirst().webhooks()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key: a, url: 'http://a.example', when: after, events: [login]",
        "key: a, url: 'ftp://a.example', when: after, events: [login]",
        "key: a, url: 'https://a.example', when: after, events: [logon]",
        "key: a, url: 'https://a.example', when: before, events: [logout]",
        "key: a, url: 'https://a.example', when: before, events: ['*']",
        "key: a, url: 'https://a.example', when: after, events: []",
        "key: A, url: 'https://a.example', when: after, events: [login]",
        "key: a, url: 'https://a.example', when: now, events: [login]",
        "key: a, url: 'https://a.example', when: after, events: [login], timeout: 1m",
        "key: a, url: 'https://a.example', when: after, events: [login], headers: {Host: b}",
        "key: a, url: 'https://a.example', when: after, events: [login],"
            + " headers: {X-Webhook-Signature: b}",
        "key: a, url: 'https://a.example', when: after, events: [login],"
            + " headers: {X-Key: \"a\\r\\nHost: b\"}"
      })
  void what_makes_none_is_told(String hook) {
    assertThat(with(hook).problems()).hasSize(1);
  }

  @Test
  void keys_differ() {
    String hook = "key: a, url: 'https://a.example', when: after, events: [login]";
    assertThat(with(hook, hook).problems())
        .containsExactly(
            "6 tenants[0].webhooks[1].key must differ from all others here, found the text \"a\"");
  }

  @Test
  void passing_over_one_that_is_asked_is_said_at_every_start() {
    assertThat(
            with("key: a, url: 'https://a.example', when: before, events: [login],"
                    + " on_failure: continue")
                .load()
                .warnings())
        .anyMatch(warning -> warning.endsWith("is continue: while it is down nobody is asked"));
  }

  @Test
  void a_captcha_needs_a_provider() {
    assertThat(Yaml.tenant("captcha: {on: [login]}").problems())
        .containsExactly("4 tenants[0].captcha names no provider");
  }

  @Test
  void a_captcha_without_a_site_key_is_missed_on_the_hosted_pages() {
    String pages = "pages: {}\ncaptcha: {recaptcha: {secret: s%s}, on: [login]}";
    String warning = "has no captcha to show";
    assertThat(Yaml.tenant(pages.formatted("")).load().warnings())
        .anyMatch(said -> said.contains(warning));
    assertThat(Yaml.tenant(pages.formatted(", site_key: k")).load().warnings())
        .noneMatch(said -> said.contains(warning));
    assertThat(Yaml.tenant(pages.formatted(", script_url: 'data:text/plain,x'")).problems())
        .singleElement()
        .asString()
        .contains("captcha.recaptcha.script_url");
  }

  /** {@code docs/webhooks.md}. */
  @Test
  void the_settings_of_the_docs_page_can_be_used() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "webhooks.md"));
    List<String> blocks =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(blocks).hasSize(2);
    String keys = blocks.stream().collect(Collectors.joining("\n"));
    Configuration configuration =
        Yaml.of("tenants:\n  - id: acme\n    name: Acme\n" + keys)
            .with("CRM_HOOK_SECRET", "sixteen-characters")
            .with("RULES_HOOK_SECRET", "sixteen-characters")
            .with("RECAPTCHA_SECRET", "r")
            .with("CAPTCHAFOX_SECRET", "f")
            .load();
    assertThat(configuration.tenants().getFirst().webhooks()).hasSize(2);
  }
}
