package dev.latchkey.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.platform.crypto.password.PasswordHasher;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The profiles that are there before anything is measured: each with a verified e-mail address, a
 * phone number, a name, a password, a passkey and one login in its past. Who is who follows from
 * the number, so nothing needs to be remembered or asked.
 */
record Population(int size) {
  static final String PASSWORD = "Anchor!Rust41";

  private static final int KINDS = HashSetting.values().length;
  private static final int CHUNK = 1 << 16;

  /** Each profile is a second older than the next, and the last was made when 2026 began. */
  private static final long LAST_CREATED_MILLIS = 1_767_225_600_000L;

  Population {
    if (size < KINDS) {
      throw new IllegalArgumentException("At least " + KINDS + " profiles");
    }
  }

  String tenant() {
    return "bench-" + size;
  }

  /** Somebody whose password is hashed that way. */
  int anyone(HashSetting setting, RandomGenerator random) {
    return setting.ordinal()
        + KINDS * random.nextInt((size - setting.ordinal() + KINDS - 1) / KINDS);
  }

  String email(int number) {
    return "user-" + number + "@bench.example";
  }

  /** A UUID version 7, as the server makes them: in the order of creation, random in the end. */
  UUID id(int number) {
    long millis = LAST_CREATED_MILLIS - 1000L * (size - number);
    long random = mix(number);
    return new UUID(
        (millis << 16) | 0x7000L | (random & 0xfff),
        (mix(random) & 0x3fffffffffffffffL) | 0x8000000000000000L);
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long seed) {
    long z = seed + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /**
   * Writes all of them, which takes some 40 s for a million.
   *
   * @throws SQLException when they are there already
   */
  void load(Database database) throws SQLException {
    try (Connection connection = database.connect()) {
      copy(
          connection,
          """
          profile (tenant, id, email, email_key, email_verified_at, phone_number, attributes, created_at, updated_at)\
          """,
          this::profile);
      List<String> hashes = Arrays.stream(HashSetting.values()).map(Population::hash).toList();
      copy(
          connection,
          "password (tenant, profile_id, hash, changed_at)",
          number -> row(id(number), hashes.get(number % KINDS), created(number)));
      copy(
          connection,
          Passkey.columns(),
          number -> row(Passkey.values(id(number), created(number))));
      copy(
          connection,
          """
          login_stats (tenant, profile_id, first_login, last_login, total, devices, last_provider,
            last_type)\
          """,
          number ->
              row(
                  id(number),
                  created(number),
                  created(number),
                  1,
                  "{desktop}",
                  "local",
                  "password"));
      settle(connection);
    }
  }

  private String profile(int number) {
    String email = email(number);
    return row(
        id(number),
        email,
        email,
        created(number), // or a mailed code would take what an unproven owner had set
        "+336%08d".formatted(number),
        "{\"given_name\": \"Ada\", \"family_name\": \"Number %d\", \"locale\": \"fr\"}"
            .formatted(number),
        created(number),
        created(number));
  }

  private String created(int number) {
    return Instant.ofEpochMilli(LAST_CREATED_MILLIS - 1000L * (size - number)).toString();
  }

  /** A line of PostgreSQL's text format; none of the values has anything to escape. */
  private String row(Object... values) {
    StringBuilder line = new StringBuilder(tenant());
    for (Object value : values) {
      line.append('\t').append(value);
    }
    return line.append('\n').toString();
  }

  private static String hash(HashSetting setting) {
    try (var hasher = new PasswordHasher(setting.parameters(), 1, 0, new SecureRandom())) {
      return hasher.hash(PASSWORD);
    }
  }

  private void copy(Connection connection, String table, IntFunction<String> row)
      throws SQLException {
    CopyIn copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + table + " from stdin");
    try {
      StringBuilder chunk = new StringBuilder(CHUNK + 1024);
      for (int number = 0; number < size; number++) {
        chunk.append(row.apply(number));
        if (chunk.length() >= CHUNK || number == size - 1) {
          byte[] bytes = chunk.toString().getBytes(UTF_8);
          copy.writeToCopy(bytes, 0, bytes.length);
          chunk.setLength(0);
        }
      }
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /** Does now what the database would else do in the middle of a measurement. */
  private static void settle(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("vacuum (analyze)");
      statement.execute("checkpoint");
    }
  }
}
