package dev.latchkey.domain.proof;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.risk.LoginPlaces;
import dev.latchkey.domain.risk.Risk;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Checks a password against the profile that an identifier names.
 *
 * <p>An unknown identifier costs the same hash, the same statements and the same counter as a known
 * one, and gets the same answer (attack class 39). The outcome counts in the order in which it
 * reaches the database: however many guesses run at once, no more than the limit are ever told that
 * they are wrong before the lock (attack class 9).
 */
public final class PasswordVerifier {

  /**
   * A right password, not yet acted on.
   *
   * @param rehash whether the stored hash is not today's kind
   * @param knownDevice whether the user has logged in on this device before
   * @param risk what is unusual about it
   */
  public record Match(
      Profile profile,
      PasswordProof proof,
      LoginGuard.Subject guard,
      boolean rehash,
      boolean knownDevice,
      Risk risk) {}

  private record Candidate(
      @Nullable Profile profile,
      @Nullable String hash,
      @Nullable Instant changedAt,
      String subject,
      boolean knownDevice,
      boolean knowsDevices,
      @Nullable Integer failures,
      @Nullable Instant lockedUntil,
      JsonNode places) {

    Risk risk() {
      return Risk.of(
          knownDevice, knowsDevices, failures != null && failures > 0 || lockedUntil != null);
    }
  }

  private final Db db;
  private final PasswordHasher hasher;
  private final LoginGuard guard;
  private final LoginPlaces places;
  private final Events events;
  private final Outbox outbox;
  private final InstantSource clock;

  public PasswordVerifier(
      Db db,
      PasswordHasher hasher,
      LoginGuard guard,
      LoginPlaces places,
      Events events,
      Outbox outbox,
      InstantSource clock) {
    this.db = db;
    this.hasher = hasher;
    this.guard = guard;
    this.places = places;
    this.events = events;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * @param device the browser's device id, if it has one
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_EMAIL_OR_PASSWORD}, {@code
   *     ACCOUNT_LOCKED}
   */
  public Match verify(
      Tenant tenant,
      @Nullable String clientId,
      Identifier identifier,
      String password,
      @Nullable String device,
      Caller caller) {
    Candidate candidate = candidate(tenant, identifier, device);
    LoginGuard.Subject subject = new LoginGuard.Subject(candidate.subject());
    Instant lockedUntil = candidate.lockedUntil();
    if (lockedUntil != null && lockedUntil.isAfter(clock.instant())) {
      throw ApiError.ACCOUNT_LOCKED.exception();
    }
    Profile profile = candidate.profile();
    String hash = candidate.hash();
    Instant setAt = candidate.changedAt();
    if (profile == null || hash == null || setAt == null) {
      hasher.verifyNothing(password);
      String rule = profile == null ? "unknown" : "no_password";
      throw failed(tenant, subject, profile, failure(profile, clientId, identifier, rule), caller);
    }
    PasswordHasher.Verdict verdict = hasher.verify(password, hash);
    if (verdict == PasswordHasher.Verdict.WRONG) {
      Event failure = failure(profile, clientId, identifier, "wrong_password");
      throw failed(tenant, subject, profile, failure, caller);
    }
    return new Match(
        profile,
        new PasswordProof(profile.id(), identifier.kind(), setAt, clock.instant()),
        subject,
        verdict == PasswordHasher.Verdict.RIGHT_REHASH,
        candidate.knownDevice(),
        candidate.risk().with(places.signals(candidate.places(), caller)));
  }

  /**
   * The password of a profile that is already known from a proof, as when it is to be changed.
   * Failures count like those of a login.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_EMAIL_OR_PASSWORD}, {@code
   *     ACCOUNT_LOCKED}
   */
  public PasswordProof verify(Tenant tenant, OwnerProof owner, String password, Caller caller) {
    Event failure =
        Event.of(EventType.LOGIN_FAILED, owner.profileId(), owner.clientId())
            .inSession(owner.sessionId(), owner.authTime());
    return verify(tenant, owner.profile(), failure, password, caller);
  }

  /** As above, with a token of the Access API. */
  public PasswordProof verify(Tenant tenant, AccessProof access, String password, Caller caller) {
    Event failure = Event.of(EventType.LOGIN_FAILED, access.profileId(), access.clientId());
    return verify(
        tenant,
        access.profile(),
        access.hasSession() ? failure.inSession(access.sessionId(), access.authTime()) : failure,
        password,
        caller);
  }

