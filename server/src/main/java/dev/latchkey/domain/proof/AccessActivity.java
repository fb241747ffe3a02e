package dev.latchkey.domain.proof;

import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When tokens of the Access API were last used. A use costs the request no write: the uses of a
 * second are written together, so the database lags behind by {@link #EVERY}. Whoever asks this
 * node is told of all uses on this node. No token dies early on another one for it: a use in the
 * last {@link #MARGIN} that the database gives the token is written before its request is answered.
 * A crash loses the uses of the last second. Thread-safe.
 */
public final class AccessActivity implements AutoCloseable {

  /**
   * A token as it is known here. The use of any is a use of its login's own tokens, as far as they
   * are alive: what has died of silence stays dead, whatever its login does.
   *
   * @param loginIdle how long silence may be for those
   */
  record Token(String tenant, byte[] hash, UUID session, AccessKind kind, Duration loginIdle) {

    String key() {
      return tenant + "/" + HexFormat.of().formatHex(hash);
    }

    String login() {
      return tenant + "/" + session;
    }
  }

  private record Use(Token token, Instant at) {}

  private record Written(Map<String, Use> uses, Map<String, Stretch> logins) {}

  /**
   * Uses of a login's tokens of which none is longer after the one before than its own tokens live.
   */
  private record Stretch(Instant first, Instant last) {

    /** Also by one that came in late. */
    static Stretch joined(Stretch before, Stretch after, Duration idle) {
      return before.last().plus(idle).isAfter(after.first())
          ? new Stretch(
              before.first().isBefore(after.first()) ? before.first() : after.first(),
              before.last().isAfter(after.last()) ? before.last() : after.last())
          : after;
    }

    /** The last use of a token that lived from then on. */
    Instant keeps(Instant last, Duration idle) {
      return first.isBefore(last.plus(idle)) && this.last.isAfter(last) ? this.last : last;
    }
  }

  /** How often what was used is written down. */
  static final Duration EVERY = Duration.ofSeconds(1);

  /** Longer than a write may take and fail, and take again. */
  static final Duration MARGIN = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(AccessActivity.class);

  private final Db db;
  private final Map<String, Use> uses = new ConcurrentHashMap<>();
  private final Map<String, Stretch> logins = new ConcurrentHashMap<>();

  /**
   * What was just written down: who had read the database before that asks here after it. Replaced
   * before anything leaves the maps above.
   */
  private volatile Written written = new Written(Map.of(), Map.of());

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("access-activity").daemon().factory());

  /**
   * @param db whose commits need not wait for the disk
   */
  public AccessActivity(Db db) {
    this.db = db;
  }

  public AccessActivity start() {
    timer.scheduleWithFixedDelay(
        this::tryToFlush, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  /** The last use that this node or the database knows of. */
  Instant lastUse(Token token, Instant stored) {
    Use use = uses.get(token.key());
    Stretch login = logins.get(token.login());
    Written before = written;
    Instant last = later(later(stored, before.uses().get(token.key())), use);
    return token.kind() == AccessKind.AUTH
        ? kept(kept(last, before.logins().get(token.login()), token), login, token)
        : last;
  }

  private static Instant later(Instant last, @Nullable Use use) {
    return use != null && use.at().isAfter(last) ? use.at() : last;
  }

  private static Instant kept(Instant last, @Nullable Stretch login, Token token) {
    return login == null ? last : login.keeps(last, token.loginIdle());
  }

  /**
   * Remembers a use.
   *
   * @param dies when the token would, as far as the database knows
   */
  void used(Token token, Instant now, Instant dies) {
    uses.merge(token.key(), new Use(token, now), (a, b) -> a.at().isAfter(b.at()) ? a : b);
    Stretch login =
        logins.merge(
            token.login(),
            new Stretch(now, now),
            (before, after) -> Stretch.joined(before, after, token.loginIdle()));
    if (dies.minus(MARGIN).isBefore(now)) {
      write(List.of(new Use(token, now)), Map.of(token.login(), login));
    }
  }

  private void tryToFlush() {
    try {
      flush();
    } catch (RuntimeException e) {
      LOG.warn("The use of tokens could not be written down; trying again", e);
    }
  }

  /** Writes down what was used since the last time. */
  private void flush() {
    Map<String, Use> taken = new TreeMap<>(uses);
    if (taken.isEmpty()) {
      return;
    }
    Map<String, Stretch> loginsTaken = new HashMap<>(logins);
    write(List.copyOf(taken.values()), loginsTaken);
    written = new Written(taken, loginsTaken);
    taken.forEach(uses::remove);
    loginsTaken.forEach(logins::remove);
  }

  private void write(List<Use> batch, Map<String, Stretch> stretches) {
    List<String> tenants = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    List<String> sessions = new ArrayList<>();
    List<String> times = new ArrayList<>();
    List<String> firsts = new ArrayList<>();
    List<Double> idles = new ArrayList<>();
    for (Use use : batch) {
      Stretch login = stretches.getOrDefault(use.token().login(), new Stretch(use.at(), use.at()));
      tenants.add(use.token().tenant());
      hashes.add(HexFormat.of().formatHex(use.token().hash()));
      sessions.add(use.token().session().toString());
      times.add(use.at().toString());
      firsts.add(login.first().toString());
      idles.add(use.token().loginIdle().toMillis() / 1_000d);
    }
    db.update(
        """
        update access_token as t set last_used_at = greatest(t.last_used_at, u.at) from (
          select tenant, session_id, token_hash, max(at) as at from (
            select tenant, session::uuid as session_id, decode(hash, 'hex') as token_hash, at::timestamptz as at
            from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as raw (tenant, hash, session, at)
            union all
            select l.tenant, l.session_id, l.token_hash, raw.at::timestamptz
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::float8[]) as raw (tenant, session, at, first, idle)
            join access_token as l on l.tenant = raw.tenant and l.session_id = raw.session::uuid and l.kind = 'auth'
              and l.last_used_at + make_interval(secs => raw.idle) > raw.first::timestamptz) as both_
          group by tenant, session_id, token_hash) as u
        where t.tenant = u.tenant and t.token_hash = u.token_hash and t.last_used_at < u.at\
        """,
        tenants,
        hashes,
        sessions,
        times,
        tenants,
        sessions,
        times,
        firsts,
        idles);
  }

  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tryToFlush();
  }
}
