package dev.latchkey.bench;

import static dev.latchkey.bench.Processes.PROCESSORS;

import dev.latchkey.platform.crypto.NativeCrypto;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures {@link Limit}s, with all processors and as many connections as the load has. */
final class Limits implements AutoCloseable {
  /** About as long as the signed part of an access token. */
  private static final byte[] SIGNED = new byte[500];

  private final Target trivial;
  private final long trivialPid;
  private final Population people;
  private final int connections;
  private final Database database;
  private final PrivateKey es256;
  private final PrivateKey rs256;

  /** One thing, done again and again by one thread. */
  private interface Work extends AutoCloseable {
    void once() throws Exception;

    @Override
    default void close() throws SQLException {}
  }

  /**
   * @param trivial where {@link TrivialServer} listens
   * @param trivialPid its process
   */
  Limits(Target trivial, long trivialPid, Database database, Population people, int connections)
      throws GeneralSecurityException, SQLException {
    NativeCrypto.install();
    this.trivial = trivial;
    this.trivialPid = trivialPid;
    this.people = people;
    this.connections = connections;
    this.database = database;
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(new ECGenParameterSpec("secp256r1"));
    this.es256 = ec.generateKeyPair().getPrivate();
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    this.rs256 = rsa.generateKeyPair().getPrivate();
    execute("create table if not exists bench_commit (id uuid primary key, note text not null)");
  }

  /**
   * How much of one thing was done.
   *
   * @param cpuMicros of the processors for each, by whoever did it
   */
  record Rate(double perSecond, double cpuMicros) {}

  Rate measure(Limit limit, Duration time) throws Exception {
    double before = cpuSeconds();
    long began = System.nanoTime();
    double perSecond = perSecond(limit, time);
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Rate(perSecond, (cpuSeconds() - before) / seconds * 1e6 / perSecond);
  }

  private double cpuSeconds() {
    return Processes.cpuSeconds(ProcessHandle.current().pid())
        + Processes.cpuSeconds(trivialPid)
        + Processes.treeCpuSeconds(database.postmaster());
  }

  private double perSecond(Limit limit, Duration time) throws Exception {
    return switch (limit) {
      case HTTP -> http(time);
      case ES256 -> perSecond(time, PROCESSORS, () -> signing("SHA256withECDSA", es256));
      case RS256 -> perSecond(time, PROCESSORS, () -> signing("SHA256withRSA", rs256));
      case HASH_19 -> hashing(HashSetting.MIB_19, time);
      case HASH_7 -> hashing(HashSetting.MIB_7, time);
      case HASH_FREE -> hashing(HashSetting.NEARLY_FREE, time);
      case SELECT -> perSecond(time, connections, this::selecting);
      case COMMIT -> perSecond(time, connections, this::committing);
    };
  }

  private double http(Duration time) throws InterruptedException {
    Script script = Scripts.repeat(trivial.get("/", Target.NO_HEADERS), "ok");
    return new Load(trivial, Collections.nCopies(connections, script))
        .run(Duration.ofMillis(200), time, () -> {}, () -> {})
        .perSecond();
  }

  private static Work signing(String algorithm, PrivateKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    return () -> {
      signature.initSign(key);
      signature.update(SIGNED);
      signature.sign();
    };
  }

  private static double hashing(HashSetting setting, Duration time) throws Exception {
    try (var hasher =
        new PasswordHasher(setting.parameters(), PROCESSORS, PROCESSORS, new SecureRandom())) {
      String hash = hasher.hash(Population.PASSWORD);
      return perSecond(time, PROCESSORS, () -> () -> hasher.verify(Population.PASSWORD, hash));
    }
  }

  private Work selecting() throws SQLException {
    SplittableRandom random = new SplittableRandom();
    Connection connection = database.connect();
    PreparedStatement select =
        connection.prepareStatement(
            "select email, attributes from profile where tenant = ? and id = ?");
    return new Work() {
      @Override
      public void once() throws SQLException {
        select.setString(1, people.tenant());
        select.setObject(2, people.id(random.nextInt(people.size())));
        try (ResultSet rows = select.executeQuery()) {
          if (!rows.next()) {
            throw new IllegalStateException("A profile is missing");
          }
        }
      }

      @Override
      public void close() throws SQLException {
        connection.close();
      }
    };
  }

  private Work committing() throws SQLException {
    SplittableRandom random = new SplittableRandom();
    Connection connection = database.connect();
    PreparedStatement insert =
        connection.prepareStatement("insert into bench_commit (id, note) values (?, 'a note')");
    return new Work() {
      @Override
      public void once() throws SQLException {
        insert.setObject(1, new UUID(random.nextLong(), random.nextLong()));
        insert.executeUpdate();
      }

      @Override
      public void close() throws SQLException {
        connection.close();
      }
    };
  }

  private static double perSecond(Duration time, int threads, Callable<Work> maker)
      throws Exception {
    List<Work> works = new ArrayList<>();
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        works.add(maker.call());
      }
      long began = System.nanoTime();
      long end = began + time.toNanos();
      List<Future<Long>> counts =
          pool.invokeAll(
              works.stream().<Callable<Long>>map(work -> () -> count(work, end)).toList());
      double seconds = (System.nanoTime() - began) / 1e9;
      long sum = 0;
      for (Future<Long> count : counts) {
        sum += count.get();
      }
      return sum / seconds;
    } catch (ExecutionException e) {
      throw new IllegalStateException("A limit could not be measured", e.getCause());
    } finally {
      for (Work work : works) {
        work.close();
      }
    }
  }

  private static long count(Work work, long end) throws Exception {
    long count = 0;
    do {
      work.once();
      count++;
    } while (System.nanoTime() < end);
    return count;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    execute("drop table bench_commit");
  }
}
