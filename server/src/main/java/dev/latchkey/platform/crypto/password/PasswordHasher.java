package dev.latchkey.platform.crypto.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hashes passwords with Argon2id and verifies them, also against hashes other systems made.
 *
 * <p>One hash costs tens of milliseconds of a processor and megabytes of memory by design, so the
 * work is bounded: {@code concurrency} hashes run at once, {@code queue} callers wait in order of
 * arrival and at most ten seconds, and everyone else gets {@link Overloaded} at once. Hashing runs
 * on platform threads of its own, as native code would pin the carrier of a virtual thread.
 *
 * <p>Verifies Argon2id and Argon2i, bcrypt, scrypt and PBKDF2 with SHA-1, SHA-256 or SHA-512 in the
 * PHC string format or their customary ones, Django's PBKDF2, and the salted SHA of LDAP. What a
 * foreign hash may cost is capped.
 *
 * <p>A password is hashed in Unicode Normalization Form C; the text as it was typed is tried after
 * it where it differs, since other systems did not normalise.
 */
public final class PasswordHasher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PasswordHasher.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Some two seconds of work at the default cost. */
  private static final int QUEUE_PER_PROCESSOR = 64;

  private final Parameters parameters;
  private final int concurrency;
  private final long patienceNanos;
  private final SecureRandom random;
  private final Argon2Engine argon2;
  private final StoredHash nothing;

  /** Whoever runs or waits. */
  private final Semaphore places;

  /** Whoever runs. */
  private final Semaphore turns;

  /** Its queue needs no bound of its own: a task comes with a turn. */
  private final ExecutorService pool;

  /**
   * @param concurrency hashes that run at once, at least 1; each takes {@code memoryKib}
   * @param queue callers that may wait for their turn, 0 for none
   * @param random where salts come from
   */
  public PasswordHasher(Parameters parameters, int concurrency, int queue, SecureRandom random) {
    this(parameters, concurrency, queue, PATIENCE, random, Argon2Engine.preferred());
  }

  /** As many hashes at once as there are processors, and 64 times as many callers that wait. */
  public PasswordHasher(Parameters parameters, SecureRandom random) {
    int processors = Runtime.getRuntime().availableProcessors();
    this(parameters, processors, QUEUE_PER_PROCESSOR * processors, random);
  }

  PasswordHasher(
      Parameters parameters,
      int concurrency,
      int queue,
      Duration patience,
      SecureRandom random,
      Argon2Engine argon2) {
    if (concurrency < 1 || queue < 0) {
      throw new IllegalArgumentException(
          "concurrency %d is below 1 or queue %d below 0".formatted(concurrency, queue));
    }
    this.parameters = parameters;
    this.concurrency = concurrency;
    this.patienceNanos = patience.toNanos();
    this.random = random;
    this.argon2 = argon2;
    this.nothing = Argon2Hash.ofNothing(parameters, random);
    this.places = new Semaphore(Math.addExact(concurrency, queue));
    this.turns = new Semaphore(concurrency, true);
    this.pool =
        Executors.newFixedThreadPool(
            concurrency, Thread.ofPlatform().daemon().name("password-", 1).factory());
  }

  /**
   * Whether the text can be hashed at all: at most 4096 UTF-16 units and well-formed Unicode. Not a
   * policy; one that allows less is the caller's to apply.
   */
  public static boolean accepts(String password) {
    return PasswordText.isAcceptable(password);
  }

  /** Why {@link #verify} will never accept this hash, for imports; empty when it can be right. */
  public static Optional<String> refusal(String encoded) {
    try {
      StoredHash.parse(encoded);
      return Optional.empty();
    } catch (UnsupportedHash e) {
      return Optional.of(e.reason());
    }
  }

  /**
   * @return Argon2id in the PHC string format, {@code $argon2id$v=19$m=..,t=..,p=..$salt$digest},
   *     with 16 bytes of salt and 32 of digest
   * @throws IllegalArgumentException when {@link #accepts} says no
   * @throws Overloaded when too many wait
   */
  public String hash(String password) {
    if (!accepts(password)) {
      throw new IllegalArgumentException("Not a password that can be hashed");
    }
    return inTurn(() -> {
      byte[] bytes = PasswordText.normalise(password).getBytes(UTF_8);
      try {
        return Argon2Hash.of(bytes, parameters, random, argon2).encoded();
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    });
  }

  /**
   * Never fails on what it is given: a hash of an unknown format or above the caps is {@link
   * Verdict#WRONG} and leaves a warning in the log, which does not quote it.
   *
   * @throws Overloaded when too many wait
   */
  public Verdict verify(String password, String encoded) {
    try {
      return compare(password, StoredHash.parse(encoded));
    } catch (UnsupportedHash e) {
      log.warn("A stored password hash cannot be verified: {}", e.reason());
      verifyNothing(password);
      return Verdict.WRONG;
    }
  }

  /**
   * Does the work {@link #verify} does with a hash of today's parameters, so that the time taken
   * does not tell whether there is such an account (ASVS 5.0, 6.3.8). An imported hash still takes
   * its own time until its owner logs in once.
   *
   * @throws Overloaded when too many wait
   */
  public void verifyNothing(String password) {
    compare(password, nothing);
  }

  /** Callers that wait for their turn now. */
  public int waiting() {
    return turns.getQueueLength();
  }

  /** Hashes that run now. */
  public int active() {
    return concurrency - turns.availablePermits();
  }

  /** Lets running hashes end; every later call is {@link Overloaded}. */
  @Override
  public void close() {
    pool.shutdown();
  }

  private Verdict compare(String password, StoredHash stored) {
    if (!accepts(password)) {
      return Verdict.WRONG;
    }
    return inTurn(() -> {
      String normal = PasswordText.normalise(password);
      if (matches(normal, stored)) {
        return stored.isOfToday(parameters) ? Verdict.RIGHT : Verdict.RIGHT_REHASH;
      }
      return !normal.equals(password) && matches(password, stored)
          ? Verdict.RIGHT_REHASH
          : Verdict.WRONG;
    });
  }

  private boolean matches(String password, StoredHash stored) {
    byte[] bytes = password.getBytes(UTF_8);
    try {
      return stored.matches(bytes, argon2);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private <T> T inTurn(Supplier<T> work) {
    if (!places.tryAcquire()) {
      throw new Overloaded("too many passwords wait to be hashed");
    }
    try {
      if (!turns.tryAcquire(patienceNanos, NANOSECONDS)) {
        throw new Overloaded("waited too long for a password to be hashed");
      }
      try {
        // Not to be interrupted: a hash cannot be stopped and holds its turn until it ends.
        return CompletableFuture.supplyAsync(work, pool).join();
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Overloaded("interrupted while waiting for a password to be hashed");
    } catch (RejectedExecutionException e) {
      throw new Overloaded("passwords are no longer hashed: closed");
    } catch (CompletionException e) {
      throw new IllegalStateException("Hashing a password failed", e.getCause());
    } finally {
      places.release();
    }
  }

  /** What {@link #verify} found. */
  public enum Verdict {
    WRONG,
    RIGHT,
    /** Right, but not as {@link #hash} would hash it today: hash it anew and store that. */
    RIGHT_REHASH
  }

  /**
   * What one Argon2id hash costs. The constants are the equivalent choices of the OWASP Password
   * Storage Cheat Sheet: less memory takes more iterations.
   *
   * @param memoryKib 8 times the parallelism to 262144
   * @param iterations 1 to 20
   * @param parallelism 1 to 16 lanes
   */
  public record Parameters(int memoryKib, int iterations, int parallelism) {
    public static final Parameters OWASP_46_MIB = new Parameters(47_104, 1, 1);

    /** The default. */
    public static final Parameters OWASP_19_MIB = new Parameters(19_456, 2, 1);

    public static final Parameters OWASP_12_MIB = new Parameters(12_288, 3, 1);
    public static final Parameters OWASP_9_MIB = new Parameters(9_216, 4, 1);
    public static final Parameters OWASP_7_MIB = new Parameters(7_168, 5, 1);

    static final int MAX_ITERATIONS = 20;
    static final int MAX_PARALLELISM = 16;

    /**
     * @throws IllegalArgumentException when a figure is out of bounds
     */
    public Parameters {
      if (parallelism < 1
          || parallelism > MAX_PARALLELISM
          || iterations < 1
          || iterations > MAX_ITERATIONS
          || memoryKib < 8 * parallelism
          || memoryKib > StoredHash.MAX_MEMORY_KIB) {
        throw new IllegalArgumentException(
            ("Argon2 with %d KiB, %d iterations and %d lanes is out of bounds: "
                    + "8 KiB a lane to %d KiB, 1 to %d iterations, 1 to %d lanes")
                .formatted(
                    memoryKib,
                    iterations,
                    parallelism,
                    StoredHash.MAX_MEMORY_KIB,
                    MAX_ITERATIONS,
                    MAX_PARALLELISM));
      }
    }
  }

  /** No password was hashed, for want of room or time: try again later (HTTP 503). */
  public static final class Overloaded extends RuntimeException {

    private Overloaded(String message) {
      super(message, null, false, false);
    }
  }
}
