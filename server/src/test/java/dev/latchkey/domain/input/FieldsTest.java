package dev.latchkey.domain.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.json.Json;
import org.junit.jupiter.api.Test;

final class FieldsTest {

  @Test
  void what_the_database_cannot_hold_is_not_kept_however_deep_it_is() {
    Fields sent =
        Fields.of(
            Json.read(
                    """
                    {"email": "ada@example.org", "nul": "a\\u0000b", "na\\u0000me": 1, "list": ["a", "\\u0000"],
                     "custom_fields": {"shoe_size": 38, "deep": {"nul": "\\u0000", "good": true}}}\
                    """)
                .asObject());

    assertThat(sent.values())
        .isEqualTo(
            Json.read(
                """
                {"email": "ada@example.org", "custom_fields": {"shoe_size": 38, "deep": {"good": true}}}\
                """));
  }
}
