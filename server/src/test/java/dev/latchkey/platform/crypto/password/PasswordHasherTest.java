package dev.latchkey.platform.crypto.password;

import static dev.latchkey.platform.crypto.password.PasswordHasher.Verdict.RIGHT;
import static dev.latchkey.platform.crypto.password.PasswordHasher.Verdict.RIGHT_REHASH;
import static dev.latchkey.platform.crypto.password.PasswordHasher.Verdict.WRONG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.latchkey.platform.crypto.password.PasswordHasher.Overloaded;
import dev.latchkey.platform.crypto.password.PasswordHasher.Parameters;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

class PasswordHasherTest {
  private static final Parameters CHEAP = new Parameters(64, 1, 1);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** {@code "Grüße"} as bcrypt of libxcrypt has it, composed and decomposed. */
  private static final String BCRYPT_OF_COMPOSED =
      "$2b$04$GhvMmNVjRW29ulnudl.Lbu.hNSkE7x9N5UdsbZ2DWtgApiHASPL1W";

  private static final String BCRYPT_OF_DECOMPOSED =
      "$2b$04$GhvMmNVjRW29ulnudl.Lbu5gfmUqj8U4nscAj71IAGbD.LbHKr3Y2";

  @Test
  void todays_hash_is_a_phc_string_of_argon2id() {
    try (var hasher = new PasswordHasher(Parameters.OWASP_19_MIB, RANDOM)) {
      String encoded = hasher.hash("correct horse");
      assertThat(encoded)
          .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
      assertThat(hasher.verify("correct horse", encoded)).isEqualTo(RIGHT);
      assertThat(hasher.verify("correct Horse", encoded)).isEqualTo(WRONG);
      assertThat(hasher.hash("correct horse")).isNotEqualTo(encoded);
    }
  }

  @Property(tries = 300)
  void whatever_text_is_hashed_verifies_and_a_longer_one_does_not(
      @ForAll("texts") @StringLength(max = 200) String password) {
    try (var hasher = cheap()) {
      String encoded = hasher.hash(password);
      assertThat(hasher.verify(password, encoded)).isEqualTo(RIGHT);
      assertThat(hasher.verify(password + "x", encoded)).isEqualTo(WRONG);
      assertThat(hasher.verify(Normalizer.normalize(password, Normalizer.Form.NFD), encoded))
          .isEqualTo(RIGHT);
    }
  }

