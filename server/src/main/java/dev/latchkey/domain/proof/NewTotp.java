package dev.latchkey.domain.proof;

import java.util.UUID;

/**
 * An authenticator app that has shown its first code: it holds the secret. Made by {@link
 * AuthenticatorApps}.
 */
public final class NewTotp {

  private final UUID profileId;
  private final byte[] sealedSecret;
  private final long step;
  private final String friendlyName;

  NewTotp(UUID profileId, byte[] sealedSecret, long step, String friendlyName) {
    this.profileId = profileId;
    this.sealedSecret = sealedSecret.clone();
    this.step = step;
    this.friendlyName = friendlyName;
  }

  public UUID profileId() {
    return profileId;
  }

  public byte[] sealedSecret() {
    return sealedSecret.clone();
  }

  /** The time step of the code that was shown, which is used by that. */
  public long step() {
    return step;
  }

  public String friendlyName() {
    return friendlyName;
  }
}
