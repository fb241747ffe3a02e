package dev.latchkey.platform.outbound;

import dev.latchkey.platform.http.AddressRanges;
import java.net.InetAddress;
import java.util.List;

/** Which addresses are the public internet's: those that no registry keeps for something else. */
final class PublicAddresses {

  /** IANA's special-purpose registries (RFC 6890), and what can carry an IPv4 address in it. */
  private static final AddressRanges SPECIAL =
      AddressRanges.of(
          List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              "::/96",
              "::ffff:0:0:0/96",
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "3fff::/20",
              "5f00::/16",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8"));

  private PublicAddresses() {}

  static boolean contains(InetAddress address) {
    return !in(SPECIAL, address);
  }

  /** Whether the address is in the ranges; its scope does not matter. */
  static boolean in(AddressRanges ranges, InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return ranges.contains(scope < 0 ? text : text.substring(0, scope));
  }
}
