package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestDatabase;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Attack class 1, and the promise of the design that its proofs keep: no path opens a session,
 * issues a token or sets a password without a proof bound to that user, flow and client. Tried by
 * walks at random which post every action from every state, with what they took from other flows;
 * after every step the server's answer and its database must be what {@link Model} says.
 *
 * <p>Every run takes new walks, so that many runs see more than one; a walk that fails names its
 * seed, and {@code -Dlatchkey.walk.seed=} walks just that one again. {@code -Dlatchkey.walks=} says
 * how many there are.
 */
@AttackClass(1)
class RandomWalkTest {

  private static final String SEED = "latchkey.walk.seed";
  private static final int WALKS = Integer.getInteger("latchkey.walks", 5_000);

  /** Each with a server of its own, for its clock; more than processors, as some wait for mail. */
  private static final int WALKERS = 4;

  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicBoolean failed = new AtomicBoolean();

  @Test
  void nothing_is_won_without_its_proof_whatever_is_done_in_whatever_order() {
    Long replayed = Long.getLong(SEED);
    if (replayed != null) {
      walk(replayed, 1);
      return;
    }
    long seed = new SecureRandom().nextLong();
    Together.run(WALKERS, i -> walk(seed, WALKS));
    assertThat(taken.get()).isGreaterThanOrEqualTo(WALKS);
  }

  /** Walks until all walkers together have done so many. */
  private boolean walk(long firstSeed, int count) {
    try (TestServer server = TestServer.start(config());
        Connection database = TestDatabase.connect(server.databaseUrl())) {
      server.clock().stop();
      for (int i = taken.getAndIncrement();
          i < count && !failed.get();
          i = taken.getAndIncrement()) {
        walk(firstSeed + i, server, database);
      }
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void walk(long seed, TestServer server, Connection database) throws SQLException {
    Walk walk = new Walk(seed, server, database);
    try {
      walk.run();
    } catch (AssertionError | RuntimeException e) {
      failed.set(true);
      throw new AssertionError("Again with -D" + SEED + "=" + seed + "\n" + walk, e);
    }
  }

  /** Passwords and mails as cheap as they can be: they are not what is tried. */
  private static TestConfig config() {
    Map<String, Boolean> off = Map.of("enabled", false);
    return TestConfig.standard()
        .set("/tenants/0/lockout/failures", Model.LOCKOUT_FAILURES)
        .set("/tenants/0/signup/verify_email", false)
        .set("/tenants/0/password/min_strength", 0)
        .set("/tenants/0/password/breached_check", false)
        .set("/tenants/0/messages/password_changed", off)
        .set("/tenants/0/messages/lockout", off);
  }
}