  private PasswordProof verify(
      Tenant tenant, Profile profile, Event failure, String password, Caller caller) {
    record Stored(@Nullable String hash, @Nullable Instant setAt, @Nullable Instant lockedUntil) {}
    LoginGuard.Subject subject = LoginGuard.Subject.of(profile.id());
    Optional<Stored> stored =
        db.one(
            Stored.class,
            """
            select password.hash, password.changed_at as set_at, login_guard.locked_until
            from (select 1) as request
            left join password on password.tenant = ? and password.profile_id = ?
            left join login_guard on login_guard.tenant = ? and login_guard.subject = ?\
            """,
            tenant.id(),
            profile.id(),
            tenant.id(),
            subject.key());
    Instant lockedUntil = stored.map(Stored::lockedUntil).orElse(null);
    if (lockedUntil != null && lockedUntil.isAfter(clock.instant())) {
      throw ApiError.ACCOUNT_LOCKED.exception();
    }
    String hash = stored.map(Stored::hash).orElse(null);
    Instant setAt = stored.map(Stored::setAt).orElse(null);
    if (hash == null
        || setAt == null
        || hasher.verify(password, hash) == PasswordHasher.Verdict.WRONG) {
      String rule = hash == null ? "no_password" : "wrong_password";
      throw failed(tenant, subject, profile, failure.with("rule", rule), caller);
    }
    return new PasswordProof(profile.id(), Identifier.Kind.EMAIL, setAt, clock.instant());
  }

  private Candidate candidate(Tenant tenant, Identifier identifier, @Nullable String device) {
    byte[] deviceHash = device == null ? new byte[0] : Digest.sha256(device);
    return db.one(
            Candidate.class,
            "select "
                + Profile.COLUMNS
                + """
                , password.hash, password.changed_at, guard.subject, known_device.profile_id is not null as known_device,
                  exists (select from known_device as other
                    where other.tenant = profile.tenant and other.profile_id = profile.id) as knows_devices,
                  login_guard.failures, login_guard.locked_until,
                """
                + LoginPlaces.COLUMN
                + """
                from (select 1) as request
                left join profile on profile.tenant = ? and profile.\
                """
                + Profiles.column(identifier)
                + """
                 = ?
                left join password on password.tenant = profile.tenant and password.profile_id = profile.id
                left join known_device on known_device.tenant = profile.tenant
                  and known_device.profile_id = profile.id and known_device.device_hash = ?
                cross join lateral (select case
                  when profile.id is null then ?
                  when known_device.profile_id is null then 'profile:' || profile.id
                  else 'profile:' || profile.id || ':' || encode(known_device.device_hash, 'hex') end as subject) as guard
                left join login_guard on login_guard.tenant = ? and login_guard.subject = guard.subject\
                """,
            tenant.id(),
            identifier.key(),
            deviceHash,
            unknownSubject(identifier),
            tenant.id())
        .orElseThrow();
  }

  /**
   * Nobody's identifier is counted under its hash: the table must not become a list of what people
   * typed.
   */
  private static String unknownSubject(Identifier identifier) {
    return "unknown:"
        + HexFormat.of()
            .formatHex(Digest.sha256(identifier.kind().field() + ":" + identifier.key()));
  }

  private static Event failure(
      @Nullable Profile profile, @Nullable String clientId, Identifier identifier, String rule) {
    return Event.of(EventType.LOGIN_FAILED, profile == null ? null : profile.id(), clientId)
        .by(PasswordProof.authType(identifier.kind()))
        .with("identifier_type", identifier.kind().field())
        .with("rule", rule);
  }

  /**
   * @param profile null: nobody's
   * @param event what is written down if it counts
   */
  private RuntimeException failed(
      Tenant tenant,
      LoginGuard.Subject subject,
      @Nullable Profile profile,
      Event event,
      Caller caller) {
    LoginGuard.Failure failure = guard.failed(tenant, subject);
    if (failure == LoginGuard.Failure.LOCKED_ALREADY) {
      return ApiError.ACCOUNT_LOCKED.exception();
    }
    Changes changes = db.changes();
    events.record(changes, tenant, caller, event);
    if (failure == LoginGuard.Failure.LOCKS_NOW) {
      events.record(
          changes,
          tenant,
          caller,
          Event.of(EventType.PROFILE_LOCKOUT, event.profileId(), event.clientId()));
      addNotice(changes, tenant, profile);
    }
    changes.commit();
    if (failure == LoginGuard.Failure.LOCKS_NOW) {
      outbox.wake();
    }
    return ApiError.INVALID_EMAIL_OR_PASSWORD.exception();
  }

  /** Once for each lock; nobody gets one that costs the same (attack class 39). */
  private void addNotice(Changes changes, Tenant tenant, @Nullable Profile profile) {
    if (!tenant.sends(MessageKind.LOCKOUT.key())) {
      return;
    }
    String email = profile == null || profile.lite() ? null : profile.email();
    if (profile == null || email == null) {
      outbox.addToNobody(changes, tenant);
      return;
    }
    // In the owner's own language: whoever speaks here may be somebody else.
    String language = Message.language(null, profile, null, tenant.language());
    outbox.add(changes, tenant, Message.email(MessageKind.LOCKOUT, email, language, profile));
  }
}
