package dev.latchkey.platform.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The networks whose {@code X-Forwarded-For} is believed. The header is read from its right end for
 * as long as the speaker is trusted, so what a client itself put in front is never reached (attack
 * class 11).
 */
public final class TrustedProxies {

  /** Nobody is trusted: the socket's peer is the client. */
  public static final TrustedProxies NONE = of(List.of());

  private final AddressRanges ranges;

  private TrustedProxies(AddressRanges ranges) {
    this.ranges = ranges;
  }

  /**
   * @param cidrs as {@link AddressRanges#of}
   */
  public static TrustedProxies of(List<String> cidrs) {
    return new TrustedProxies(AddressRanges.of(cidrs));
  }

  /** The client's address, given the socket's peer and the {@code X-Forwarded-For} header. */
  String clientAddress(String peer, @Nullable String forwardedFor) {
    if (forwardedFor == null || !ranges.contains(peer)) {
      return peer;
    }
    String[] hops = forwardedFor.split(",", -1);
    for (int i = hops.length - 1; i >= 0; i--) {
      String hop = hops[i].strip();
      if (AddressRanges.address(hop) == null) {
        return peer;
      }
      if (i == 0 || !ranges.contains(hop)) {
        return hop;
      }
    }
    return peer;
  }
}
