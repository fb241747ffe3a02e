package dev.latchkey.platform.geo;

import java.util.Optional;

/** Tells where addresses are. Thread-safe. */
@FunctionalInterface
public interface Places {

  /** Without a file nothing is known of any address. */
  Places UNKNOWN = address -> Optional.empty();

  /**
   * @param address IPv4 or IPv6, in text
   * @return empty when nothing is known of it, as of a private one
   */
  Optional<Place> of(String address);
}
