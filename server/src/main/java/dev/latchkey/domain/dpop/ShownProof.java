package dev.latchkey.domain.dpop;

import java.util.List;
import java.util.function.Consumer;

/**
 * What a request shows of a key, unchecked. Only {@code Call} makes one, of the request itself
 * (FloorsTest).
 *
 * @param headers each value of the header {@code DPoP}
 * @param method of HTTP
 * @param addresses of what is asked for, without a query, by each name that the tenant has
 * @param answer takes a nonce that the answer is to bring along, whatever else it says
 */
public record ShownProof(
    List<String> headers, String method, List<String> addresses, Consumer<String> answer) {

  public ShownProof {
    headers = List.copyOf(headers);
    addresses = List.copyOf(addresses);
  }

  public boolean isThere() {
    return !headers.isEmpty();
  }

  @Override
  public String toString() {
    return "ShownProof[" + method + " " + addresses + "]";
  }
}
