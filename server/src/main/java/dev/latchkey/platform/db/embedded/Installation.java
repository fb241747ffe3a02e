package dev.latchkey.platform.db.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's programs: an archive on the class path, unpacked once per version into a cache
 * directory.
 */
final class Installation {
  /** The archive does not know its version; the jar around it carries it in its name. */
  private static final Pattern VERSION = Pattern.compile("-(\\d+(?:\\.\\d+)+)\\.jar!");

  private Installation() {}

  /**
   * The directory with {@code bin}, {@code lib} and {@code share}. Safe to call at once from
   * several threads and processes that share a cache; one that is killed while unpacking leaves
   * nothing that is taken for finished.
   */
  static synchronized Path unpackedIn(Path cache, Consumer<String> progress) throws IOException {
    URL archive = archive();
    String version = version(archive);
    Path finished = Files.createDirectories(cache).toRealPath().resolve("postgres-" + version);
    if (Files.isDirectory(finished)) {
      return finished;
    }
    Path lockFile = finished.resolveSibling("postgres-" + version + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      if (!Files.isDirectory(finished)) {
        progress.accept("Unpacking PostgreSQL " + version + " (first start only) …");
        Path draft = finished.resolveSibling("postgres-" + version + ".part");
        Trees.delete(draft);
        try (InputStream in = archive.openStream()) {
          TarXz.unpack(in, draft);
        }
        Files.move(draft, finished, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return finished;
  }

  private static URL archive() {
    String name = System.getProperty("os.name", "");
    String arch = System.getProperty("os.arch", "");
    String file =
        "/postgres-"
            + (name.startsWith("Mac") ? "darwin" : name.toLowerCase(Locale.ROOT))
            + (arch.equals("aarch64") ? "-arm_64" : "-x86_64")
            + ".txz";
    URL archive = Installation.class.getResource(file);
    if (archive == null) {
      throw new EmbeddedPostgresException(
          "This build of Latchkey brings no PostgreSQL for "
              + name
              + " on "
              + arch
              + ". Give it a PostgreSQL of your own with --database-url.");
    }
    return archive;
  }

  private static String version(URL archive) {
    Matcher version = VERSION.matcher(archive.toString());
    if (!version.find()) {
      throw new EmbeddedPostgresException(
          "The version of PostgreSQL is read from the name of its jar, which has none: " + archive);
    }
    return version.group(1);
  }
}
