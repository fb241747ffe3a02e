package dev.latchkey.domain.proof;

import dev.latchkey.domain.proof.PasskeyVerifier.Shown;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a device answered to one challenge. Made by {@link PushVerifier}. */
public final class PushAnswer {

  private final long challenge;
  private final DeviceProof device;
  private final @Nullable PushProof approval;
  private final @Nullable Shown passkey;

  PushAnswer(
      long challenge, DeviceProof device, @Nullable PushProof approval, @Nullable Shown passkey) {
    this.challenge = challenge;
    this.device = device;
    this.approval = approval;
    this.passkey = passkey;
  }

  /** The public number of the challenge. */
  public long challenge() {
    return challenge;
  }

  public DeviceProof device() {
    return device;
  }

  /** Empty when it was denied. */
  public Optional<PushProof> approval() {
    return Optional.ofNullable(approval);
  }

  /** The passkey that was shown with it. */
  public Optional<Shown> passkey() {
    return Optional.ofNullable(passkey);
  }
}
