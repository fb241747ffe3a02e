package dev.latchkey.domain.push;

/**
 * Where a device is woken: a subscription of Web Push, which UnifiedPush's are, too.
 *
 * @param kind {@link #WEB}
 */
public record PushAddress(String kind, String endpoint, String p256dh, String auth) {

  public static final String WEB = "web";

  /** Whoever knows the endpoint can push to it. */
  @Override
  public String toString() {
    return "PushAddress[" + kind + "]";
  }
}
