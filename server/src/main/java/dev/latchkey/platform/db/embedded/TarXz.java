package dev.latchkey.platform.db.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks a {@code .tar.xz} with symbolic links and execute bits, and nothing outside the target.
 */
final class TarXz {
  private static final int OWNER_EXECUTES = 0100;

  private TarXz() {}

  /**
   * @param target made if missing
   * @throws IOException if the archive is broken, or holds an entry that leaves the target, a link
   *     to anything but its sibling, or a kind of entry other than file, directory and symbolic
   *     link
   */
  static void unpack(InputStream archive, Path target) throws IOException {
    Path root = Files.createDirectories(target).toRealPath();
    try (var tar = new TarArchiveInputStream(new XZInputStream(archive))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = root.resolve(entry.getName()).normalize();
        if (!path.startsWith(root)) {
          throw refused(entry, "leaves the target");
        }
        switch (entry.getLinkFlag()) {
          case TarConstants.LF_DIR -> Files.createDirectories(path);
          case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM -> {
            Files.createDirectories(path.getParent());
            Files.copy(tar, path);
            if ((entry.getMode() & OWNER_EXECUTES) != 0) {
              Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
          }
          case TarConstants.LF_SYMLINK -> {
            // A link that can only name its sibling cannot lead a later entry out of the target.
            if (!entry.getLinkName().matches("[^/]+") || entry.getLinkName().equals("..")) {
              throw refused(entry, "links to " + entry.getLinkName());
            }
            Files.createDirectories(path.getParent());
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
          }
          default -> throw refused(entry, "is neither file, directory nor symbolic link");
        }
      }
    }
  }

  private static IOException refused(TarArchiveEntry entry, String why) {
    return new IOException("Archive entry " + entry.getName() + " " + why);
  }
}
