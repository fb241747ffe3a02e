package dev.latchkey.domain.session;

import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A live session. Only {@link Sessions} makes one: from an authenticated user, or from the cookie's
 * proof.
 *
 * <p>{@code authType} is how this access came about: {@code refresh} when the session was there
 * before.
 */
public final class Session {

  private final UUID id;
  private final Profile profile;
  private final Instant authTime;
  private final List<String> amr;
  private final String authType;
  private final boolean newUser;
  private final boolean persistent;

  private Session(
      UUID id,
      Profile profile,
      Instant authTime,
      List<String> amr,
      String authType,
      boolean newUser,
      boolean persistent) {
    this.id = id;
    this.profile = profile;
    this.authTime = authTime;
    this.amr = amr;
    this.authType = authType;
    this.newUser = newUser;
    this.persistent = persistent;
  }

  static Session opened(UUID id, Authenticated user, boolean persistent) {
    return new Session(
        id,
        user.profile(),
        user.authTime(),
        user.amr(),
        user.authType(),
        user.isNewUser(),
        persistent);
  }

  static Session resumed(LiveSession live) {
    return new Session(
        live.proof().sessionId(),
        live.details().profile(),
        live.proof().authTime(),
        live.proof().amr(),
        live.proof().authType(),
        false,
        live.persistent());
  }

  public UUID id() {
    return id;
  }

  public Profile profile() {
    return profile;
  }

  public Instant authTime() {
    return authTime;
  }

  public List<String> amr() {
    return amr;
  }

  public String authType() {
    return authType;
  }

  public boolean isNewUser() {
    return newUser;
  }

  /** Whether the browser keeps the cookie when it is closed. */
  public boolean isPersistent() {
    return persistent;
  }
}