  @Property(tries = 300)
  void a_flipped_bit_of_salt_or_digest_never_verifies(
      @ForAll("texts") @StringLength(max = 20) String password,
      @ForAll @IntRange(max = 48 * 8 - 1) int bit) {
    try (var hasher = cheap()) {
      String[] parts = hasher.hash(password).split("\\$", -1);
      int part = bit < 16 * 8 ? 4 : 5;
      int index = bit < 16 * 8 ? bit : bit - 16 * 8;
      byte[] bytes = Base64.getDecoder().decode(parts[part]);
      bytes[index / 8] ^= (byte) (1 << index % 8);
      parts[part] = Base64.getEncoder().withoutPadding().encodeToString(bytes);
      assertThat(hasher.verify(password, String.join("$", parts))).isEqualTo(WRONG);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Integer> codePoints =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    return Arbitraries.oneOf(Arbitraries.strings().ascii(), codePoints.list().map(this::text));
  }

  @Test
  void a_hash_of_other_parameters_or_another_algorithm_is_right_but_to_be_renewed() {
    try (var before = cheap();
        var after = new PasswordHasher(new Parameters(128, 1, 1), RANDOM)) {
      String encoded = before.hash("secret");
      assertThat(after.verify("secret", encoded)).isEqualTo(RIGHT_REHASH);
      assertThat(after.verify("Secret", encoded)).isEqualTo(WRONG);
      assertThat(after.verify("secret", after.hash("secret"))).isEqualTo(RIGHT);
      assertThat(after.verify("Grüße", BCRYPT_OF_COMPOSED)).isEqualTo(RIGHT_REHASH);
    }
    String argon2i = "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ";
    String argon2id = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ";
    try (var hasher = new PasswordHasher(new Parameters(256, 2, 1), RANDOM)) {
      assertThat(
              hasher.verify("password", argon2i + "$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8"))
          .isEqualTo(RIGHT_REHASH);
      // Today's parameters, but 8 bytes of salt.
      assertThat(
              hasher.verify("password", argon2id + "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"))
          .isEqualTo(RIGHT_REHASH);
    }
  }

  @Test
  void a_password_is_the_same_composed_and_decomposed() {
    String composed = "Gr\u00fc\u00dfe";
    String decomposed = "Gru\u0308\u00dfe";
    try (var hasher = cheap()) {
      assertThat(hasher.verify(decomposed, hasher.hash(composed))).isEqualTo(RIGHT);
      assertThat(hasher.verify(composed, hasher.hash(decomposed))).isEqualTo(RIGHT);
      assertThat(hasher.verify(decomposed, BCRYPT_OF_COMPOSED)).isEqualTo(RIGHT_REHASH);
    }
  }

  @Test
  void compatibility_characters_stay_different_passwords() {
    try (var hasher = cheap()) {
      assertThat(hasher.verify("x2", hasher.hash("x\u00b2"))).isEqualTo(WRONG);
      assertThat(hasher.verify("fi", hasher.hash("\ufb01"))).isEqualTo(WRONG);
    }
  }

  @Test
  void a_foreign_hash_of_text_that_was_not_normalised_is_found_by_the_text_as_typed() {
    try (var hasher = cheap()) {
      assertThat(hasher.verify("Gru\u0308\u00dfe", BCRYPT_OF_DECOMPOSED)).isEqualTo(RIGHT_REHASH);
      assertThat(hasher.verify("Gr\u00fc\u00dfe", BCRYPT_OF_DECOMPOSED)).isEqualTo(WRONG);
    }
  }

  /** Attack class 33: a very long password. */
  @Test
  void attack_33_a_text_that_is_no_password_costs_no_hash() {
    var engine = new Counting();
    try (var hasher = with(engine, 1, 0, LONG)) {
      String longest = "x".repeat(4096);
      assertThat(hasher.verify(longest, hasher.hash(longest))).isEqualTo(RIGHT);
      engine.calls.clear();
      for (String text : List.of(longest + "x", "half a pair \ud83d", "\udd11 the other half")) {
        assertThat(PasswordHasher.accepts(text)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> hasher.hash(text));
        assertThat(hasher.verify(text, BCRYPT_OF_COMPOSED)).isEqualTo(WRONG);
        hasher.verifyNothing(text);
      }
      assertThat(engine.calls).isEmpty();
    }
  }

  @Test
  void a_hash_that_cannot_be_verified_is_wrong_and_leaves_one_warning_without_it() {
    var logger = (Logger) LoggerFactory.getLogger(PasswordHasher.class);
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    logger.addAppender(log);
    var engine = new Counting();
    try (var hasher = with(engine, 1, 0, LONG)) {
      for (String encoded :
          List.of(
              "$9$mystery$c2VjcmV0",
              "$2b$31$GhvMmNVjRW29ulnudl.Lbu.hNSkE7x9N5UdsbZ2DWtgApiHASPL1W")) {
        assertThat(hasher.verify("Grüße", encoded)).isEqualTo(WRONG);
        assertThat(log.list).hasSize(1);
        assertThat(log.list.getFirst().getFormattedMessage())
            .startsWith("A stored password hash cannot be verified: ")
            .doesNotContain("c2VjcmV0", "GhvMmNVj", "hNSkE7x9", "Grüße");
        log.list.clear();
        assertThat(PasswordHasher.refusal(encoded)).isPresent();
      }
      assertThat(engine.calls).as("a dummy verification each").hasSize(2);
      assertThat(PasswordHasher.refusal(BCRYPT_OF_COMPOSED)).isEmpty();
    } finally {
      logger.detachAppender(log);
    }
  }

  /** Attack class 39: enumeration by time. */
  @Test
  void attack_39_verifying_nothing_does_the_work_of_verifying() {
    var engine = new Counting();
    try (var hasher = with(engine, 1, 0, LONG)) {
      String encoded = hasher.hash("secret");
      for (String guess : List.of("guess", "decomposed gu\u0308ess")) {
        engine.calls.clear();
        hasher.verify(guess, encoded);
        List<Call> verifying = List.copyOf(engine.calls);
        engine.calls.clear();
        hasher.verifyNothing(guess);
        assertThat(engine.calls).isNotEmpty().isEqualTo(verifying);
      }
    }
  }

  @Test
  void hashing_runs_on_platform_threads() throws Exception {
    var engine = new Counting();
    try (var hasher = with(engine, 1, 0, LONG);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      callers.submit(() -> hasher.hash("secret")).get();
      assertThat(engine.calls).extracting(Call::onVirtualThread).containsExactly(false);
    }
  }

  /** Attack class 33: more logins at once than there is room for. */
  @Test
  @Timeout(60)
  void attack_33_of_200_callers_at_once_those_without_a_place_are_refused_at_once()
      throws Exception {
    var engine = new Gated(2);
    try (var hasher = with(engine, 2, 10, LONG);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var refused = new CountDownLatch(188);
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        answers.add(
            callers.submit(() -> {
              try {
                return hasher.hash("secret");
              } catch (Overloaded e) {
                refused.countDown();
                throw e;
              }
            }));
      }
      refused.await();
      engine.entered.await();
      awaitWaiting(hasher, 10);
      assertThat(hasher.active()).isEqualTo(2);
      assertThat(hasher.waiting()).isEqualTo(10);

      engine.gate.countDown();
      int hashed = 0;
      for (Future<String> answer : answers) {
        try {
          assertThat(answer.get()).startsWith("$argon2id$");
          hashed++;
        } catch (ExecutionException e) {
          assertThat(e.getCause())
              .isInstanceOfSatisfying(
                  Overloaded.class, refusal -> assertThat(refusal.getStackTrace()).isEmpty());
        }
      }
      assertThat(hashed).isEqualTo(12);
      assertThat(engine.mostAtOnce).hasValue(2);
      assertThat(hasher.active()).isZero();
      assertThat(hasher.waiting()).isZero();
      assertThat(hasher.verify("secret", hasher.hash("secret"))).isEqualTo(RIGHT);
    }
  }

