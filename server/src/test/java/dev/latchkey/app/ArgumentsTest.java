package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.Configuration.Mode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

  private static String misuse(String... args) {
    return Arguments.parse(args) instanceof Command.Say say && say.exitCode() == 2
        ? say.text()
        : "taken";
  }

  private static String said(String... args) {
    return Arguments.parse(args) instanceof Command.Say say && say.exitCode() == 0
        ? say.text()
        : "nothing";
  }

  @Test
  void a_start_takes_its_options_in_both_forms() {
    assertThat(
            Arguments.parse(
                "dev",
                "--port",
                "0",
                "--address=::1",
                "--public-url=https://id.example.com?a=b",
                "--data",
                "--odd",
                "--database-url",
                "postgres://db/x",
                "--trusted-proxies",
                "10.0.0.0/8,127.0.0.1",
                "--tls",
                "--config",
                "my.yaml"))
        .isEqualTo(
            new Command.Run(
                Mode.DEV,
                Path.of("my.yaml"),
                new Options(
                    Map.of(
                        "port", "0",
                        "address", "::1",
                        "public_url", "https://id.example.com?a=b",
                        "data", "--odd",
                        "database_url", "postgres://db/x",
                        "trusted_proxies", "10.0.0.0/8,127.0.0.1",
                        "tls", "true"))));
    assertThat(Arguments.parse("serve")).isEqualTo(new Command.Run(Mode.SERVE, null, Options.NONE));
  }

  @Test
  void a_check_takes_one_file() {
    assertThat(Arguments.parse("check", "a.yaml"))
        .isEqualTo(new Command.Check(Path.of("a.yaml"), false));
    assertThat(Arguments.parse("check", "a.yaml", "--serve"))
        .isEqualTo(new Command.Check(Path.of("a.yaml"), true));
    assertThat(misuse("check")).isEqualTo("latchkey: the name of a file is missing");
    assertThat(misuse("check", "a", "b")).isEqualTo("latchkey: `b` is one argument too many");
  }

  @Test
  void init_takes_a_switch() {
    assertThat(Arguments.parse("init")).isEqualTo(new Command.Init(false));
    assertThat(Arguments.parse("init", "--force")).isEqualTo(new Command.Init(true));
  }

  @Test
  void misuse_is_told_in_one_line() {
    assertThat(misuse("start"))
        .isEqualTo("latchkey: there is no command `start`; --help lists what there is");
    assertThat(misuse("dev", "--prot", "1"))
        .isEqualTo("latchkey: there is no option `--prot` here; --help lists what there is");
    assertThat(misuse("dev", "--tls=true")).contains("there is no option `--tls` here");
    assertThat(misuse("dev", "--root-key", "x")).contains("there is no option `--root-key`");
    assertThat(misuse("dev", "--port")).isEqualTo("latchkey: `--port` needs a value");
    assertThat(misuse("dev", "--port", "1", "--port=2"))
        .isEqualTo("latchkey: `--port` stands there twice");
    assertThat(misuse("dev", "now")).isEqualTo("latchkey: `now` is one argument too many");
    assertThat(misuse("dev", "--config", "a\0b")).startsWith("latchkey: ");
  }

  @Test
  void help_is_there_for_everything() {
    assertThat(said("--help")).contains("dev", "serve", "check", "init");
    assertThat(misuse()).isEqualTo(said("-h"));
    assertThat(said("init", "-h")).contains("--force");
    assertThat(said("check", "--help")).contains("--serve");
    assertThat(said("dev", "--port", "1", "--help"))
        .contains("Usage: latchkey dev", "127.0.0.1", "the built-in demo", "130");
    assertThat(said("serve", "--help"))
        .contains("Usage: latchkey serve", "0.0.0.0")
        .doesNotContain("demo");
  }

  @Test
  void every_option_is_in_the_help_and_taken() {
    for (Setting setting : Setting.values()) {
      boolean offered = said("dev", "--help").contains("  " + setting.option() + " ");
      String answer = misuse("dev", setting.option());
      assertThat(answer.contains("there is no option")).as(setting.option()).isEqualTo(!offered);
      if (!offered) {
        assertThat(said("dev", "--help").replaceAll("\\s+", " ")).contains(setting.variable());
      }
    }
  }

  @Test
  void the_version_is_told() {
    assertThat(said("--version")).startsWith("latchkey ").contains("Java 2");
  }
}
