package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class InstallationTest {

  @Test
  void the_server_runs_with_the_options_of_its_start_script() throws Exception {
    assertThat(Files.readString(Path.of("../latchkey"))).contains(Installation.JVM_OPTIONS);
  }
}
