package dev.latchkey.platform.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that only their owner may read. */
public final class SecretFile {

  private SecretFile() {}

  /**
   * Writes a file in one step, so that a reader sees all of it or the one before, and not before it
   * is on the disk. Folders above it are made if missing.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(Path file, String text) {
    try {
      Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
      // Temporary files are made readable by their owner alone where the file system can say so.
      Path draft = Files.createTempFile(folder, "draft-", ".tmp");
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
