package dev.latchkey.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ParametersTest {

  @Test
  void escapes_are_decoded_and_a_bare_name_has_an_empty_value() {
    Parameters parameters = Parameters.parse("a=1%202&b=x+y&bare&empty=&%C3%A9=%E2%82%AC");
    assertThat(parameters.asMap())
        .containsEntry("a", "1 2")
        .containsEntry("b", "x y")
        .containsEntry("bare", "")
        .containsEntry("empty", "")
        .containsEntry("é", "€");
  }

  @Test
  void a_name_that_comes_twice_keeps_its_first_value_and_is_told() {
    Parameters parameters = Parameters.parse("a=1&b=2&a=3&&");
    assertThat(parameters.get("a")).contains("1");
    assertThat(parameters.repeated()).containsExactly("a");
  }

  @Test
  void nothing_is_no_parameters() {
    assertThat(Parameters.parse(null).asMap()).isEmpty();
    assertThat(Parameters.parse("").asMap()).isEmpty();
  }

  @Test
  void a_broken_escape_is_refused() {
    assertThatThrownBy(() -> Parameters.parse("a=%zz"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
