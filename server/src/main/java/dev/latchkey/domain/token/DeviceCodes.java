package dev.latchkey.domain.token;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.session.Session;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Requests of devices that have no browser (RFC 8628): the device waits with one code while its
 * user goes elsewhere with another, shorter one. Both are kept as hashes, the short one under the
 * root key, as it can be guessed. Thread-safe.
 */
public final class DeviceCodes {

  public static final Duration LIFETIME = Duration.ofMinutes(10);

  /** How often a device may ask, and by how much less often when it asks more (section 3.5). */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  /**
   * No vowels, so that no words come about, and nothing that looks like anything else (section
   * 6.1).
   */
  private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

  private static final int LENGTH = 8;
  private static final int TRIES = 5;

  /**
   * A new request.
   *
   * @param userCode as people read it
   */
  public record Begun(String deviceCode, String userCode) {}

  /**
   * A request that awaits its user.
   *
   * @param userCode as the device shows it
   */
  public record Waiting(String userCode, String clientId, Set<String> scopes, OpenIdWish wish) {

    /** What its user must agree to: the scopes, and those that the claims belong to. */
    public Set<String> reach() {
      return wish.reach(scopes);
    }
  }

  private record WaitingRow(String clientId, String scope, @Nullable JsonNode wish) {}

  private record Polled(String state, boolean expired, boolean tooSoon) {}

  private record Row(
      UUID sessionId,
      String scope,
      @Nullable JsonNode wish,
      Instant authTime,
      String authType,
      List<String> amr,
      Profile profile) {}

  private final Db db;
  private final RootKey rootKey;
  private final Secrets secrets;
  private final InstantSource clock;

