package dev.latchkey.domain.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.i18n.Languages;
import dev.latchkey.platform.i18n.Texts;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ComposerTest {

  @SuppressWarnings("unused") // read by JUnit
  private static final Iterable<String> LANGUAGES = Languages.CATALOGUES;

  private final Composer composer = new Composer(new Texts("messages"));

  private static Message reset(String language, String name) {
    return new Message(
        "password_reset",
        Message.EMAIL,
        "ada@example.org",
        language,
        Map.of(
            "name", name,
            "code", "abcd2345",
            "link", "https://app.example/reset?a=1&b=2",
            "minutes", "60"));
  }

  @ParameterizedTest
  @FieldSource("LANGUAGES")
  void every_kind_of_message_has_words_in_every_language(String language) {
    for (MessageKind kind : MessageKind.values()) {
      String channel = kind == MessageKind.VERIFY_PHONE_NUMBER ? Message.SMS : Message.EMAIL;
      Message message =
          new Message(
              kind.key(),
              channel,
              "x",
              language,
              Map.of("code", "123456", "minutes", "5", "factor_kind", "totp"));
      Composed composed = composer.compose(Tenants.with(null), message);
      assertThat(composed.text()).contains("123456").doesNotContain("{{");
    }
  }

  @ParameterizedTest
  @FieldSource("LANGUAGES")
  void a_mail_whose_link_outlives_its_code_says_so_in_every_language(String language) {
    Message message =
        new Message(
            MessageKind.PASSWORDLESS.key(),
            Message.EMAIL,
            "x",
            language,
            Map.of("code", "123456", "minutes", "7", "link", "https://x", "link_minutes", "89"));
    Composed composed = composer.compose(Tenants.with(null), message);
    assertThat(composed.text()).containsSubsequence("123456", "7", "89").doesNotContain("{{");
    assertThat(composed.html()).containsSubsequence("123456", "7", "89").doesNotContain("{{");
  }

  @Test
  void values_are_escaped_in_html_and_left_alone_in_text() {
    Composed composed =
        composer.compose(Tenants.with(null), reset("en", "<b>Ada</b> {{code}} & co"));
    assertThat(composed.html())
        .contains("&lt;b&gt;Ada&lt;/b&gt; {{code}} &amp; co")
        .contains("href=\"https://app.example/reset?a&#x3D;1&amp;b&#x3D;2\"")
        .contains("Ada &amp; Sons");
    assertThat(composed.text())
        .contains("<b>Ada</b> {{code}} & co")
        .contains("https://app.example/reset?a=1&b=2");
  }

  @Test
  void arabic_is_written_from_right_to_left() {
    assertThat(composer.compose(Tenants.with(null), reset("ar", "Ada")).html())
        .contains("<html lang=\"ar\" dir=\"rtl\">");
  }

  @Test
  void the_operators_words_win_in_their_language_and_only_there() {
    Tenant tenant =
        Tenants.with(
            null,
            Map.of(
                "password_reset",
                new Tenant.MessageTemplate(
                    true,
                    Map.of(
                        "en",
                        new Tenant.MessageText(
                            "New password, {{name}}",
                            "Use {{code}}",
                            "<p>{{name}}: {{code}}</p>")))));
    Composed english = composer.compose(tenant, reset("en", "A<da"));
    assertThat(english.subject()).isEqualTo("New password, A<da");
    assertThat(english.text()).isEqualTo("Use abcd2345");
    assertThat(english.html()).isEqualTo("<p>A&lt;da: abcd2345</p>");
    assertThat(composer.compose(tenant, reset("de", "Ada")).subject())
        .isNotEqualTo("New password, Ada");
  }

  @Test
  void what_a_message_does_not_have_is_left_out_of_the_operators_words() {
    Tenant tenant =
        Tenants.with(
            null,
            Map.of(
                "mfa",
                new Tenant.MessageTemplate(
                    true, Map.of("en", new Tenant.MessageText("Hi{{name}}", "{{link}}!", null)))));
    Composed composed = composer.compose(tenant, new Message("mfa", "email", "x", "en", Map.of()));
    assertThat(composed.subject()).isEqualTo("Hi");
    assertThat(composed.text()).isEqualTo("!");
  }

  @Test
  void nothing_that_a_user_typed_ends_the_line_of_a_subject() {
    Tenant tenant =
        Tenants.with(
            null,
            Map.of(
                "password_reset",
                new Tenant.MessageTemplate(
                    true, Map.of("en", new Tenant.MessageText("Hello {{name}}", null, null)))));
    assertThat(composer.compose(tenant, reset("en", "A\r\nBcc: all@example.org\u2028x")).subject())
        .isEqualTo("Hello A Bcc: all@example.org x");
  }
}
