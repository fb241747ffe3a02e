package dev.latchkey.domain.proof;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The browser holds the cookie of a live session. Made by {@link SessionVerifier}. */
public final class SessionProof implements LoginProof {

  private final UUID profileId;
  private final UUID sessionId;
  private final Instant authTime;
  private final List<String> amr;
  private final Instant at;

  SessionProof(UUID profileId, UUID sessionId, Instant authTime, List<String> amr, Instant at) {
    this.profileId = profileId;
    this.sessionId = sessionId;
    this.authTime = authTime;
    this.amr = amr;
    this.at = at;
  }

  /**
   * The session behind an access token, for showing one more factor in it (contract section 10.7).
   */
  public static SessionProof behind(BearerProof bearer) {
    return new SessionProof(
        bearer.profileId(), bearer.sessionId(), bearer.authTime(), bearer.amr(), bearer.at());
  }

  /** The session behind a token of the Access API, likewise. */
  public static SessionProof behind(AccessProof access) {
    return new SessionProof(
        access.profileId(), access.sessionId(), access.authTime(), access.amr(), access.at());
  }

  @Override
  public UUID profileId() {
    return profileId;
  }

  public UUID sessionId() {
    return sessionId;
  }

  /** Whether more than one factor was shown in its login (RFC 8176). */
  public boolean isOfTwoFactors() {
    return amr.contains("mfa");
  }

  /** When the session's user last showed a credential. */
  public Instant authTime() {
    return authTime;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public String factor() {
    return "session";
  }

  /**
   * The names of {@link LoginProof#factor()} for what a login of one factor was done with. That one
   * says {@code otp} of a code by mail alone: no app is a first factor.
   */
  public Set<String> factors() {
    return amr.stream()
        .filter(method -> !method.equals("mfa"))
        .map(method ->
            switch (method) {
              case "pwd" -> "password";
              case "otp" -> "email";
              case "webauthn" -> "passkey";
              default -> method;
            })
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public List<String> amr() {
    return amr;
  }

  @Override
  public String authType() {
    return "refresh";
  }
}
