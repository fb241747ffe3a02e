package dev.latchkey.domain.proof;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A code that was sent to the profile's address or number came back. Made by {@link
 * VerificationCodes}.
 */
public final class CodeProof implements LoginProof {

  private final UUID codeId;
  private final UUID profileId;
  private final CodePurpose purpose;
  private final CodeChannel channel;
  private final String destination;
  private final Instant at;

  CodeProof(
      UUID codeId,
      UUID profileId,
      CodePurpose purpose,
      CodeChannel channel,
      String destination,
      Instant at) {
    this.codeId = codeId;
    this.profileId = profileId;
    this.purpose = purpose;
    this.channel = channel;
    this.destination = destination;
    this.at = at;
  }

  /** The code itself, which is used up together with the change that the proof allows. */
  UUID codeId() {
    return codeId;
  }

  @Override
  public UUID profileId() {
    return profileId;
  }

  /** What the code was sent for: good for nothing else. */
  public CodePurpose purpose() {
    return purpose;
  }

  public CodeChannel channel() {
    return channel;
  }

  /** The key of the address or number it was sent to, which is thereby shown to be the user's. */
  public String destination() {
    return destination;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public String factor() {
    return channel.column();
  }

  @Override
  public List<String> amr() {
    return List.of(channel == CodeChannel.SMS ? "sms" : "otp");
  }

  @Override
  public String authType() {
    return channel == CodeChannel.SMS ? "sms" : "magic_link";
  }
}
