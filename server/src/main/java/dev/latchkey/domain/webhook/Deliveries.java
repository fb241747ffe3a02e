package dev.latchkey.domain.webhook;

import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.event.LoggedEvent;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Webhook;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What webhooks still have to be told: rows written in the same transaction as the event, one for
 * each webhook that wants it. Emptied when it is over; every try is kept. Thread-safe.
 */
public final class Deliveries implements Events.Listener {

  /** A webhook of a tenant. */
  record Target(String tenant, String hook) {}

  /** How many deliveries of a webhook may be taken. */
  record Room(Target target, int size) {}

  /**
   * A delivery that was taken. It comes back to the queue by itself when nobody says how it went.
   *
   * @param event as the wire shows it
   * @param attempts this one included
   */
  record Taken(
      String tenant,
      UUID id,
      String hook,
      String eventType,
      @Nullable UUID profileId,
      JsonNode event,
      int attempts) {

    Target target() {
      return new Target(tenant, hook);
    }
  }

  /**
   * How a try went.
   *
   * @param status of the answer; null when there was none
   * @param error null when it was taken
   * @param forbidden whether it was not made, since the address must not be called
   */
  record Attempt(
      Instant at,
      Duration took,
      @Nullable Integer status,
      @Nullable String error,
      boolean forbidden) {}

  /** How long a taken delivery stays out of the queue: longer than any call may take. */
  private static final Duration LEASE = Duration.ofMinutes(2);

  private static final int ERROR_LENGTH = 300;

  /** Clients that are looked after at once. */
  private static final int MAX_LOGOUTS = 1_000;

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;
  private volatile Runnable onNew = () -> {};

  /** The same at each use, so that changes do it once. */
  private final Runnable wake = () -> onNew.run();

  public Deliveries(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Whom to wake when a delivery was added on this node. */
  void onNew(Runnable listener) {
    this.onNew = listener;
  }

  /** Wakes whom {@link #onNew} named, once the changes are written. */
  Runnable waking() {
    return wake;
  }

  @Override
  public void recorded(Changes changes, Tenant tenant, LoggedEvent event) {
    for (Webhook hook : tenant.webhooks()) {
      if (hook.wants(Webhook.When.AFTER, event.type(), event.clientId())
          && !isOfItsOwnFailure(hook, event)) {
        add(changes, tenant, hook, event);
      }
    }
  }

  /** Who cannot be told anything cannot be told that either. */
  private static boolean isOfItsOwnFailure(Webhook hook, LoggedEvent event) {
    return event.type().equals(EventType.POST_EVENT_FAILURE.wireName())
        && event.details().path("failed_hook_key").asString("").equals(hook.key());
  }

  private void add(Changes changes, Tenant tenant, Webhook hook, LoggedEvent event) {
    changes
        .add(
            """
            insert into webhook_delivery (tenant, id, hook, event_type, profile_id, event, state, available_at, created_at)
            values (?, ?, ?, ?, ?, ?, 'queued', ?, ?)\
            """,
            tenant.id(),
            secrets.uuid(),
            hook.key(),
            event.type(),
            event.profileId(),
            event.document(),
            event.at(),
            event.at())
        .afterwards(wake);
  }

  /**
   * Takes deliveries that are due, of each webhook the oldest first and no more than there is room
   * for: one that is slow takes nothing from the others. Of several nodes each gets others.
   */
  List<Taken> take(List<Room> rooms) {
    List<String> tenants = new ArrayList<>();
    List<String> hooks = new ArrayList<>();
    List<String> sizes = new ArrayList<>();
    for (Room room : rooms) {
      tenants.add(room.target().tenant());
      hooks.add(room.target().hook());
      sizes.add(Integer.toString(room.size()));
    }
    Instant now = clock.instant();
    return db.list(
        Taken.class,
        """
        with due as (
          select queued.tenant, queued.id
          from unnest(?::text[], ?::text[], ?::text[]) as room (tenant, hook, size)
          cross join lateral (
            select waiting.tenant, waiting.id from webhook_delivery as waiting
            where waiting.tenant = room.tenant and waiting.hook = room.hook and waiting.state = 'queued'
              and waiting.available_at <= ?
            order by waiting.available_at limit room.size::int for update skip locked) as queued)
        update webhook_delivery as delivery set attempts = attempts + 1, available_at = ? from due
        where delivery.tenant = due.tenant and delivery.id = due.id
        returning delivery.tenant, delivery.id, delivery.hook, delivery.event_type, delivery.profile_id,
          delivery.event, delivery.attempts\
        """,
        tenants,
        hooks,
        sizes,
        now,
        now.plus(LEASE));
  }

  /**
   * Clients that are due to be told of a logout: unlike webhooks they come and go while the server
   * runs.
   */
  List<Target> dueLogouts(List<String> tenants) {
    return db.list(
        Target.class,
        """
        select distinct tenant, hook from webhook_delivery
        where tenant = any(?::text[]) and state = 'queued' and available_at <= ? and hook like ? limit ?\
        """,
        tenants,
        clock.instant(),
        LogoutNotices.HOOK + "%",
        MAX_LOGOUTS);
  }

  /** Whether a client is still to be told for the first time that the session ended. */
  boolean isUntried(Tenant tenant, UUID sessionId) {
    return db.one(
            Boolean.class,
            """
            select exists (
              select from session_client c join webhook_delivery d on d.tenant = c.tenant and d.id = %s
              where c.tenant = ? and c.session_id = ? and c.backchannel and d.state = 'queued' and d.last_error is null)\
            """
                .formatted(LogoutNotices.ID),
            tenant.id(),
            sessionId)
        .orElse(false);
  }

  /** Adds that the webhook was told. */
  void delivered(Changes changes, Taken taken, Attempt attempt) {
    log(changes, taken, attempt);
    finish(changes, taken, "delivered", null);
  }

  /** Adds that it is tried again. */
  void retryAt(Changes changes, Taken taken, Attempt attempt, Instant when) {
    log(changes, taken, attempt);
    changes.add(
        """
        update webhook_delivery set available_at = ?, last_error = ?
        where tenant = ? and id = ? and attempts = ? and state = 'queued'\
        """,
        when,
        attempt.error(),
        taken.tenant(),
        taken.id(),
        taken.attempts());
  }

  /** Adds that the webhook will not be told. */
  void failed(Changes changes, Taken taken, Attempt attempt) {
    log(changes, taken, attempt);
    finish(changes, taken, "failed", attempt.error());
  }

  /** Whoever took it later, when this node was thought dead, says how it went. */
  private void finish(Changes changes, Taken taken, String state, @Nullable String error) {
    changes.add(
        """
        update webhook_delivery set state = ?, event = null, finished_at = ?, last_error = ?
        where tenant = ? and id = ? and attempts = ?\
        """,
        state,
        clock.instant(),
        error,
        taken.tenant(),
        taken.id(),
        taken.attempts());
  }

  private static void log(Changes changes, Taken taken, Attempt attempt) {
    String error = attempt.error();
    changes.add(
        """
        insert into webhook_attempt (tenant, delivery_id, attempt, at, took_ms, status, error)
        values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing\
        """,
        taken.tenant(),
        taken.id(),
        taken.attempts(),
        attempt.at(),
        Math.toIntExact(attempt.took().toMillis()),
        attempt.status(),
        error == null || error.length() <= ERROR_LENGTH ? error : error.substring(0, ERROR_LENGTH));
  }

  /** How many wait: a gauge for the operator. */
  public int queued() {
    return db.one(
            Integer.class, "select count(*)::int from webhook_delivery where state = 'queued'")
        .orElse(0);
  }
}
