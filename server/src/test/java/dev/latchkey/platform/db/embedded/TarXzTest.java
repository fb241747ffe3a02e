package dev.latchkey.platform.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class TarXzTest {
  @TempDir Path directory;

  @Test
  void files_keep_their_content_links_and_execute_bits() throws IOException {
    TarXz.unpack(
        archive(file("bin/tool", 0755), file("share/text", 0644), link("bin/alias", "tool")),
        target());
    assertThat(target().resolve("bin/tool")).isExecutable().content().isEqualTo("bin/tool");
    assertThat(Files.isExecutable(target().resolve("share/text"))).isFalse();
    assertThat(Files.readSymbolicLink(target().resolve("bin/alias"))).isEqualTo(Path.of("tool"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "bin/../../outside", "../target-2/outside"})
  void an_entry_outside_the_target_is_refused(String name) {
    assertRefused(file(name, 0644));
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(target()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../outside", "/etc/passwd", "sub/../../outside"})
  void a_link_to_anything_but_a_sibling_is_refused(String to) {
    assertRefused(link("link", to));
  }

  @Test
  void a_hard_link_is_refused() {
    TarArchiveEntry entry = new TarArchiveEntry("link", TarConstants.LF_LINK);
    entry.setLinkName("/etc/passwd");
    assertRefused(entry);
  }

  private void assertRefused(TarArchiveEntry entry) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> TarXz.unpack(archive(entry), target()))
        .withMessageStartingWith("Archive entry " + entry.getName());
  }

  private Path target() {
    return directory.resolve("target");
  }

  private static TarArchiveEntry file(String name, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    entry.setSize(name.length());
    return entry;
  }

  private static TarArchiveEntry link(String name, String to) {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(to);
    return entry;
  }

  /** Every file contains its own name. */
  private static InputStream archive(TarArchiveEntry... entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(0)))) {
      for (TarArchiveEntry entry : entries) {
        tar.putArchiveEntry(entry);
        if (entry.getSize() > 0) {
          tar.write(entry.getName().getBytes(StandardCharsets.UTF_8));
        }
        tar.closeArchiveEntry();
      }
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
