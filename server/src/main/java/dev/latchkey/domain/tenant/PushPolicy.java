package dev.latchkey.domain.tenant;

/**
 * Approval by a device that was enrolled, as in the configuration file.
 *
 * @param contact {@code mailto:} or {@code https:} of who answers for this server to push services
 *     (RFC 8292 section 2.1)
 * @param devices of one user, at most
 */
public record PushPolicy(String contact, boolean authy, boolean biometric, int devices) {

  public boolean offers(PushChannel channel) {
    return switch (channel) {
      case AUTHY -> authy;
      case BIOMETRIC -> biometric;
    };
  }
}
