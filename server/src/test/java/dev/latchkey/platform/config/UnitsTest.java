package dev.latchkey.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class UnitsTest {

  @Test
  void durations_are_a_number_and_a_unit() {
    assertThat(Durations.parse("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(Durations.parse("30s")).isEqualTo(Duration.ofSeconds(30));
    assertThat(Durations.parse("5m")).isEqualTo(Duration.ofMinutes(5));
    assertThat(Durations.parse("12h")).isEqualTo(Duration.ofHours(12));
    assertThat(Durations.parse("30d")).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void durations_are_written_in_their_largest_unit() {
    assertThat(
            List.of("0s", "1500ms", "90s", "90m", "36h", "2d").stream()
                .map(text -> Durations.format(Durations.parse(text))))
        .containsExactly("0s", "1500ms", "90s", "90m", "36h", "2d");
    assertThat(Durations.format(Durations.parse("86400000ms"))).isEqualTo("1d");
  }

  @Test
  void other_texts_are_no_durations() {
    for (String text :
        List.of(
            "",
            "30",
            "s",
            "-1s",
            "+1s",
            "1.5h",
            "30 s",
            "30S",
            "1h30m",
            "PT30S",
            "1w",
            "٣s",
            "9223372036854775807d",
            "9999999999999999999s")) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> Durations.parse(text));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.format(Duration.ofSeconds(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.format(Duration.ofNanos(1)));
  }

  @Property
  void a_duration_survives_being_written(@ForAll @LongRange(min = 0) long millis) {
    Duration duration = Duration.ofMillis(millis);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }

  @Test
  void a_mapper_with_the_module_writes_and_reads_durations() {
    JsonMapper mapper = JsonMapper.builder().addModule(Durations.module()).build();
    assertThat(mapper.writeValueAsString(Duration.ofMinutes(5))).isEqualTo("\"5m\"");
    assertThat(mapper.readValue("\"5m\"", Duration.class)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void sizes_are_a_number_and_a_binary_unit() {
    assertThat(ByteSizes.parse("512B")).isEqualTo(512);
    assertThat(ByteSizes.parse("64KiB")).isEqualTo(65_536);
    assertThat(ByteSizes.parse("1MiB")).isEqualTo(1_048_576);
    assertThat(ByteSizes.parse("2GiB")).isEqualTo(2_147_483_648L);
  }

  @Test
  void other_texts_are_no_sizes() {
    for (String text :
        List.of(
            "",
            "64",
            "64K",
            "64KB",
            "64 KiB",
            "64kib",
            "-1B",
            "1.5MiB",
            "1TiB",
            "9223372036854775807KiB",
            "9999999999999999999B")) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> ByteSizes.parse(text));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSizes.format(-1));
  }

  @Test
  void sizes_are_written_in_their_largest_unit() {
    assertThat(List.of(0L, 1023L, 1024L, 1536L, 1L << 20, 1L << 40).stream().map(ByteSizes::format))
        .containsExactly("0B", "1023B", "1KiB", "1536B", "1MiB", "1024GiB");
  }

  @Property
  void a_size_survives_being_written(@ForAll @LongRange(min = 0) long bytes) {
    assertThat(ByteSizes.parse(ByteSizes.format(bytes))).isEqualTo(bytes);
  }
}
