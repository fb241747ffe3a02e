package dev.latchkey.domain.tenant;

import java.util.Locale;
import java.util.Optional;

/** How much a device must show to approve (Access API contract section 8). */
public enum PushChannel {
  /** That it holds its key. */
  AUTHY,
  /** And, by a passkey, that its user is there. */
  BIOMETRIC;

  /** The name in the database; on the wire it is the constant's own. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<PushChannel> of(String name) {
    for (PushChannel channel : values()) {
      if (channel.name().equalsIgnoreCase(name)) {
        return Optional.of(channel);
      }
    }
    return Optional.empty();
  }
}
