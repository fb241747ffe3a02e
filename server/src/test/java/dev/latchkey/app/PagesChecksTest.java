package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the hosted pages look, as the configuration says it. */
class PagesChecksTest {

  private static List<String> problems(String pages) {
    return Yaml.tenant("pages: {" + pages + "}").problems();
  }

  @ParameterizedTest
  @CsvSource({
    "http://www.example.com/logo.svg, must be a file that this process can read",
    "javascript:alert(1), must be an https address or a picture",
    "'data:image/svg+xml,x', must be an https address or a picture",
    "logo.gif, must be an https address or a picture",
    "nowhere/logo.svg, must be a file that this process can read"
  })
  void a_logo_is_an_address_or_a_picture_that_is_there(String logo, String told) {
    assertThat(problems("logo: '" + logo + "'"))
        .singleElement()
        .asString()
        .contains("tenants[0].pages.logo")
        .contains(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x; } body { display: none",
        "url(https://evil.example/f)",
        "\"Inter\"",
        "a/**/b",
        "Inter,,x"
      })
  void a_font_is_a_list_of_names(String font) {
    assertThat(problems("font: '" + font + "'"))
        .singleElement()
        .asString()
        .contains("tenants[0].pages.font");
  }

  @Test
  void what_is_right_is_taken() {
    assertThat(problems("logo: 'https://www.example.com/logo.svg', font: 'Inter, Helvetica Neue'"))
        .isEmpty();
  }
}
