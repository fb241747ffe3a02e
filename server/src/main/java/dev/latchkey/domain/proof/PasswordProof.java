package dev.latchkey.domain.proof;

import dev.latchkey.domain.input.Identifier;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The profile's password was given. Made by {@link PasswordVerifier} and by the {@link
 * LoginTickets} that kept one.
 */
public final class PasswordProof implements LoginProof {

  private final UUID profileId;
  private final Identifier.Kind identifierKind;
  private final Instant passwordSetAt;
  private final Instant at;

  PasswordProof(UUID profileId, Identifier.Kind identifierKind, Instant passwordSetAt, Instant at) {
    this.profileId = profileId;
    this.identifierKind = identifierKind;
    this.passwordSetAt = passwordSetAt;
    this.at = at;
  }

  @Override
  public UUID profileId() {
    return profileId;
  }

  /** By what kind of identifier the profile was named. */
  public Identifier.Kind identifierKind() {
    return identifierKind;
  }

  /** When the password that was given had been set, which tells it from its successor. */
  public Instant passwordSetAt() {
    return passwordSetAt;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public String factor() {
    return "password";
  }

  @Override
  public List<String> amr() {
    return List.of("pwd");
  }

  @Override
  public String authType() {
    return authType(identifierKind);
  }

  static String authType(Identifier.Kind kind) {
    return kind == Identifier.Kind.PHONE_NUMBER ? "phone_number_password" : "password";
  }
}
