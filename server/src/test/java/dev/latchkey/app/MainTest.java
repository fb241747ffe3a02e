package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.Configuration.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();

  private int run(String... args) {
    out.reset();
    err.reset();
    return new Main(stream(out), stream(err), environment::get, folder).run(args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private String write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("my.yaml"), yaml).toString();
  }

  @Test
  void init_writes_the_demo_and_nothing_over_what_is_there() throws IOException {
    Path file = folder.resolve("latchkey.yaml");
    assertThat(run("init")).isZero();
    assertThat(file).hasContent(Demo.yaml());
    Files.writeString(file, "mine");
    assertThat(run("init")).isEqualTo(1);
    assertThat(text(err)).contains("`init --force` writes over it");
    assertThat(file).hasContent("mine");
    assertThat(run("init", "--force")).isZero();
    assertThat(file).hasContent(Demo.yaml());
  }

  @Test
  void check_finds_the_demo_good_for_dev_and_says_what_serve_would_want() throws IOException {
    String file = write(Demo.yaml());
    assertThat(run("check", file)).isZero();
    assertThat(text(out))
        .startsWith("Good for `dev`, but `serve` refuses it: " + file + " has 10 problems:");
    assertThat(text(err)).isEmpty();
    assertThat(run("check", "--serve", file)).isEqualTo(2);
    assertThat(text(err)).contains("has 10 problems:");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void check_says_what_is_unsafe_beside_what_serve_refuses() throws IOException {
    String file = write("tenants: [{id: a, name: A, compat: {freshness: issued_at}}]");
    assertThat(run("check", file)).isZero();
    assertThat(text(out))
        .startsWith("Warning: tenants[0].compat.freshness (line 1): is issued_at")
        .contains("Good for `dev`, but `serve` refuses it: ");
  }

  @Test
  void check_refuses_what_dev_would_refuse() throws IOException {
    assertThat(run("check", write("port: x\ntenants: [{id: a, name: A}]"))).isEqualTo(2);
    assertThat(text(err)).contains("my.yaml:1:7  port  must be a whole number");
    assertThat(run("check", folder.resolve("absent.yaml").toString())).isEqualTo(2);
    assertThat(text(err)).contains("there is no such file");
  }

  @Test
  void check_says_what_is_unsafe_and_makes_nothing() throws IOException {
    environment.put("LATCHKEY_ROOT_KEY", Yaml.ROOT_KEY);
    String file =
        write(
            """
            public_url: https://id.example.com
            tls: true
            data: %s
            tenants:
              - id: acme
                name: Acme
                mail: {from: a@acme.example, host: smtp, security: none}
                login_types: {phone_number: false}
            """
                .formatted(folder.resolve("data")));
    assertThat(run("check", "--serve", file)).isZero();
    assertThat(text(out))
        .contains("Warning: tls (line 2): is self-signed")
        .contains("Warning: tenants[0].mail.security (line 7): is none")
        .endsWith("my.yaml is fine.\n");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void a_start_that_is_refused_says_all_on_one_screen() throws IOException {
    assertThat(run("serve", "--config", write(Demo.yaml()))).isEqualTo(2);
    assertThat(text(err).lines()).hasSize(11).noneMatch(line -> line.contains("\tat "));
    assertThat(text(out)).isEmpty();
    assertThat(run("dev", "--port", "abc")).isEqualTo(2);
    assertThat(text(err)).contains("--port  must be a whole number");
  }

  @Test
  void a_start_takes_the_file_that_init_writes_unless_another_is_named() throws IOException {
    Files.writeString(folder.resolve("latchkey.yaml"), "port: own");
    String other = write("port: other");
    assertThat(run("dev")).isEqualTo(2);
    assertThat(text(err)).contains("latchkey.yaml:1:7  port");
    assertThat(run("dev", "--config", other)).isEqualTo(2);
    assertThat(text(err)).contains("my.yaml:1:7  port");
    environment.put("LATCHKEY_CONFIG", other);
    assertThat(run("dev")).isEqualTo(2);
    assertThat(text(err)).contains("my.yaml:1:7  port");
  }

  @Test
  void misuse_and_help_end_with_their_own_status() {
    assertThat(run("frobnicate")).isEqualTo(2);
    assertThat(text(err)).contains("there is no command");
    assertThat(run("--help")).isZero();
    assertThat(text(out)).startsWith("Usage: latchkey");
  }

  @Test
  void a_server_that_is_ready_says_where() {
    Configuration dev = Yaml.of(Demo.yaml()).load();
    assertThat(Main.ready(Mode.DEV, "https://localhost:1", dev, Duration.ofMillis(1234)))
        .isEqualTo(
            """
            Latchkey is ready (1.2 s)

              Demo page     https://localhost:1/
              Inbox         https://localhost:1/inbox
              Health check  https://localhost:1/health

              Data          %s
              Stop          Ctrl-C\
            """
                .formatted(Path.of("data").toAbsolutePath()));
    assertThat(Main.ready(Mode.SERVE, "x", dev, Duration.ofMillis(50)))
        .isEqualTo("Latchkey is ready (0.1 s) at http://localhost:9000");
  }
}
