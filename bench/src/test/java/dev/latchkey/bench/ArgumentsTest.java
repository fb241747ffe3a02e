package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ArgumentsTest {

  @Test
  void without_a_word_everything_is_measured_with_10_000_profiles() {
    Arguments arguments = Arguments.parse();

    assertThat(arguments.sizes()).containsExactly(10_000);
    assertThat(arguments.operations()).containsExactly(Operation.values());
    assertThat(arguments.starts()).isPositive();
  }

  @Test
  void operations_are_named_by_how_they_begin() {
    Arguments arguments = Arguments.parse("--only", "userinfo,login-p", "--quick");

    assertThat(arguments.operations())
        .containsExactly(Operation.USERINFO, Operation.PASSKEY_LOGIN, Operation.PASSWORDLESS_LOGIN);
    assertThat(arguments.starts()).isZero();
    assertThat(arguments.window()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void several_sizes_are_compared_in_rounds() {
    Arguments arguments =
        Arguments.parse("--profiles", "10000,1000000", "--rounds", "3", "--seconds", "20,8");

    assertThat(arguments.sizes()).containsExactly(10_000, 1_000_000);
    assertThat(arguments.rounds()).isEqualTo(3);
    assertThat(arguments.warmUp()).isEqualTo(Duration.ofSeconds(20));
    assertThat(arguments.limitWindow()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void what_is_not_understood_is_refused() {
    assertThatThrownBy(() -> Arguments.parse("--only", "nonsense"))
        .hasMessageContaining("nonsense")
        .hasMessageContaining("userinfo");
    assertThatThrownBy(() -> Arguments.parse("--profiles")).hasMessageContaining("needs a value");
    assertThatThrownBy(() -> Arguments.parse("--rounds", "0")).hasMessageContaining("above 0");
    assertThatThrownBy(() -> Arguments.parse("--seconds", "1,x")).hasMessageContaining("1,x");
    assertThatThrownBy(() -> Arguments.parse("--fast")).hasMessageContaining("--fast");
  }
}
