package dev.latchkey.platform.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set of IP addresses and networks. */
public final class AddressRanges {

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

  private AddressRanges(List<Network> networks) {
    this.networks = networks;
  }

  /**
   * @param cidrs such as {@code 10.0.0.0/8}, {@code 192.0.2.7} or {@code 2001:db8::/32}
   * @throws IllegalArgumentException when one of them is not an address or network
   */
  public static AddressRanges of(List<String> cidrs) {
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
    return new AddressRanges(List.copyOf(networks));
  }

  public boolean isEmpty() {
    return networks.isEmpty();
  }

  /** Whether the text is an address literal in one of the ranges. */
  public boolean contains(String text) {
    byte[] address = address(text);
    return address != null && networks.stream().anyMatch(network -> network.contains(address));
  }

  /** Whether the text is an address literal. */
  public static boolean isAddress(String text) {
    return address(text) != null;
  }

  /**
   * The network that stands for one subscriber, however its address is written: an IPv4 address, in
   * IPv6 form or not, or the first 64 bits of an IPv6 one.
   */
  public static String subscriber(String text) {
    byte[] address = address(text);
    if (address == null) {
      return text;
    }
    if (address.length == 4) {
      return "%d.%d.%d.%d"
          .formatted(address[0] & 0xff, address[1] & 0xff, address[2] & 0xff, address[3] & 0xff);
    }
    StringBuilder prefix = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      prefix.append("%02x".formatted(address[i]));
    }
    return prefix.append("::/64").toString();
  }

  /** The bytes of an address literal; null for anything else, and no name is ever looked up. */
  static byte @Nullable [] address(String text) {
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
