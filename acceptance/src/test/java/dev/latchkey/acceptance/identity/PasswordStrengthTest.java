package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code POST password/strength}: zxcvbn's score, 0 to 4 (contract section 5.5). */
class PasswordStrengthTest extends IdentityContract {

  private JsonNode strength(Map<String, ?> fields) {
    return Expect.ok(call("password/strength", fields));
  }

  @ParameterizedTest
  @CsvSource({"password,0", "abcdefgh1,1", "kvm4-qzxw,3", "correct horse battery staple,4", "'',0"})
  void the_score_grows_with_the_guesses_it_takes(String password, int score) {
    JsonNode answer = strength(Map.of("password", password));

    assertThat(answer.propertyNames()).containsExactly("score");
    assertThat(answer.path("score").isIntegralNumber()).isTrue();
    assertThat(answer.path("score").asInt()).isEqualTo(score);
  }

  @Test
  void no_password_is_the_weakest() {
    assertThat(strength(Map.of()).path("score").asInt()).isZero();
    assertThat(
            Expect.ok(json("password/strength", "{\"client_id\": \"spa\", \"password\": null}"))
                .path("score")
                .asInt())
        .isZero();
  }

  @Test
  void the_longest_password_is_judged_and_a_longer_one_is_a_fault() {
    assertThat(strength(Map.of("password", "a".repeat(1024))).path("score").isInt()).isTrue();
    Expect.invalid(
        call("password/strength", Map.of("password", "a".repeat(1025))), "password:invalid");
  }

  @Test
  void a_password_is_a_text() {
    Expect.invalid(call("password/strength", Map.of("password", 12345678)), "password:invalid");
    Expect.invalid(call("password/strength", Map.of("password", List.of("a"))), "password:invalid");
    Expect.invalid(call("password/strength", Map.of("password", true)), "password:invalid");
  }
}
