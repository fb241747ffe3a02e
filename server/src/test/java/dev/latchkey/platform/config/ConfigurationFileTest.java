package dev.latchkey.platform.config;

import static dev.latchkey.platform.config.Fixture.ANYTHING;
import static dev.latchkey.platform.config.Fixture.complaints;
import static dev.latchkey.platform.config.Fixture.load;
import static dev.latchkey.platform.config.Fixture.loadAnything;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.annotation.JsonDeserialize;

class ConfigurationFileTest {

  @TempDir private Path folder;

  enum Level {
    ERROR,
    WARN
  }

  record Client(String clientId, List<String> redirectUris, Optional<String> clientSecret) {}

  record Tenant(String name, List<Client> clients) {}

  record Server(
      int port,
      Level level,
      Duration timeout,
      @JsonDeserialize(using = ByteSizes.Deserializer.class) long maxBody,
      Map<String, String> labels,
      Set<String> absent,
      List<Tenant> tenants) {}

  record Checked(String title) {
    Checked {
      if (title.contains("!")) {
        throw new IllegalArgumentException("no shouting: " + title);
      }
    }
  }

  record Holder(List<Checked> items) {}

  private ConfigurationException refusedFile(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("config.yaml"), bytes);
    return refusedFile(file);
  }

  private static ConfigurationException refusedFile(Path file) {
    return catchThrowableOfType(
        ConfigurationException.class, () -> ConfigurationFile.read(file, ANYTHING, _ -> null));
  }

  @Test
  void a_file_binds_to_records() {
    Server server =
        load("""
        port: 8080
        level: warn
        timeout: 90s
        max_body: 64KiB
        tenants:
          - name: acme
            clients:
              - client_id: web
                redirect_uris: [https://a.example/]
              - client_id: app
                client_secret: 0123456789ab
        """)
            .bind(Server.class);
    assertThat(server)
        .isEqualTo(
            new Server(
                8080,
                Level.WARN,
                Duration.ofSeconds(90),
                65_536,
                Map.of(),
                Set.of(),
                List.of(
                    new Tenant(
                        "acme",
                        List.of(
                            new Client("web", List.of("https://a.example/"), Optional.empty()),
                            new Client("app", List.of(), Optional.of("0123456789ab")))))));
  }

  @Test
  void a_part_binds_by_its_pointer() {
    ConfigurationFile file = load("tenants:\n  - name: acme\n  - name: other");
    assertThat(file.bind("/tenants/1", Tenant.class)).isEqualTo(new Tenant("other", List.of()));
    assertThatThrownBy(() -> file.bind("/tenants/2", Tenant.class))
        .hasMessageEndingWith("test.yaml:1:1  tenants[2]  is missing. Mend: Add `2`.");
  }

  @Test
  void a_value_that_does_not_bind_is_a_problem_at_its_line() {
    assertThatThrownBy(() -> loadAnything("items:\n  - title: a\n    colour: b").bind(Holder.class))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("test.yaml:3:13  items[0].colour  does not fit here: Unrecognized");
    assertThatThrownBy(() -> loadAnything("port: 1\ntimeout: PT30S").bind(Server.class))
        .hasMessageContaining("test.yaml:2:10  timeout  does not fit here: not a duration: write");
  }

  @Test
  void the_refusal_of_a_record_is_a_problem_at_its_line() {
    assertThatThrownBy(() -> loadAnything("items:\n  - title: a!").bind(Holder.class))
        .hasMessageContaining("test.yaml:2:5  items[0]  does not fit here: no shouting: a!. Mend:")
        .hasNoCause();
  }

  @Test
  void a_refusal_does_not_show_what_was_filled_in() {
    ConfigurationFile file =
        ConfigurationFile.parse("test.yaml", "items: [{title: '${A}'}]", ANYTHING, _ -> "hush!");
    assertThatThrownBy(() -> file.bind(Holder.class))
        .hasMessageContaining("test.yaml:1:9  items[0]  does not fit here. Mend:")
        .hasMessageNotContaining("hush")
        .hasNoCause();
  }

  @Test
  void later_checks_report_in_the_same_way() {
    ConfigurationFile file = load("port: 80\ntenants:\n  - name: acme");
    ConfigurationException refusal =
        file.exception(
            List.of(
                file.problemAt("/tenants/0/name", "is taken", "Write another."),
                file.problemAt("/port", "needs root", "Write 8080.")));
    assertThat(refusal)
        .hasMessage(
            """
            test.yaml has 2 problems:
              test.yaml:1:7  port  needs root. Mend: Write 8080.
              test.yaml:3:11  tenants[0].name  is taken. Mend: Write another.\
            """);
  }

  @Test
  void a_file_is_read_and_called_by_its_path() throws IOException {
    Path file = Files.writeString(folder.resolve("config.yaml"), "\uFEFFa: é😀\n");
    assertThat(ConfigurationFile.read(file, ANYTHING, _ -> null).tree().path("a").stringValue())
        .isEqualTo("é😀");
    Files.writeString(file, "port: x");
    assertThatThrownBy(() -> ConfigurationFile.read(file, Fixture.SCHEMA, _ -> null))
        .hasMessageStartingWith(file + " has 1 problem:")
        .hasMessageContaining(file + ":1:7  port  must be");
  }

  @Test
  void a_file_that_is_not_there_is_a_problem() {
    Path file = folder.resolve("absent.yaml");
    assertThat(refusedFile(file))
        .hasMessageEndingWith(
            file
                + "  cannot be read: there is no such file. Mend: Check the path and the"
                + " permissions.");
    assertThat(refusedFile(folder)).hasMessageContaining("cannot be read");
  }

  @Test
  void bytes_that_are_not_utf_8_are_a_problem_at_their_place() throws IOException {
    assertThat(complaints(refusedFile("a: 1\nb: é\u00e9".getBytes(StandardCharsets.ISO_8859_1))))
        .containsExactly(
            "test.yaml:2:4  here begins something that is not UTF-8. Mend: Save the file in"
                + " UTF-8.");
    assertThat(complaints(refusedFile(new byte[] {'a', ':', ' ', (byte) 0xF0, (byte) 0x9F})))
        .containsExactly(
            "test.yaml:1:4  here begins something that is not UTF-8. Mend: Save the file in"
                + " UTF-8.");
  }

  @Test
  void a_file_beyond_4_mebibytes_is_refused() throws IOException {
    byte[] bytes = ("a: 1\n#" + "x".repeat(4 << 20)).getBytes(StandardCharsets.UTF_8);
    assertThat(complaints(refusedFile(bytes)))
        .containsExactly("test.yaml  is larger than 4MiB. Mend: Write a shorter file.");
    assertThatThrownBy(() -> loadAnything(new String(bytes, StandardCharsets.UTF_8)))
        .hasMessageContaining("is larger than 4MiB");
  }

  @Test
  void a_schema_that_is_not_there_is_a_fault_of_the_program() {
    assertThatThrownBy(() -> JsonSchemaSource.resource(Fixture.class, "absent.json"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
