package dev.latchkey.domain.proof;

import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import java.time.Instant;
import java.util.UUID;

/**
 * A code that was sent to an address or number came back. Whose profile that is, if anybody's, it
 * does not say. Made by {@link LoginCodes}.
 */
public final class IdentifierProof {

  private final UUID codeId;
  private final Identifier identifier;
  private final Instant at;

  IdentifierProof(UUID codeId, Identifier identifier, Instant at) {
    this.codeId = codeId;
    this.identifier = identifier;
    this.at = at;
  }

  UUID codeId() {
    return codeId;
  }

  public Identifier identifier() {
    return identifier;
  }

  /**
   * What it shows about the profile that has the identifier.
   *
   * @throws IllegalArgumentException when the profile has another one
   */
  public CodeProof about(Profile profile) {
    boolean sms = identifier.kind() == Identifier.Kind.PHONE_NUMBER;
    String present = sms ? String.valueOf(profile.phoneNumber()) : Profiles.emailKey(profile);
    if (!present.equals(identifier.key())) {
      throw new IllegalArgumentException("The identifier of another profile");
    }
    return new CodeProof(
        codeId,
        profile.id(),
        CodePurpose.LOGIN,
        sms ? CodeChannel.SMS : CodeChannel.EMAIL,
        identifier.key(),
        at);
  }
}
