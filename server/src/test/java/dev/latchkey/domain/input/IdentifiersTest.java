package dev.latchkey.domain.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {

  @ParameterizedTest
  @CsvSource({
    "Ada@Example.ORG, ada@example.org",
    "' ada@example.org ', ada@example.org",
    "ada+tag@example.org, ada+tag@example.org",
    "ａｄａ@example.org, ada@example.org",
    "zoë@exämple.org, zoë@xn--exmple-cua.org",
    "o'hara@example.co.uk, o'hara@example.co.uk"
  })
  void an_address_is_compared_by_its_normal_form(String typed, String key) {
    assertThat(Identifiers.email(typed).orElseThrow().key()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@localhost",
        "ada@@example.org",
        "a da@example.org",
        "ada@exa mple.org",
        "\"ada\"@example.org",
        "ada@[127.0.0.1]",
        ".ada@example.org",
        "ada.@example.org",
        "a..b@example.org",
        "ada@-example.org",
        "ada@example.org\nBcc: x",
        "ada@example.o",
        "ada@example.123",
        "ada@example.org,bob@example.org",
        "ada\u200b@example.org",
        "<ada@example.org>"
      })
  void what_is_no_address_is_refused(String typed) {
    assertThat(Identifiers.email(typed)).isEmpty();
  }

  @Test
  void an_address_of_more_than_254_characters_is_refused() {
    assertThat(Identifiers.email("a".repeat(243) + "@example.org")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "+33612345678, +33612345678",
    "'+33 6 12 34 56 78', +33612345678",
    "06 12 34 56 78, +33612345678",
    "00447911123456, +447911123456"
  })
  void a_number_is_kept_in_e164_and_read_by_the_country(String typed, String e164) {
    assertThat(Identifiers.phoneNumber(typed, "FR").orElseThrow().key()).isEqualTo(e164);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0612345678", "+331", "abc", "+33612345678 ext. 5", "+999123456789"})
  void without_a_country_only_whole_international_numbers_pass(String typed) {
    assertThat(Identifiers.phoneNumber(typed, null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "a b c d", "ada@example.org", "+33612345678", "semi;colon"})
  void a_custom_identifier_is_never_like_an_address_or_number(String typed) {
    assertThat(Identifiers.custom(typed)).isEmpty();
  }

  @Test
  void a_user_name_may_be_any_of_the_three() {
    assertThat(Identifiers.any("Ada@example.org", "FR").orElseThrow().kind())
        .isEqualTo(Identifier.Kind.EMAIL);
    assertThat(Identifiers.any("0612345678", "FR").orElseThrow().kind())
        .isEqualTo(Identifier.Kind.PHONE_NUMBER);
    assertThat(Identifiers.any("Ada.Lovelace", "FR").orElseThrow().kind())
        .isEqualTo(Identifier.Kind.CUSTOM_IDENTIFIER);
  }
}
