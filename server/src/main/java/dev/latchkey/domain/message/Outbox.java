package dev.latchkey.domain.message;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that wait to be sent: rows written in the same transaction as the change they tell of,
 * sealed because they hold codes, wiped once they are sent. Thread-safe.
 */
public final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /**
   * A message that was taken for sending. It comes back to the queue by itself when nobody says how
   * it went.
   */
  record Taken(UUID id, String tenant, Message message, int attempts) {}

  /** How long a taken message stays out of the queue: longer than a sender may take. */
  private static final Duration LEASE = Duration.ofMinutes(2);

  private final Db db;
  private final RootKey rootKey;
  private final Secrets secrets;
  private final InstantSource clock;
  private volatile Runnable onNew = () -> {};

  public Outbox(Db db, RootKey rootKey, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.rootKey = rootKey;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Whom to wake when a message was added on this node. */
  void onNew(Runnable wake) {
    this.onNew = wake;
  }

  /** Says that messages were committed, so that they need not wait for the next look. */
  public void wake() {
    onNew.run();
  }

  /** Adds the message to the changes it tells of; of a sandbox nothing is sent. */
  public void add(Changes changes, Tenant tenant, Message message) {
    if (tenant.isSandbox()) {
      addToNobody(changes, tenant);
      return;
    }
    UUID id = secrets.uuid();
    Instant now = clock.instant();
    changes.add(
        "insert into outbox (tenant, id, kind, payload, state, available_at, created_at) values (?,"
            + " ?, ?, ?, 'queued', ?, ?)",
        tenant.id(),
        id,
        message.channel(),
        rootKey.seal("outbox", context(tenant.id(), id), Json.write(message)),
        now,
        now);
  }

  /**
   * Adds a row of the same cost as {@link #add} that nobody sends: an unknown recipient must not
   * answer faster.
   */
  public void addToNobody(Changes changes, Tenant tenant) {
    UUID id = secrets.uuid();
    Instant now = clock.instant();
    changes.add(
        "insert into outbox (tenant, id, kind, payload, state, available_at, created_at,"
            + " finished_at) values (?, ?, ?, ?, 'sent', ?, ?, ?)",
        tenant.id(),
        id,
        "none",
        rootKey.seal("outbox", context(tenant.id(), id), secrets.bytes(300)),
        now,
        now,
        now);
  }

  /**
   * Tells whoever waits for a message that it would not come: the last one of its channel could not
   * be handed over, and none could since. Only for as long as a code is worth waiting for, and the
   * next try of any message that gets through ends it.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code TEMPORARILY_UNAVAILABLE}
   */
  public void requireWay(Tenant tenant, String channel) {
    boolean heldUp =
        db.one(
                Boolean.class,
                """
                select exists (select from outbox as held where held.tenant = ? and held.kind = ? and held.state = 'queued'
                  and held.last_error is not null and held.created_at > ?
                  and not exists (select from outbox as sent where sent.tenant = held.tenant and sent.kind = held.kind
                    and sent.state = 'sent' and sent.finished_at > held.created_at))\
                """,
                tenant.id(),
                channel,
                clock.instant().minus(tenant.codes().typed()))
            .orElse(false);
    if (heldUp) {
      throw ApiError.TEMPORARILY_UNAVAILABLE.exception();
    }
  }

  /** Takes messages that are due, oldest first; of several nodes each gets others. */
  List<Taken> take(int limit) {
    record Row(UUID id, String tenant, byte[] payload, int attempts) {}
    Instant now = clock.instant();
    return db
        .list(
            Row.class,
            """
            with taken as (
              update outbox set attempts = attempts + 1, available_at = ? where (tenant, id) in (
                select tenant, id from outbox where state = 'queued' and available_at <= ?
                order by available_at limit ? for update skip locked)
              returning id, tenant, payload, attempts, created_at)
            select id, tenant, payload, attempts from taken order by created_at, id\
            """,
            now.plus(LEASE),
            now,
            limit)
        .stream()
        .flatMap(row -> opened(row.id(), row.tenant(), row.payload(), row.attempts()).stream())
        .toList();
  }

  /** What was sealed with another root key is lost, and must not hold up what was not. */
  private Optional<Taken> opened(UUID id, String tenant, byte[] payload, int attempts) {
    try {
      byte[] message = rootKey.open("outbox", context(tenant, id), payload);
      return Optional.of(new Taken(id, tenant, Json.read(message, Message.class), attempts));
    } catch (RootKey.Unsealable e) {
      LOG.error("Message {} was sealed with another root key", id);
      finish(tenant, id, "failed", "It was sealed with another root key");
      return Optional.empty();
    }
  }

  void sent(Taken taken) {
    finish(taken, "sent", null);
  }

  void failed(Taken taken, String reason) {
    finish(taken, "failed", reason);
  }

  private void finish(Taken taken, String state, @Nullable String reason) {
    finish(taken.tenant(), taken.id(), state, reason);
  }

  private void finish(String tenant, UUID id, String state, @Nullable String reason) {
    db.update(
        "update outbox set state = ?, payload = null, finished_at = ?, last_error = ? where tenant"
            + " = ? and id = ?",
        state,
        clock.instant(),
        reason,
        tenant,
        id);
  }

  void retryAt(Taken taken, Instant when, String reason) {
    db.update(
        "update outbox set available_at = ?, last_error = ? where tenant = ? and id = ?",
        when,
        reason,
        taken.tenant(),
        taken.id());
  }

  /** Gives back a message that was not tried. */
  void putBack(Taken taken) {
    db.update(
        "update outbox set attempts = attempts - 1, available_at = ? where tenant = ? and id = ?",
        clock.instant(),
        taken.tenant(),
        taken.id());
  }

  /** How many wait: a gauge for the operator. */
  public int queued() {
    return db.one(Integer.class, "select count(*)::int from outbox where state = 'queued'")
        .orElse(0);
  }

  private static String context(String tenant, UUID id) {
    return tenant + "/" + id;
  }
}
