package dev.latchkey.domain.proof;

import dev.latchkey.domain.profile.NewProfile;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** The profile was made by this request, with a password of its maker's choosing. */
public final class SignupProof implements LoginProof {

  private final UUID profileId;
  private final Instant at;

  SignupProof(UUID profileId, Instant at) {
    this.profileId = profileId;
    this.at = at;
  }

  /** The evidence is the new profile itself: only its insertion makes one. */
  public static SignupProof of(NewProfile created, InstantSource clock) {
    return new SignupProof(created.profile().id(), clock.instant());
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
  public List<String> amr() {
    return List.of("pwd");
  }

  @Override
  public String authType() {
    return "password";
  }
}
