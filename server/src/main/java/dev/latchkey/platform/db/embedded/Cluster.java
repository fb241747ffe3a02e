package dev.latchkey.platform.db.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The files of one database and the password of its only role. Both appear by one rename, so they
 * always fit each other; what a killed start leaves under a draft's name is thrown away by the
 * next.
 */
final class Cluster {
  static final String USER = "latchkey";

  private static final String DRAFT = "postgres-new-";
  private static final int PASSWORD_BYTES = 32;

  private final Path data;
  private final String password;

  private Cluster(Path directory) throws IOException {
    this.data = directory.resolve("data");
    this.password = Files.readString(directory.resolve("password"));
  }

  Path data() {
    return data;
  }

  String password() {
    return password;
  }

  static Cluster openOrCreate(Path home, Programs programs, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path directory = home.resolve("postgres");
    if (!Files.isDirectory(directory)) {
      progress.accept("Creating the database (first start only) …");
      create(home, directory, programs);
    }
    removeDrafts(home, progress);
    programs.giveOwnership(directory);
    return new Cluster(directory);
  }

  private static void create(Path home, Path directory, Programs programs)
      throws IOException, InterruptedException {
    // A name of its own each time: an initdb that outlived its server must not write into the next
    // one's draft.
    Path draft = Files.createTempDirectory(home, DRAFT);
    Path passwordFile = draft.resolve("password");
    writePassword(passwordFile);
    programs.giveOwnership(draft);
    programs.run(
        "initdb",
        "--pgdata=" + draft.resolve("data"),
        "--username=" + USER,
        "--pwfile=" + passwordFile,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        // Sorts by code point on every system and version, so an upgrade of either never breaks an
        // index.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8");
    Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entries = FileChannel.open(home, StandardOpenOption.READ)) {
      entries.force(true); // else a power failure could take the rename back, and all rows with it
    }
  }

  /**
   * Not before the database is there: by then an initdb that outlived its server has ended, too.
   */
  private static void removeDrafts(Path home, Consumer<String> progress) throws IOException {
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(home, DRAFT + "*")) {
      for (Path draft : drafts) {
        try {
          Trees.delete(draft);
        } catch (IOException e) {
          progress.accept("The unfinished database " + draft + " cannot be removed now: " + e);
        }
      }
    }
  }

  private static void writePassword(Path file) throws IOException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    byte[] text = HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(ByteBuffer.wrap(text));
      channel.force(true);
    }
  }
}
