package dev.latchkey.platform.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The networks whose {@code X-Forwarded-For} is believed. The header is read from its right end for as long as the speaker is trusted, so what a client
 * itself put in front is never reached.
 */
public final class TrustedProxies {

  /** Nobody is trusted: the socket's peer is the client. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private record Network(byte[] prefix, int bits) {

    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if ((address[bit >> 3] & mask) != (prefix[bit >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Network> networks;

  private TrustedProxies(List<Network> networks) {
    this.networks = networks;
  }

  /**
   * @param cidrs such as {@code 10.0.0.0/8}, {@code 192.0.2.7} or {@code 2001:db8::/32}
   * @throws IllegalArgumentException when one of them is not an address or network
   */
  public static TrustedProxies of(List<String> cidrs) {
    List<Network> networks = new ArrayList<>();
    for (String cidr : cidrs) {
      int slash = cidr.indexOf('/');
      byte[] prefix = address(slash < 0 ? cidr : cidr.substring(0, slash));
      if (prefix == null) {
        throw new IllegalArgumentException(cidr + " is not an IP address or network");
      }
      int bits = slash < 0 ? prefix.length * 8 : Integer.parseInt(cidr.substring(slash + 1));
      if (bits < 0 || bits > prefix.length * 8) {
        throw new IllegalArgumentException(cidr + " has an impossible prefix length");
      }
      networks.add(new Network(prefix, bits));
    }
    return new TrustedProxies(List.copyOf(networks));
  }

  /** The client's address, given the socket's peer and the {@code X-Forwarded-For} header. */
  String clientAddress(String peer, @Nullable String forwardedFor) {
    if (forwardedFor == null || networks.isEmpty() || !trusts(peer)) {
      return peer;
    }
    String[] hops = forwardedFor.split(",", -1);
    for (int i = hops.length - 1; i >= 0; i--) {
      String hop = hops[i].strip();
      if (address(hop) == null) {
        return peer;
      }
      if (i == 0 || !trusts(hop)) {
        return hop;
      }
    }
    return peer;
  }

  private boolean trusts(String text) {
    byte[] address = address(text);
    return address != null && networks.stream().anyMatch(network -> network.contains(address));
  }

  private static byte @Nullable [] address(String text) {
    // Only literals: a name would be looked up.
    boolean literal =
        !text.isEmpty()
            && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')
            && (text.indexOf(':') >= 0 || text.chars().filter(c -> c == '.').count() == 3);
    if (!literal) {
      return null;
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
