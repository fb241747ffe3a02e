package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestDatabase;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Upstream;
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
 * As {@link RandomWalkTest}, over every way in and every factor there is: nobody is let in by less
 * than the client's policy asks for, tokens say no more than what was shown, no credential changes
 * without its proof, and what is good once is taken once.
 *
 * <p>Every run takes new walks; one that fails names its seed, and {@code -Dlatchkey.walk.seed=}
 * walks just that one again. {@code -Dlatchkey.walk.steps=} says how many steps there are in all.
 */
@AttackClass({1, 6, 9, 13, 17})
class FactorWalkTest {

  private static final String SEED = "latchkey.walk.seed";
  private static final int STEPS = Integer.getInteger("latchkey.walk.steps", 4_000);
  private static final int MOST = 10 * STEPS;
  private static final int LENGTH = 60;

  /** Each with a server of its own, for its clock; more than processors, as some wait for mail. */
  private static final int WALKERS = 3;

  /** Of which a walk that only ever fails would prove nothing. */
  private static final List<String> ACTIONS =
      List.of(
          "passwordLogin",
          "startPasswordless",
          "verifyPasswordless",
          "openLink",
          "passkeyLogin",
          "comeBack",
          "authorizeByTicket",
          "authorizeBySession",
          "startStepUp",
          "answerChallenge",
          "exchange",
          "refresh",
          "forgot",
          "reset",
          "changePassword",
          "registerFactor",
          "removeFactor",
          "addPasskey",
          "resetPasskeys",
          "changeContact",
          "confirmContact",
          "endSomething",
          "unlink");

  private final Map<String, Integer> successes = new ConcurrentHashMap<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicBoolean failed = new AtomicBoolean();

  @Test
  void nobody_gets_in_by_less_than_the_policy_asks_for_whatever_is_done_in_whatever_order() {
    Long replayed = Long.getLong(SEED);
    if (replayed != null) {
      walk(replayed, LENGTH);
      return;
    }
    long seed = new SecureRandom().nextLong();
    Together.run(WALKERS, i -> walk(seed, STEPS));
    assertThat(taken.get()).isGreaterThanOrEqualTo(STEPS);
    for (String action : ACTIONS) {
      assertThat(successes.getOrDefault(action, 0)).as("%s of %s", action, successes).isPositive();
    }
  }

  /**
   * Walks until all walkers together have done so many steps, and each action once what it is for.
   */
  private boolean walk(long firstSeed, int steps) {
    try (Upstream upstream = Upstream.start();
        TestServer server = TestServer.start(config(upstream));
        Connection database = TestDatabase.connect(server.databaseUrl())) {
      server.clock().stop();
      upstream.follow(server.clock());
      for (int i = taken.getAndAdd(LENGTH); goesOn(i, steps); i = taken.getAndAdd(LENGTH)) {
        walk(firstSeed + i, server, upstream, database);
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

  private void walk(long seed, TestServer server, Upstream upstream, Connection database)
      throws SQLException {
    FactorWalk walk = new FactorWalk(seed, server, upstream, database, successes);
    try {
      walk.run(LENGTH);
    } catch (AssertionError | RuntimeException e) {
      failed.set(true);
      throw new AssertionError("Again with -D" + SEED + "=" + seed + "\n" + walk, e);
    }
  }

  /** A client of each policy; passwords and guesses as cheap as they can be. */
  private static TestConfig config(Upstream upstream) {
    TestConfig config =
        TestConfig.standard()
            .set("/tenants/0/lockout/failures", 1_000_000)
            .set("/tenants/0/password/min_strength", 0)
            .set("/tenants/0/password/breached_check", false)
            .set("/tenants/0/mfa", Map.of("policy", "when_registered", "email", true))
            .set(
                "/tenants/0/webauthn",
                Map.of("rp_id", "app.example", "origins", List.of(TestConfig.ORIGIN)))
            .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.1")))
            .set("/tenants/0/providers", List.of(upstream.provider("acme")));
    Ledger.POLICIES.forEach((client, policy) ->
        config
            .set(TestConfig.client(client) + "/mfa", policy.name().toLowerCase(Locale.ROOT))
            .set(
                TestConfig.client(client) + "/scopes",
                List.of(("openid " + FactorActions.SCOPES).split(" "))));
    return config;
  }
}
