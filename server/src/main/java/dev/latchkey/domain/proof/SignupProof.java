package dev.latchkey.domain.proof;

import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.organisation.Member;
import dev.latchkey.domain.profile.NewProfile;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** The profile was made by this request, with or without a password of its maker's choosing. */
public final class SignupProof implements LoginProof {

  private final UUID profileId;
  private final boolean withPassword;
  private final Instant at;

  SignupProof(UUID profileId, boolean withPassword, Instant at) {
    this.profileId = profileId;
    this.withPassword = withPassword;
    this.at = at;
  }

  /** The evidence is the new profile itself: only its insertion makes one. */
  public static SignupProof of(NewProfile created, boolean withPassword, InstantSource clock) {
    return new SignupProof(created.profile().id(), withPassword, clock.instant());
  }

  /**
   * The user whom a back end made, who has no credential and has never logged in, comes to the
   * first password: the sign-up ends with it.
   *
   * @throws dev.latchkey.domain.error.ConflictException {@code PASSWORD_ALREADY_CREATED}: the user
   *     is no newcomer
   */
  public static SignupProof of(Member newcomer, InstantSource clock) {
    if (!newcomer.newcomer()) {
      throw Conflict.PASSWORD_ALREADY_CREATED.exception();
    }
    return new SignupProof(newcomer.profile().id(), true, clock.instant());
  }

  boolean withPassword() {
    return withPassword;
  }

  @Override
  public UUID profileId() {
    return profileId;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public String factor() {
    return "signup";
  }

  @Override
  public List<String> amr() {
    return withPassword ? List.of("pwd") : List.of();
  }

  @Override
  public String authType() {
    return "password";
  }
}
