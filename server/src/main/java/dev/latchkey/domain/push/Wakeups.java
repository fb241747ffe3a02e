package dev.latchkey.domain.push;

import dev.latchkey.domain.push.PushSender.Wakeup;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wake-ups that wait to be sent: rows written in the same transaction as the challenge, one for
 * each device that can be reached, gone once they are sent or of no more use. Thread-safe.
 */
public final class Wakeups {

  /** One that was taken. It comes back to the queue by itself when nobody says how it went. */
  record Taken(
      String tenant,
      UUID device,
      byte[] sealed,
      PushAddress address,
      Wakeup wakeup,
      int attempts) {}

  private record Row(
      String tenant,
      UUID deviceId,
      long challenge,
      byte[] pushAddress,
      Instant expiresAt,
      int attempts) {}

  private static final Logger LOG = LoggerFactory.getLogger(Wakeups.class);

  /** How long a taken one stays out of the queue: longer than a call may take. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final Db db;
  private final RootKey rootKey;
  private final InstantSource clock;
  private volatile Runnable onNew = () -> {};

  /** The same at each use, so that changes do it once. */
  private final Runnable wake = () -> onNew.run();

  public Wakeups(Db db, RootKey rootKey, InstantSource clock) {
    this.db = db;
    this.rootKey = rootKey;
    this.clock = clock;
  }

  /** Whom to wake when one was added on this node. */
  void onNew(Runnable listener) {
    this.onNew = listener;
  }

  /** Adds one for each device of the user's that has the channel and can be reached. */
  public void add(
      Changes changes,
      Tenant tenant,
      UUID profileId,
      PushChannel channel,
      long challenge,
      Instant expiresAt) {
    changes
        .add(
            """
            insert into push_wakeup (tenant, device_id, challenge, available_at, expires_at)
            select tenant, id, ?, ?, ? from push_device
            where tenant = ? and profile_id = ? and ?::text = any(channels) and push_address is not null
            on conflict do nothing\
            """,
            challenge,
            clock.instant(),
            expiresAt,
            tenant.id(),
            profileId,
            channel.column())
        .afterwards(wake);
  }

  /** Takes those that are due, oldest first; of several nodes each gets others. */
  List<Taken> take(int limit) {
    Instant now = clock.instant();
    return db
        .list(
            Row.class,
            """
            with due as (
              select wakeup.tenant, wakeup.device_id, wakeup.challenge, device.push_address
              from push_wakeup as wakeup
                join push_device as device on device.tenant = wakeup.tenant and device.id = wakeup.device_id
              where wakeup.available_at <= ? and wakeup.expires_at > ? and device.push_address is not null
              order by wakeup.available_at limit ? for update of wakeup skip locked)
            update push_wakeup as taken set attempts = attempts + 1, available_at = ? from due
            where taken.tenant = due.tenant and taken.device_id = due.device_id and taken.challenge = due.challenge
            returning taken.tenant, taken.device_id, taken.challenge, due.push_address, taken.expires_at, taken.attempts\
            """,
            now,
            now,
            limit,
            now.plus(LEASE))
        .stream()
        .flatMap(row -> taken(row, now).stream())
        .toList();
  }

  private Optional<Taken> taken(Row row, Instant now) {
    try {
      byte[] address =
          rootKey.open(
              "push-address", PushDevices.context(row.tenant(), row.deviceId()), row.pushAddress());
      return Optional.of(
          new Taken(
              row.tenant(),
              row.deviceId(),
              row.pushAddress(),
              Json.read(address, PushAddress.class),
              new Wakeup(row.challenge(), Duration.between(now, row.expiresAt())),
              row.attempts()));
    } catch (RootKey.Unsealable e) {
      LOG.error("The address of device {} was sealed with another root key", row.deviceId());
      return Optional.empty();
    }
  }

  /** It was sent, or never will be. */
  void done(Taken taken) {
    Changes changes = db.changes();
    delete(changes, taken);
    changes.commit();
  }

  /** The device is not to be reached there any more, unless it has moved in between. */
  void gone(Taken taken) {
    Changes changes = db.changes();
    delete(changes, taken);
    changes.add(
        "update push_device set push_address = null where tenant = ? and id = ? and push_address ="
            + " ?",
        taken.tenant(),
        taken.device(),
        taken.sealed());
    changes.commit();
  }

  void retryAt(Taken taken, Instant when) {
    db.update(
        "update push_wakeup set available_at = ? where tenant = ? and device_id = ? and challenge ="
            + " ? and attempts = ?",
        when,
        taken.tenant(),
        taken.device(),
        taken.wakeup().challenge(),
        taken.attempts());
  }

  private static void delete(Changes changes, Taken taken) {
    changes.add(
        "delete from push_wakeup where tenant = ? and device_id = ? and challenge = ?",
        taken.tenant(),
        taken.device(),
        taken.wakeup().challenge());
  }
}
