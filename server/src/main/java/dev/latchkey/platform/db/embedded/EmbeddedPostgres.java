package dev.latchkey.platform.db.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A running PostgreSQL on a port of the loopback address, started as a child process and safe to
 * use for data that matters: synchronous writes, password login (SCRAM), crash recovery. The
 * directory holds everything of it:
 *
 * <pre>
 * postgres-18.6.0/     the programs, unpacked once per version
 * postgres/data/       the database, created once
 * postgres/password    the password of the only role, readable by the owner alone
 * postgres.log         what PostgreSQL says; postgres.log.1 is that of the start before
 * postgres.lock        held while a server uses the directory
 * </pre>
 *
 * <p>A process that was killed may leave any of these half made and its PostgreSQL running: the
 * next start mends both. Nothing here is stopped by itself when the JVM ends; whoever started it
 * calls {@link #close()}.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private final DirectoryLock lock;
  private final Postmaster postmaster;
  private final Cluster cluster;

  private EmbeddedPostgres(DirectoryLock lock, Postmaster postmaster, Cluster cluster) {
    this.lock = lock;
    this.postmaster = postmaster;
    this.cluster = cluster;
  }

  /**
   * Starts PostgreSQL on the database in {@code directory} and returns when it takes connections.
   * The first start unpacks the programs and creates the database, which takes a few seconds; later
   * ones take well under a second.
   *
   * @param directory made if missing; at most one server at a time can use it
   * @param progress told in one line each time something slow begins
   * @throws EmbeddedPostgresException if the directory is in use or not writable, if there is no
   *     PostgreSQL for this operating system, if it cannot run under this user, or if it does not
   *     start (with the end of its log)
   */
  public static EmbeddedPostgres start(Path directory, Consumer<String> progress) {
    return start(directory, directory, progress);
  }

  /** The same with the programs unpacked in {@code programsCache}, which servers may share. */
  static EmbeddedPostgres start(Path directory, Path programsCache, Consumer<String> progress) {
    try {
      Path home = Files.createDirectories(directory).toRealPath();
      DirectoryLock lock = DirectoryLock.take(home);
      try {
        Path installation = Installation.unpackedIn(programsCache, progress);
        Programs programs = Programs.of(installation);
        Cluster cluster = Cluster.openOrCreate(home, programs, progress);
        Postmaster postmaster =
            Postmaster.start(programs, cluster, home.resolve("postgres.log"), progress);
        return new EmbeddedPostgres(lock, postmaster, cluster);
      } catch (Throwable e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "The embedded PostgreSQL could not be set up in " + directory + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("The start of PostgreSQL was interrupted.", e);
    }
  }

  /** Where to connect, without user and password; the port differs from start to start. */
  public String jdbcUrl() {
    return postmaster.jdbcUrl();
  }

  /** The role that owns the database. */
  public String user() {
    return Cluster.USER;
  }

  /** The password of {@link #user()}. */
  public String password() {
    return cluster.password();
  }

  /**
   * Ends every connection, lets PostgreSQL write what is open and waits until it is gone. Calling
   * it again, or after PostgreSQL died, does nothing.
   *
   * @throws EmbeddedPostgresException if no signal can be sent to PostgreSQL; the next start tries
   *     again
   */
  @Override
  public void close() {
    try (lock) {
      postmaster.stop();
    } catch (IOException e) {
      throw new EmbeddedPostgresException("PostgreSQL could not be stopped: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
