package dev.latchkey.platform.config;

import static dev.latchkey.platform.config.Fixture.complaintOfX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormatBoundTest {
  private static final String HOURS =
      """
      {"type": "string", "format": "short-duration",
       "formatMinimum": "1h", "formatMaximum": "2d", "default": "3h"}\
      """;
  private static final String SIZE =
      "{\"type\": \"string\", \"format\": \"byte-size\", \"formatMinimum\": \"1KiB\"}";

  @Test
  void a_value_between_the_bounds_or_at_one_is_taken() {
    var schema = JsonSchemaSource.of("{\"properties\": {\"x\": %s}}".formatted(HOURS));
    for (String text : List.of("1h", "3600s", "90m", "48h", "2d")) {
      assertThat(
              ConfigurationFile.parse(
                      "test.yaml", "x: " + text, schema, Map.<String, String>of()::get)
                  .tree()
                  .path("x")
                  .stringValue())
          .isEqualTo(text);
    }
  }

  @Test
  void a_value_beyond_a_bound_is_a_problem_whatever_its_unit() {
    assertThat(complaintOfX(HOURS, "x: 59m"))
        .isEqualTo(
            "test.yaml:1:4  x  must be at least `1h`, found the text \"59m\". Mend: Write a larger"
                + " value, for example `3h`.");
    assertThat(complaintOfX(HOURS, "x: 49h"))
        .contains("must be at most `2d`, found the text \"49h\". Mend: Write a smaller value");
    assertThat(complaintOfX(SIZE, "x: 1023B")).contains("must be at least `1KiB`");
  }

  @Test
  void a_text_without_the_format_is_complained_of_once() {
    assertThat(complaintOfX(HOURS, "x: PT1H")).contains("must be a duration");
    assertThat(complaintOfX(HOURS, "x: 1")).contains("must be a text");
  }

  @Test
  void a_bound_of_another_format_is_a_fault_of_the_schema() {
    assertThatThrownBy(
            () -> complaintOfX("{\"format\": \"date\", \"formatMinimum\": \"2020-01-01\"}", "x: a"))
        .hasMessageContaining("No order is known for date");
  }
}