  public DeviceCodes(Db db, RootKey rootKey, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.rootKey = rootKey;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Keeps a request whose form is in order. */
  public Begun begin(Tenant tenant, Client client, Set<String> scopes, OpenIdWish wish) {
    String deviceCode = secrets.token();
    Instant now = clock.instant();
    for (int i = 0; i < TRIES; i++) {
      String userCode = userCode();
      int added =
          db.update(
              """
              insert into device_code (tenant, device_hash, user_hash, client_id, scope, wish, poll_seconds, created_at, expires_at)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (tenant, user_hash) do nothing\
              """,
              tenant.id(),
              Digest.sha256(deviceCode),
              userHash(tenant, userCode),
              client.id(),
              Scopes.join(scopes),
              wish.kept(),
              (int) INTERVAL.toSeconds(),
              now,
              now.plus(LIFETIME));
      if (added == 1) {
        return new Begun(deviceCode, shown(userCode));
      }
    }
    throw new IllegalStateException("Every user code is taken");
  }

  /**
   * The request of that user code, however it was typed; empty when none of these awaits its user.
   */
  public Optional<Waiting> find(Tenant tenant, String userCode) {
    return db.one(
            WaitingRow.class,
            "select client_id, scope, wish from device_code where tenant = ? and user_hash = ? and"
                + " state = 'pending' and expires_at > ?",
            tenant.id(),
            userHash(tenant, userCode),
            clock.instant())
        .map(row ->
            new Waiting(
                shown(letters(userCode)),
                row.clientId(),
                Scopes.parse(row.scope()),
                OpenIdWish.of(row.wish())));
  }

  /**
   * Adds to the changes that the user lets the device in, by that session. If somebody decided
   * meanwhile, nothing of the changes is written: {@code INVALID_STATE}.
   */
  public void approve(Changes changes, Tenant tenant, String userCode, Session session) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_STATE.exception();
        },
        "update device_code set state = 'approved', session_id = ? where tenant = ? and user_hash ="
            + " ? and state = 'pending' and expires_at > ?",
        session.id(),
        tenant.id(),
        userHash(tenant, userCode),
        clock.instant());
  }

  /** Adds to the changes that the user does not; likewise. */
  public void deny(Changes changes, Tenant tenant, String userCode) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_STATE.exception();
        },
        "update device_code set state = 'denied' where tenant = ? and user_hash = ? and state ="
            + " 'pending' and expires_at > ?",
        tenant.id(),
        userHash(tenant, userCode),
        clock.instant());
  }

  /**
   * What may be given to the device; its code is used up by that.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code AUTHORIZATION_PENDING}, {@code
   *     SLOW_DOWN}, {@code EXPIRED_TOKEN}, {@code DEVICE_DENIED}; {@code INVALID_DEVICE_CODE} when
   *     it is none of this client's, was used, or the session that let it in has ended
   */
  public GrantBasis redeem(Tenant tenant, Client client, String deviceCode) {
    byte[] hash = Digest.sha256(deviceCode);
    Polled polled = poll(tenant, client, hash).orElseThrow(ApiError.INVALID_DEVICE_CODE::exception);
    if (polled.expired()) {
      throw ApiError.EXPIRED_TOKEN.exception();
    }
    if (polled.tooSoon()) {
      throw ApiError.SLOW_DOWN.exception();
    }
    return switch (polled.state()) {
      case "pending" -> throw ApiError.AUTHORIZATION_PENDING.exception();
      case "denied" -> throw ApiError.DEVICE_DENIED.exception();
      default -> useUp(tenant, client, hash).orElseThrow(ApiError.INVALID_DEVICE_CODE::exception);
    };
  }

  /** Counts the question; one that comes too soon makes the device wait longer (section 3.5). */
  private Optional<Polled> poll(Tenant tenant, Client client, byte[] hash) {
    Instant now = clock.instant();
    return db.one(
        Polled.class,
        """
        with before as (
          select tenant, device_hash, expires_at <= ? as expired,
            polled_at is not null and polled_at + make_interval(secs => poll_seconds) > ? as too_soon
          from device_code where tenant = ? and device_hash = ? and client_id = ? for update)
        update device_code set polled_at = ?, poll_seconds = poll_seconds + case when before.too_soon then ? else 0 end
        from before where device_code.tenant = before.tenant and device_code.device_hash = before.device_hash
        returning device_code.state, before.expired, before.too_soon\
        """,
        now,
        now,
        tenant.id(),
        hash,
        client.id(),
        now,
        (int) INTERVAL.toSeconds());
  }

  private Optional<GrantBasis> useUp(Tenant tenant, Client client, byte[] hash) {
    return db.one(
            Row.class,
            """
            with used as (
              delete from device_code where tenant = ? and device_hash = ? and client_id = ? and state = 'approved' returning *)
            select used.session_id, used.scope, used.wish, session.auth_time, session.auth_type, session.amr,
            """
                + Profile.COLUMNS
                + """
                from used
                join session on session.tenant = used.tenant and session.id = used.session_id
                join profile on profile.tenant = session.tenant and profile.id = session.profile_id
                where session.ended_at is null and profile.suspended_at is null\
                """,
            tenant.id(),
            hash,
            client.id())
        .map(row ->
            new GrantBasis(
                row.profile(),
                row.sessionId(),
                Scopes.parse(row.scope()),
                row.authTime(),
                row.authType(),
                row.amr(),
                null,
                false,
                OpenIdWish.of(row.wish()),
                null));
  }

  private String userCode() {
    StringBuilder code = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      code.append(LETTERS.charAt((int) secrets.below(LETTERS.length())));
    }
    return code.toString();
  }

  private static String shown(String userCode) {
    return userCode.substring(0, LENGTH / 2) + "-" + userCode.substring(LENGTH / 2);
  }

  /** The letters, whatever people put between them, and in whatever case (section 6.1). */
  private static String letters(String typed) {
    StringBuilder letters = new StringBuilder();
    typed
        .toUpperCase(Locale.ROOT)
        .chars()
        .filter(letter -> LETTERS.indexOf(letter) >= 0)
        .forEach(letter -> letters.append((char) letter));
    return letters.toString();
  }

  private byte[] userHash(Tenant tenant, String typed) {
    String code = tenant.id() + "/" + letters(typed);
    return rootKey.mac("device-user-code", code.getBytes(StandardCharsets.UTF_8));
  }
}
