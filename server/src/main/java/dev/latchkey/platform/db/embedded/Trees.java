package dev.latchkey.platform.db.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.stream.Stream;

/** What the JDK does for one file, done for a whole directory tree. */
final class Trees {
  private Trees() {}

  static void delete(Path tree) throws IOException {
    if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      for (Path path : contentsFirst(tree)) {
        Files.delete(path);
      }
    }
  }

  /** The top comes last: while it belongs to somebody else, the work is not finished. */
  static void giveTo(UserPrincipal owner, Path tree) throws IOException {
    if (!Files.getOwner(tree).equals(owner)) {
      for (Path path : contentsFirst(tree)) {
        Files.setOwner(path, owner);
      }
    }
  }

  private static List<Path> contentsFirst(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      return paths.toList().reversed();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
