package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.AccessModel.Mode;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestDatabase;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The Access API and the devices, in every state and any order: {@link AccessWalk}s by seeds that
 * differ each time, at a client of each mode. A longer one is {@code -Dlatchkey.walk.steps=50000},
 * the same one again {@code -Dlatchkey.walk.seed=… -Dlatchkey.walk.mode=STRICT}.
 */
@AttackClass({9, 12, 13, 17, 28})
class AccessWalkTest {

  private static final String SEED = "latchkey.walk.seed";
  private static final int STEPS = Integer.getInteger("latchkey.walk.steps", 1_200);
  private static final int MOST = 10 * STEPS;
  private static final int LENGTH = 80;

  /** Of which a walk that only ever fails would prove nothing. */
  private static final List<String> ACTIONS =
      List.of(
          "logIn",
          "logInExpired",
          "identities",
          "exchange",
          "exchangeBearer",
          "startCode",
          "typeCode",
          "startPush",
          "approve",
          "deny",
          "readPush",
          "guarded",
          "logOut",
          "changePassword",
          "changeExpiredPassword",
          "logInElsewhere",
          "resumeElsewhere",
          "stepUpElsewhere",
          "logOutElsewhere");

  private final Map<String, Integer> successes = new ConcurrentHashMap<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicBoolean failed = new AtomicBoolean();

  @Test
  void every_answer_is_that_of_the_contract_whatever_is_done_in_whatever_order() {
    Long replayed = Long.getLong(SEED);
    if (replayed != null) {
      walk(replayed, Mode.valueOf(System.getProperty("latchkey.walk.mode", "LENIENT")), LENGTH);
      return;
    }
    long seed = new SecureRandom().nextLong();
    Together.run(Mode.values().length, i -> walk(seed, Mode.values()[i], STEPS));
    assertThat(taken.get()).isGreaterThanOrEqualTo(STEPS);
    for (String action : ACTIONS) {
      assertThat(successes.getOrDefault(action, 0)).as("%s of %s", action, successes).isPositive();
    }
  }

  /**
   * Walks until all modes together have done so many steps, and each action once what it is for.
   */
  private boolean walk(long firstSeed, Mode mode, int steps) {
    try (HookReceiver pushService = HookReceiver.start();
        TestServer server = TestServer.start(config(mode));
        Connection database = TestDatabase.connect(server.databaseUrl())) {
      server.clock().stop();
      for (int i = taken.getAndAdd(LENGTH); goesOn(i, steps); i = taken.getAndAdd(LENGTH)) {
        walk(firstSeed + i, server, pushService, database, mode);
      }
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is seldom done may not have been done yet. */
  private boolean goesOn(int done, int steps) {
    boolean missed = steps == STEPS && !successes.keySet().containsAll(ACTIONS);
    return !failed.get() && (done < steps || (missed && done < MOST));
  }

  private void walk(
      long seed, TestServer server, HookReceiver pushService, Connection database, Mode mode)
      throws SQLException {
    AccessWalk walk = new AccessWalk(seed, server, pushService, database, mode, successes);
    try {
      walk.run(LENGTH);
    } catch (AssertionError | RuntimeException e) {
      failed.set(true);
      throw new AssertionError(
          "Again with -D" + SEED + "=" + seed + " -Dlatchkey.walk.mode=" + mode + "\n" + walk, e);
    }
  }

  private static TestConfig config(Mode mode) {
    String client = "/tenants/0/clients/8";
    return TestConfig.standard()
        .withAccess(0, Map.of())
        .set(client + "/mfa", "never")
        .set(client + "/scopes", List.of("openid", "email", "full_write", "offline_access", "mfa"))
        .set(client + "/access_api/login_token_type", mode.name().toLowerCase(Locale.ROOT))
        .set("/tenants/0/legacy/password_expiry", "90d")
        .set("/tenants/0/password/breached_check", false)
        .set("/tenants/0/push", Map.of("contact", "mailto:operations@example.org"))
        .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")));
  }
}
