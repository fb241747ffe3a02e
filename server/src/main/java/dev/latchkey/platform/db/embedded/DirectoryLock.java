package dev.latchkey.platform.db.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a directory to one server. The operating system drops the lock with the process, however
 * that ends, so there is never a stale one.
 */
final class DirectoryLock implements AutoCloseable {
  /**
   * Files locked by this JVM. A POSIX lock belongs to the process and is lost as soon as the
   * process closes any channel to the file, so a second attempt must not even open it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * @param directory a real path, so that two names of one directory meet
   * @throws EmbeddedPostgresException if the directory is in use
   */
  static DirectoryLock take(Path directory) throws IOException {
    Path file = directory.resolve("postgres.lock");
    if (!HELD.add(file)) {
      throw inUse(directory);
    }
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      DirectoryLock lock = new DirectoryLock(file, channel);
      if (channel.tryLock() == null) {
        lock.close();
        throw inUse(directory);
      }
      return lock;
    } catch (IOException e) {
      HELD.remove(file);
      throw e;
    }
  }

  private static EmbeddedPostgresException inUse(Path directory) {
    return new EmbeddedPostgresException(
        "Another Latchkey server is using the directory "
            + directory
            + ". Stop it first, or give this one a directory of its own.");
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(file);
  }
}
