package dev.latchkey.domain.retention;

import dev.latchkey.domain.key.SigningKeys;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Deletes what has expired, a little at a time so that nobody waits for it. Any node may do it; two
 * at once do no harm.
 */
public final class Retention {

  /**
   * A table, and the condition under which its rows go, with the age that is bound to its one
   * parameter.
   */
  private record Rule(String table, String expired, Duration age) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule("flow", "expires_at < ?", Duration.ZERO),
          // A used link still leads to its place for a day; a replayed code is still recognised for
          // a day.
          new Rule("verification_code", "expires_at < ?", Duration.ofDays(1)),
          new Rule("login_code", "expires_at < ?", Duration.ZERO),
          // How many there were is counted for as long as a login lasts.
          new Rule("challenge", "expires_at < ?", Duration.ofDays(31)),
          new Rule("access_token", "expires_at < ?", Duration.ZERO),
          // Clients that came by themselves and that nobody let in leave nothing behind.
          new Rule(
              "registered_client",
              "coalesce(fresh_until, created_at) < ? and not exists (select from third_party_grant"
                  + " g where g.tenant = registered_client.tenant and g.client_id ="
                  + " registered_client.id)",
              Duration.ofDays(30)),
          new Rule("repeatable_request", "created_at < ?", Duration.ofHours(24)),
          new Rule("push_wakeup", "expires_at < ?", Duration.ZERO),
          new Rule("trusted_device", "expires_at < ?", Duration.ZERO),
          // A device that asks once more is still told that it is too late.
          new Rule("device_code", "expires_at < ?", Duration.ofHours(1)),
          new Rule("authorization_code", "expires_at < ?", Duration.ofDays(1)),
          new Rule("revoked_token", "expires_at < ?", Duration.ZERO),
          new Rule("used_id_token", "expires_at < ?", Duration.ZERO),
          new Rule("custom_token_nonce", "expires_at < ?", Duration.ZERO),
          // Nobody has anything left that it signed.
          new Rule(
              "signing_key",
              "exists (select from signing_key next where next.tenant ="
                  + " signing_key.tenant and next.algorithm = signing_key.algorithm and"
                  + " next.generation = signing_key.generation + 1 and next.signs_from < ?)",
              SigningKeys.KEPT),
          new Rule("used_jwt", "expires_at < ?", Duration.ZERO),
          // A country that was not seen for a year is new again.
          new Rule("login_place", "seen_at < ?", Duration.ofDays(365)),
          new Rule("session", "ends_at < ?", Duration.ofDays(1)),
          new Rule("token_grant", "ends_at < ?", Duration.ofDays(1)),
          new Rule("rate_window", "started_at < ?", Duration.ofDays(1)),
          new Rule("login_guard", "updated_at < ?", Duration.ofDays(30)),
          new Rule("outbox", "state <> 'queued' and finished_at < ?", Duration.ofDays(7)),
          // Undelivered ones too: their webhook is not in the configuration any more.
          new Rule("webhook_delivery", "created_at < ?", Duration.ofDays(30)),
          new Rule("inbox_message", "created_at < ?", Duration.ofDays(30)));

  private static final int BATCH = 1_000;

  private final Db db;
  private final InstantSource clock;

  public Retention(Db db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /** Deletes everything that has expired and returns how many rows went. */
  public int sweep() {
    Instant now = clock.instant();
    int gone = 0;
    for (Rule rule : RULES) {
      String sql =
          "delete from %s where ctid = any(array(select ctid from %s where %s limit %d))"
              .formatted(rule.table(), rule.table(), rule.expired(), BATCH);
      int batch;
      do {
        batch = db.update(sql, now.minus(rule.age()));
        gone += batch;
      } while (batch == BATCH);
    }
    return gone;
  }
}
