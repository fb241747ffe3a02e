package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerChecksTest {

  private static Yaml server(String lines) {
    return Yaml.of(lines + "\ntenants: [{id: acme, name: Acme}]\n");
  }

  @Test
  void a_public_url_is_an_origin_of_the_web_and_fits_tls() {
    assertThat(server("public_url: https://id.example.com/auth").problem())
        .isEqualTo(
            "1:13  public_url  must be a scheme, a host and at most a port, found the text"
                + " \"https://id.example.com/auth\". Mend: Write `https://id.example.com`.");
    assertThat(server("public_url: ftp://id.example.com").problems())
        .containsExactly(
            "1 public_url must be an address of the web, found the text \"ftp://id.example.com\"");
    assertThat(server("public_url: http://localhost:9000\ntls: true").problems())
        .containsExactly(
            "1 public_url must be https, as TLS is on, found the text \"http://localhost:9000\"");
  }

  @Test
  void proxies_can_be_read() {
    assertThat(server("trusted_proxies:\n  - 10.0.0.0/8\n  - proxy.example.com").problems())
        .containsExactly(
            "3 trusted_proxies[1] must be an IP address or network, found the text"
                + " \"proxy.example.com\"");
  }

  @Test
  void the_database_is_a_postgresql_with_whole_escapes() {
    assertThat(server("database_url: mysql://db/latchkey").problem())
        .contains("1:15  database_url  must match")
        .doesNotContain("mysql");
    assertThat(server("database_url: postgres://ann:100%@db/latchkey").problem())
        .startsWith("1:15  database_url  has a `%` in its user or password")
        .doesNotContain("100%");
  }

  @Test
  void a_root_key_is_long_enough_and_never_shown() {
    assertThat(server("root_key: aHVzaA==").problem())
        .isEqualTo(
            "1:11  root_key  has fewer than 32 bytes. Mend: Make one with `openssl rand -base64"
                + " 32`.");
    assertThat(server("root_key: hush hush!").problem())
        .contains("root_key  is neither base64 nor hexadecimal")
        .doesNotContain("hush");
  }

  @Test
  void nodes_on_one_database_are_told_to_share_the_root_key() {
    Yaml yaml = server("database_url: postgres://localhost/latchkey");
    assertThat(yaml.warnings())
        .containsExactly(
            "`root_key` is not set: other nodes on this database cannot read what this one"
                + " seals");
    assertThat(yaml.with("LATCHKEY_ROOT_KEY", Yaml.ROOT_KEY).warnings()).isEmpty();
  }

  @Test
  void a_certificate_is_tried_before_the_start() {
    assertThat(server("tls: {certificate: /not/there.pem, key: /not/there.pem}").problems())
        .containsExactly("1 tls there is no file /not/there.pem");
    assertThat(server("tls: {certificate: /not/there.pem}").problem())
        .contains("`key` is missing here");
  }

  @Test
  void each_lane_of_a_hash_has_memory() {
    assertThat(server("password_hash: {memory: 16KiB, parallelism: 4}").problem())
        .isEqualTo(
            "1:25  password_hash.memory  must be at least 8KiB for each of the 4 lanes, found the"
                + " text \"16KiB\". Mend: Write `32KiB` or more.");
  }

  @Test
  void an_unknown_key_is_told_with_the_one_that_was_meant() {
    assertThat(server("trusted_proxys: []").problem()).contains("Did you mean `trusted_proxies`?");
  }

  @Test
  void a_location_database_is_a_file_of_that_format(@TempDir Path folder) throws IOException {
    String says =
        "must be a file in the MaxMind DB format that this process can read, found the text ";
    String absent = folder.resolve("absent.mmdb").toString();
    assertThat(server("location_database: " + absent).problem())
        .contains("1:20  location_database  " + says + "\"" + absent + "\"");
    Path other = Files.writeString(folder.resolve("other.mmdb"), "no such format");
    assertThat(server("location_database: " + other).problem()).contains(says);
  }
}
