package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootSecretTest {

  @TempDir private Path folder;

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static boolean looksMadeUp(byte[] bytes) {
    return RootSecret.parse(HexFormat.of().formatHex(bytes)).looksMadeUp();
  }

  @Test
  void it_is_read_in_every_common_form() {
    for (int count : new int[] {32, 33, 48, 64}) {
      byte[] bytes = random(count);
      assertThat(RootSecret.parse(Base64.getEncoder().encodeToString(bytes) + "\n").bytes())
          .isEqualTo(bytes);
      assertThat(
              RootSecret.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                  .bytes())
          .isEqualTo(bytes);
      assertThat(RootSecret.parse(HexFormat.of().formatHex(bytes)).bytes()).isEqualTo(bytes);
      assertThat(RootSecret.parse(HexFormat.of().withUpperCase().formatHex(bytes)).bytes())
          .isEqualTo(bytes);
    }
  }

  @Test
  void it_has_32_bytes_or_more() {
    assertThatThrownBy(() -> RootSecret.parse(Base64.getEncoder().encodeToString(random(31))))
        .hasMessage("has fewer than 32 bytes");
    assertThatThrownBy(() -> RootSecret.parse("")).hasMessage("has fewer than 32 bytes");
    assertThatThrownBy(() -> RootSecret.parse("not a key"))
        .hasMessage("is neither base64 nor hexadecimal");
  }

  @Test
  void what_a_person_made_up_is_told_from_chance() {
    byte[] counted = new byte[32];
    for (int i = 0; i < counted.length; i++) {
      counted[i] = (byte) (240 + i);
    }
    assertThat(looksMadeUp(counted)).isTrue();
    assertThat(looksMadeUp(new byte[32])).isTrue();
    assertThat(looksMadeUp("0123456789abcdef".repeat(2).getBytes(StandardCharsets.US_ASCII)))
        .isTrue();
    assertThat(
            looksMadeUp(
                "a long sentence of many letters and 20 signs".getBytes(StandardCharsets.US_ASCII)))
        .isTrue();
    for (int i = 0; i < 1000; i++) {
      assertThat(looksMadeUp(random(32))).isFalse();
    }
  }

  @Test
  void it_is_made_once_for_its_owner_alone() throws IOException {
    RootSecret made = RootSecret.keptIn(folder.resolve("data"));
    assertThat(made.bytes()).hasSize(32);
    assertThat(made.looksMadeUp()).isFalse();
    assertThat(RootSecret.keptIn(folder.resolve("data")).bytes()).isEqualTo(made.bytes());
    assertThat(RootSecret.keptIn(folder.resolve("other")).bytes()).isNotEqualTo(made.bytes());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("data/root.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void a_damaged_file_is_never_replaced() throws IOException {
    Path file = Files.writeString(folder.resolve("root.key"), "");
    assertThatThrownBy(() -> RootSecret.keptIn(folder))
        .hasMessage("The root key in " + file + " has fewer than 32 bytes");
    assertThat(file).isEmptyFile();
  }

  @Test
  void its_bytes_are_a_copy_and_its_text_says_nothing() {
    RootSecret secret = RootSecret.parse(Yaml.ROOT_KEY);
    secret.bytes()[0]++;
    assertThat(secret.bytes()).isEqualTo(RootSecret.parse(Yaml.ROOT_KEY).bytes());
    assertThat(secret.toString()).isEqualTo("RootSecret");
  }
}
