package dev.latchkey.domain.client;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests that a client may send twice and that happen once: what the first was answered with is
 * kept for a day, sealed, since tokens may stand in it. Thread-safe.
 */
public final class RepeatedRequests {

  /** What a request was answered with. */
  public record Answered(int status, byte[] body) {}

  /**
   * What is known of a request.
   *
   * @param fresh whether it is to be done now, by who asked
   * @param answered what it was answered with; null: it is not over
   */
  public record Known(boolean fresh, @Nullable Answered answered) {}

  private static final Duration KEPT = Duration.ofHours(24);

  /** After which a request that was never answered is thought lost with its node. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  private static final String PURPOSE = "repeated-request";

  private final Db db;
  private final RootKey rootKey;
  private final InstantSource clock;

  public RepeatedRequests(Db db, RootKey rootKey, InstantSource clock) {
    this.db = db;
    this.rootKey = rootKey;
    this.clock = clock;
  }

  /** Takes the request up, unless somebody has; of several at once one does. */
  public Known begin(Tenant tenant, byte[] key) {
    record Row(@Nullable Integer status, byte @Nullable [] body) {}
    Instant now = clock.instant();
    boolean fresh =
        db.one(
                Integer.class,
                """
                insert into repeatable_request as r (tenant, key_hash, leased_until, created_at) values (?, ?, ?, ?)
                on conflict (tenant, key_hash) do update set
                  status = null, body = null, leased_until = excluded.leased_until, created_at = excluded.created_at
                where r.status is null and r.leased_until <= ? or r.created_at <= ?
                returning 1\
                """,
                tenant.id(),
                key,
                now.plus(LEASE),
                now,
                now,
                now.minus(KEPT))
            .isPresent();
    if (fresh) {
      return new Known(true, null);
    }
    Optional<Row> row =
        db.one(
            Row.class,
            "select status, body from repeatable_request where tenant = ? and key_hash = ?",
            tenant.id(),
            key);
    Integer status = row.map(Row::status).orElse(null);
    byte[] body = row.map(Row::body).orElse(null);
    return status == null || body == null
        ? new Known(false, null)
        : new Known(false, new Answered(status, rootKey.open(PURPOSE, context(tenant, key), body)));
  }

  /** Keeps the answer. */
  public void finish(Tenant tenant, byte[] key, Answered answered) {
    db.update(
        "update repeatable_request set status = ?, body = ? where tenant = ? and key_hash = ?",
        answered.status(),
        rootKey.seal(PURPOSE, context(tenant, key), answered.body()),
        tenant.id(),
        key);
  }

  /** Forgets the request: another try may end otherwise. */
  public void forget(Tenant tenant, byte[] key) {
    db.update("delete from repeatable_request where tenant = ? and key_hash = ?", tenant.id(), key);
  }

  private static String context(Tenant tenant, byte[] key) {
    return tenant.id() + "/" + Digest.base64Url(key);
  }
}
