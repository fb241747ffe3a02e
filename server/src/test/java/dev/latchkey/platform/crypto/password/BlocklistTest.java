package dev.latchkey.platform.crypto.password;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlocklistTest {
  @TempDir private Path directory;

  @Test
  void the_common_passwords_are_blocked_in_any_case() {
    Blocklist common = new CommonPasswords();
    assertThat(List.of("123456", "password", "PassWord", "QWERTYUIOP", "iloveyou", "trustno1"))
        .allMatch(common::contains);
    assertThat(List.of("", " ", "password ", "correct horse battery staple", "Grüße"))
        .noneMatch(common::contains);
  }

  @ParameterizedTest
  @CsvSource({
    "'\n',   '',         '',     true",
    "'\n',   '\n',       '',     true",
    "'\n',   '\n\n\n',   ':1',   true",
    "'\r\n', '',         ':100', true",
    "'\r\n', '\r\n',     ':7',   false",
    "'\r\n', '\r\n\r\n', '',     false",
    "'\n',   '',         ':3',   false",
  })
  void every_hash_is_found_from_the_first_line_to_the_last(
      String separator, String end, String count, boolean upperCase) throws IOException {
    for (int size : new int[] {1, 2, 3, 7, 300}) {
      List<String> listed = IntStream.range(0, size).mapToObj(i -> "listed " + i).toList();
      List<String> lines = new ArrayList<>();
      for (String digits : hashes(listed)) {
        lines.add((upperCase ? digits : digits.toLowerCase(Locale.ROOT)) + count);
      }
      Path file = directory.resolve("hashes-" + size);
      Files.writeString(file, String.join(separator, lines) + end);
      try (FileBlocklist blocklist = FileBlocklist.open(file)) {
        assertThat(listed).allMatch(blocklist::contains);
        assertThat(IntStream.range(0, 300).mapToObj(i -> "absent " + i))
            .noneMatch(blocklist::contains);
        assertThat(blocklist.contains("Listed 0")).isFalse();
      }
    }
  }

  @Property(tries = 100)
  void a_list_of_hashes_holds_what_was_listed_and_nothing_else(
      @ForAll @Size(min = 1, max = 60) Set<@StringLength(max = 3) @AlphaChars String> listed,
      @ForAll @Size(max = 60) Set<@StringLength(max = 3) @AlphaChars String> asked)
      throws IOException {
    Path file = Files.createTempFile("blocklist", ".txt");
    try {
      Files.writeString(file, String.join(":42\n", hashes(listed)));
      try (FileBlocklist blocklist = FileBlocklist.open(file)) {
        assertThat(listed).allMatch(blocklist::contains);
        for (String password : asked) {
          assertThat(blocklist.contains(password)).isEqualTo(listed.contains(password));
        }
      }
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void a_hash_is_looked_up_in_the_form_in_which_the_password_is_kept() throws IOException {
    Path file = write("hashes", String.join("\n", hashes(List.of("Gr\u00fc\u00dfe"))));
    try (FileBlocklist blocklist = FileBlocklist.open(file)) {
      assertThat(blocklist.contains("Gru\u0308\u00dfe")).isTrue();
    }
  }

  @Test
  void hashes_in_another_order_are_refused_at_the_start() throws IOException {
    List<String> byCount = new ArrayList<>(hashes(List.of("a", "b", "c", "d", "e")));
    Collections.swap(byCount, 3, 4);
    Path file = write("by-count", String.join(":9\n", byCount));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileBlocklist.open(file))
        .withMessageContaining("by-count: not sorted by hash at byte ");
  }

  @Test
  void a_line_that_is_no_hash_among_hashes_is_refused_at_the_start() throws IOException {
    List<String> lines = hashes(List.of("a", "b", "c"));
    lines.add(1, "password");
    Path file = write("mixed", String.join("\n", lines));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileBlocklist.open(file))
        .withMessageContaining("mixed: no SHA-1 in hexadecimal at byte 41");
  }

  @Test
  void a_closed_list_of_hashes_fails_loudly() throws IOException {
    FileBlocklist blocklist = FileBlocklist.open(write("hashes", hashes(List.of("a")).getFirst()));
    blocklist.close();
    assertThatThrownBy(() -> blocklist.contains("a")).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({"'\n', ''", "'\n', '\n'", "'\r\n', ''", "'\r\n', '\r\n\r\n'"})
  void every_line_of_a_plain_list_is_found_in_any_case(String separator, String end)
      throws IOException {
    Path file =
        write(
            "plain",
            String.join(separator, "zebra crossing", "Grüße", "", "p4ss", "ACME2026") + end);
    try (FileBlocklist blocklist = FileBlocklist.open(file)) {
      assertThat(
              List.of(
                  "zebra crossing", "Zebra Crossing", "GRÜßE", "gru\u0308ße", "p4ss", "acme2026"))
          .allMatch(blocklist::contains);
      assertThat(List.of("", "zebra", "crossing", "p4ss ", "p4ss\r", "acme2027"))
          .noneMatch(blocklist::contains);
    }
  }

  @Test
  void a_line_that_is_no_utf_8_does_not_spoil_a_plain_list() throws IOException {
    Path file = directory.resolve("latin-1");
    Files.write(file, "first\nGrüße\nlast\n".getBytes(ISO_8859_1));
    try (FileBlocklist blocklist = FileBlocklist.open(file)) {
      assertThat(List.of("first", "last")).allMatch(blocklist::contains);
      assertThat(blocklist.contains("Grüße")).isFalse();
    }
  }

  @Test
  void an_empty_missing_or_oversized_list_is_refused() throws IOException {
    Path empty = write("empty", "\n\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileBlocklist.open(empty))
        .withMessageContaining("is empty");
    assertThatThrownBy(() -> FileBlocklist.open(directory.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
    Path big = directory.resolve("big");
    try (var file = new RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(PlainLines.MAX_BYTES + 1);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileBlocklist.open(big))
        .withMessageContaining("above 64 MiB");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text, UTF_8);
  }

  private static List<String> hashes(Collection<String> passwords) {
    List<String> hashes = new ArrayList<>();
    for (String password : passwords) {
      hashes.add(HexFormat.of().withUpperCase().formatHex(SortedSha1Lines.sha1(password)));
    }
    Collections.sort(hashes);
    return hashes;
  }
}
