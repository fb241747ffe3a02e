package dev.latchkey.app;

import dev.latchkey.platform.crypto.password.PasswordHasher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is set for the server as a whole; names, defaults and bounds are in {@code
 * latchkey.schema.json}.
 *
 * @param port never 0: a free one has been chosen by now, since the public URL may hold it
 * @param publicUrl the address of the server itself, which tenants without one of their own have
 * @param database null: the embedded one, in the data folder
 * @param databaseConnections at most open at once
 * @param trustedProxies addresses and networks
 * @param drain how long a stop waits for requests that are being answered
 * @param accessPath under which the Access API stands
 * @param locationDatabase tells where addresses are; null: nothing does
 * @param signingKeyRotation how long a signing key is in use
 * @param tracingEndpoint OTLP over HTTP; null: no traces
 */
public record ServerSettings(
    String address,
    int port,
    TlsChoice tls,
    String publicUrl,
    Path data,
    @Nullable Database database,
    int databaseConnections,
    List<String> trustedProxies,
    RootSecret rootKey,
    Duration drain,
    Log log,
    @Nullable String tracingEndpoint,
    boolean metrics,
    String accessPath,
    @Nullable Path locationDatabase,
    Duration signingKeyRotation,
    PasswordHash passwordHash) {

  /**
   * An external PostgreSQL.
   *
   * @param url JDBC address
   * @param user empty when the address carries it
   * @param password empty when the address carries it, or there is none
   */
  public record Database(String url, String user, String password) {

    @Override
    public String toString() {
      return "Database";
    }
  }

  /**
   * @param format {@code text} or {@code json}
   * @param level {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}
   */
  public record Log(String format, String level) {}

  /**
   * @param concurrency hashes that run at once, at least 1
   * @param queue requests that may wait for one
   */
  public record PasswordHash(PasswordHasher.Parameters parameters, int concurrency, int queue) {}
}
