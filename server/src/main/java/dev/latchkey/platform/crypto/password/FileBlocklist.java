package dev.latchkey.platform.crypto.password;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * An operator's own list. Its first line tells which kind it is:
 *
 * <ul>
 *   <li>SHA-1 of exact passwords in hexadecimal, one a line, sorted, each with an optional {@code
 *       :count}: the form in which breach corpora are published. Searched where it lies, so its
 *       size does not matter.
 *   <li>Passwords in UTF-8, one a line, in any order, compared without regard to case. Read into
 *       memory, so at most 64 MiB.
 * </ul>
 *
 * Lines end with LF or CRLF. A file in use must be replaced by renaming another one over it, never
 * changed in place.
 */
public final class FileBlocklist implements Blocklist, AutoCloseable {
  private static final Pattern SHA1_LINE =
      Pattern.compile("\\p{XDigit}{40}(?::\\d+)?\\s*(?:\\n.*)?", Pattern.DOTALL);

  private final Blocklist list;
  private final Runnable release;

  private FileBlocklist(Blocklist list, Runnable release) {
    this.list = list;
    this.release = release;
  }

  /**
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException when it is no such list: empty, hashes that are not sorted,
   *     plain passwords above 64 MiB
   */
  public static FileBlocklist open(Path file) throws IOException {
    if (isSha1(file)) {
      var hashes = SortedSha1Lines.open(file);
      return new FileBlocklist(hashes, hashes::close);
    }
    return new FileBlocklist(PlainLines.read(file), () -> {});
  }

  @Override
  public boolean contains(String password) {
    return list.contains(PasswordText.normalise(password));
  }

  /** Gives up the file. A look-up after that, or at that moment, is an IllegalStateException. */
  @Override
  public void close() {
    release.run();
  }

  private static boolean isSha1(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return SHA1_LINE.matcher(new String(in.readNBytes(64), ISO_8859_1)).matches();
    }
  }
}