  @Test
  @Timeout(60)
  void callers_are_served_in_order_of_arrival() throws Exception {
    var engine = new Gated(1);
    try (var hasher = with(engine, 1, 5, LONG);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      answers.add(callers.submit(() -> hasher.hash("0")));
      engine.entered.await();
      for (int i = 1; i <= 5; i++) {
        String password = Integer.toString(i);
        answers.add(callers.submit(() -> hasher.hash(password)));
        awaitWaiting(hasher, i);
      }
      engine.gate.countDown();
      for (Future<String> answer : answers) {
        answer.get();
      }
      assertThat(engine.order).containsExactly("0", "1", "2", "3", "4", "5");
    }
  }

  @Test
  @Timeout(60)
  void whoever_waited_too_long_is_refused_and_gives_up_the_place() throws Exception {
    var engine = new Gated(1);
    try (var hasher = with(engine, 1, 1, Duration.ofMillis(1));
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> first = callers.submit(() -> hasher.hash("secret"));
      engine.entered.await();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> hasher.verifyNothing("other"))
            .isInstanceOf(Overloaded.class)
            .hasMessageContaining("waited too long");
      }
      engine.gate.countDown();
      assertThat(first.get()).startsWith("$argon2id$");
    }
  }

  @Test
  @Timeout(60)
  void an_interrupted_caller_stops_waiting_but_a_hash_that_runs_is_awaited() throws Exception {
    var engine = new Gated(1);
    try (var hasher = with(engine, 1, 1, LONG)) {
      var running = new FutureTask<>(() -> hasher.hash("running") + Thread.interrupted());
      Thread runner = Thread.startVirtualThread(running);
      engine.entered.await();
      var waiting =
          new FutureTask<>(() -> {
            assertThatThrownBy(() -> hasher.hash("waiting")).isInstanceOf(Overloaded.class);
            return Thread.interrupted();
          });
      Thread waiter = Thread.startVirtualThread(waiting);
      awaitWaiting(hasher, 1);

      waiter.interrupt();
      runner.interrupt();
      assertThat(waiting.get()).as("still marked as interrupted").isTrue();
      assertThat(hasher.waiting()).isZero();
      assertThat(hasher.active()).isEqualTo(1);
      engine.gate.countDown();
      assertThat(running.get()).startsWith("$argon2id$").endsWith("true");
    }
  }

  @Test
  void a_failure_of_the_engine_reaches_the_caller_and_frees_the_turn() {
    Argon2Engine broken =
        (variant, version, parameters, password, salt, length) -> {
          throw new IllegalStateException("Memory allocation error");
        };
    try (var hasher = with(broken, 1, 0, LONG)) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> hasher.hash("secret"))
            .isInstanceOf(IllegalStateException.class)
            .hasRootCauseMessage("Memory allocation error");
      }
      assertThat(hasher.active()).isZero();
    }
  }

  @Test
  void a_closed_hasher_is_overloaded() {
    var hasher = cheap();
    hasher.close();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> hasher.hash("secret"))
          .isInstanceOf(Overloaded.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void parameters_out_of_bounds_and_rooms_without_room_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Parameters(7, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Parameters(15, 1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new Parameters(262_145, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Parameters(64, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Parameters(64, 21, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Parameters(64, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Parameters(1024, 1, 17));
    assertThatIllegalArgumentException().isThrownBy(() -> new PasswordHasher(CHEAP, 0, 1, RANDOM));
    assertThatIllegalArgumentException().isThrownBy(() -> new PasswordHasher(CHEAP, 1, -1, RANDOM));
  }

  private static PasswordHasher cheap() {
    return new PasswordHasher(CHEAP, 1, 0, RANDOM);
  }

  private static PasswordHasher with(
      Argon2Engine engine, int concurrency, int queue, Duration patience) {
    return new PasswordHasher(CHEAP, concurrency, queue, patience, RANDOM, engine);
  }

  private static void awaitWaiting(PasswordHasher hasher, int callers) {
    while (hasher.waiting() != callers) {
      Thread.onSpinWait();
    }
  }

  private String text(List<Integer> codePoints) {
    var text = new StringBuilder();
    codePoints.forEach(text::appendCodePoint);
    return text.toString();
  }

  /** All of a call on which its cost depends. */
  private record Call(
      Argon2Engine.Variant variant,
      int version,
      Parameters parameters,
      int passwordLength,
      int saltLength,
      int length,
      boolean onVirtualThread) {}

  private static final class Counting implements Argon2Engine {
    private final Argon2Engine java = new BouncyArgon2();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    @Override
    public byte[] hash(
        Variant variant,
        int version,
        Parameters parameters,
        byte[] password,
        byte[] salt,
        int length) {
      calls.add(
          new Call(
              variant,
              version,
              parameters,
              password.length,
              salt.length,
              length,
              Thread.currentThread().isVirtual()));
      return java.hash(variant, version, parameters, password, salt, length);
    }
  }

  /** Holds every hash until the gate opens. */
  private static final class Gated implements Argon2Engine {
    private final Argon2Engine java = new BouncyArgon2();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch entered;
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final List<String> order = new CopyOnWriteArrayList<>();

    private Gated(int expected) {
      entered = new CountDownLatch(expected);
    }

    @Override
    public byte[] hash(
        Variant variant,
        int version,
        Parameters parameters,
        byte[] password,
        byte[] salt,
        int length) {
      order.add(new String(password, UTF_8));
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      entered.countDown();
      try {
        gate.await();
        return java.hash(variant, version, parameters, password, salt, length);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        atOnce.decrementAndGet();
      }
    }
  }
}
