package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Attack class 39 (ASVS 6.3.8): whether somebody has an account is told by an answer's words, its
 * status or its time. Sign-up cannot hide it (contract section 1.12); everything else does.
 *
 * <p>The two kinds of requests are timed in one run, in random order, from the same threads, so
 * that whatever else the machine does meets both alike, and their quantiles are compared rather
 * than their means, which one pause would move. Quantiles up to the third quarter: above it the
 * machine's noise is. A difference passes that is below 15 % of the time taken, about what a
 * network between attacker and server hides from thousands of samples, or below a fifth of a
 * millisecond, which is the scheduler's own grain on a machine that is busy. What is looked for is
 * larger by far: a hash that is not done, a commit that does not wait for the disk, a round trip.
 */
@AttackClass(39)
@Requirement("ASVS 6.3.8")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack39EnumerationTest {

  private static final int PEOPLE = 40;
  private static final int SAMPLES = 2_600;
  private static final int WARM_UP = 400;
  private static final int THREADS = 2;
  private static final int[] PERCENTS = {10, 25, 50, 75};
  private static final double SHARE = 0.15;

  /** With a hash that takes long there are few samples, and no hash would be 90 %. */
  private static final int SLOW_SAMPLES = 200;

  private static final double SLOW_SHARE = 0.4;
  private static final double GRAIN_MICROS = 200;

  /** A path on which an account could be told. */
  enum Path {
    LOGIN("/identity/v1/password/login") {
      @Override
      Map<String, String> body(String email) {
        return Map.of("client_id", TestConfig.SPA, "email", email, "password", "a wrong guess");
      }
    },
    GRANT("/oauth/token") {
      @Override
      Map<String, String> body(String email) {
        return Map.of(
            "grant_type",
            "password",
            "client_id",
            TestConfig.LEGACY,
            "client_secret",
            TestConfig.SECRET,
            "username",
            email,
            "password",
            "a wrong guess",
            "scope",
            "openid");
      }
    },
    FORGOT("/identity/v1/forgot-password") {
      @Override
      Map<String, String> body(String email) {
        return Map.of("client_id", TestConfig.SPA, "email", email);
      }
    },
    RESET("/identity/v1/update-password") {
      @Override
      Map<String, String> body(String email) {
        return Map.of(
            "client_id",
            TestConfig.SPA,
            "email",
            email,
            "verification_code",
            "23456789abcdefghjkmn",
            "password",
            "an entirely new passphrase");
      }
    };

    private final String path;

    Path(String path) {
      this.path = path;
    }

    abstract Map<String, String> body(String email);

    Answer ask(Http http, String email) {
      return http.post(path, body(email));
    }
  }

  private TestServer server;
  private List<String> known;
  private List<String> unknown;

  @BeforeAll
  void start() {
    server = TestServer.start(config());
    known = IntStream.range(0, PEOPLE).mapToObj(i -> Users.newEmail()).toList();
    unknown = IntStream.range(0, PEOPLE).mapToObj(i -> Users.newEmail()).toList();
    known.forEach(new Users(server.http())::signUp);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Nobody is locked, however often they are tried. */
  private static TestConfig config() {
    return TestConfig.standard().set("/tenants/0/lockout/failures", 1_000_000);
  }

  @ParameterizedTest
  @EnumSource(Path.class)
  void attack_39_an_account_and_none_are_answered_in_the_same_words(Path path) {
    Http browser = server.browser();
    for (int round = 0; round < 2; round++) {
      // The second time there are codes that wait.
      assertThat(told(path.ask(browser, known.get(0))))
          .isEqualTo(told(path.ask(browser, unknown.get(0))));
      Path.FORGOT.ask(browser, known.get(0));
      Path.FORGOT.ask(browser, unknown.get(0));
    }
  }

  @Test
  void attack_39_many_requests_at_once_for_one_account_are_answered_like_one() {
    for (String email : List.of(known.get(3), unknown.get(3))) {
      assertThat(Together.run(30, i -> Path.FORGOT.ask(server.http(), email).status()))
          .containsOnly(204);
    }
  }

  @Test
  void attack_39_a_sign_up_tells_no_more_than_that_an_address_is_taken() {
    String verified = known.get(1);
    server.sql("update profile set email_verified_at = now() where email = '" + verified + "'");
    String suspended = known.get(2);
    server.sql("update profile set suspended_at = now() where email = '" + suspended + "'");
    assertThat(signUp(verified)).isEqualTo(signUp(suspended)).isEqualTo(signUp(known.get(0)));
  }

  private Map<String, Object> signUp(String email) {
    Answer answer =
        server
            .http()
            .post(
                "/identity/v1/signup",
                Map.of(
                    "client_id",
                    TestConfig.SPA,
                    "data",
                    Map.of("email", email, "password", Users.PASSWORD)));
    assertThat(answer.text("error")).isEqualTo("email_already_exists");
    return told(answer);
  }

  /** All of an answer but what differs each time. */
  private static Map<String, Object> told(Answer answer) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("status", answer.status());
    Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("date");
    told.put("headers", headers);
    told.put("body", answer.body().replaceFirst("\"error_id\":\"\\w+\"", ""));
    return told;
  }

  @ParameterizedTest
  @EnumSource(Path.class)
  void attack_39_an_account_and_none_take_the_same_time(Path path) {
    if (path == Path.RESET) {
      // A code waits, as it does for whoever asked for one first to find out.
      known.forEach(email -> Path.FORGOT.ask(server.http(), email));
      unknown.forEach(email -> Path.FORGOT.ask(server.http(), email));
    }
    assertAlike(path, server.http(), PEOPLE, SAMPLES, THREADS, SHARE);
  }

  @Test
  void attack_39_nor_does_a_hash_as_in_production_tell_them_apart() {
    try (TestServer real =
        TestServer.start(
            config().set("/password_hash/memory", "19MiB").set("/password_hash/iterations", 2))) {
      known.subList(0, 5).forEach(new Users(real.http())::signUp);
      assertAlike(Path.LOGIN, real.http(), 5, SLOW_SAMPLES, 1, SLOW_SHARE);
    }
  }

  /** Takes that many samples, half of each kind, and compares. */
  private void assertAlike(
      Path path, Http http, int people, int samples, int threads, double share) {
    time(path, http, people, Math.min(WARM_UP, samples / 2));
    List<List<List<Double>>> all =
        Together.run(threads, i -> time(path, http, people, samples / threads));
    double[] of = sorted(all, 0);
    double[] none = sorted(all, 1);
    for (int percent : PERCENTS) {
      double account = quantile(of, percent);
      double noAccount = quantile(none, percent);
      assertThat(Math.abs(account - noAccount))
          .as(
              "%s, quantile %d %%: %.0f µs with an account, %.0f µs without",
              path, percent, account, noAccount)
          .isLessThan(Math.max(share * Math.min(account, noAccount), GRAIN_MICROS));
    }
  }

  /** Microseconds of requests in random order: of accounts, and of none. */
  private List<List<Double>> time(Path path, Http http, int people, int samples) {
    SplittableRandom random = new SplittableRandom();
    List<List<Double>> taken = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < samples; i++) {
      int kind = random.nextInt(2);
      String email = (kind == 0 ? known : unknown).get(random.nextInt(people));
      long began = System.nanoTime();
      path.ask(http, email);
      taken.get(kind).add((System.nanoTime() - began) / 1_000.0);
    }
    return taken;
  }

  private static double[] sorted(List<List<List<Double>>> all, int kind) {
    double[] micros =
        all.stream().flatMap(each -> each.get(kind).stream()).mapToDouble(d -> d).toArray();
    Arrays.sort(micros);
    return micros;
  }

  private static double quantile(double[] sorted, int percent) {
    return sorted[sorted.length * percent / 100];
  }
}
