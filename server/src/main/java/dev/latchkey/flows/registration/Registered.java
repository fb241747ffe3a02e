package dev.latchkey.flows.registration;

import dev.latchkey.domain.client.RegisteredClients.Registration;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told of its registration (RFC 7591 section 3.2.1).
 *
 * @param secret told once; null: it has none, or has been told
 * @param token by which it reads and changes its registration (RFC 7592 section 3)
 */
public record Registered(Registration client, @Nullable String secret, String token) {

  @Override
  public String toString() {
    return "Registered[" + client.id() + "]";
  }
}
