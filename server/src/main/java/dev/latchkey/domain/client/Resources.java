package dev.latchkey.domain.client;

import dev.latchkey.domain.client.Client.Resource;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which APIs an access token may be for (RFC 8707): those of the client, and this server itself
 * under the name of its issuer.
 */
public final class Resources {

  private Resources() {}

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_TARGET} when one of them is not
   *     the client's
   */
  public static void require(Tenant tenant, Client client, Collection<String> identifiers) {
    Set<String> known = new LinkedHashSet<>(List.of(tenant.issuer()));
    client.openid().resources().forEach(resource -> known.add(resource.identifier()));
    if (!known.containsAll(identifiers)) {
      throw ApiError.INVALID_TARGET.exception();
    }
  }

  /** Those of the scopes that mean something at one of the resources. */
  public static Set<String> scopes(
      Client client, Collection<String> identifiers, Set<String> scopes) {
    List<Resource> limited =
        client.openid().resources().stream()
            .filter(resource -> identifiers.contains(resource.identifier()))
            .toList();
    boolean any =
        identifiers.isEmpty()
            || limited.size() < identifiers.size()
            || limited.stream().anyMatch(resource -> resource.scopes().isEmpty());
    if (any) {
      return scopes;
    }
    Set<String> fewer = new LinkedHashSet<>(scopes);
    fewer.removeIf(scope -> limited.stream().noneMatch(one -> one.scopes().contains(scope)));
    return fewer;
  }

  /**
   * The {@code aud} of an access token (RFC 9068 section 3): who is named, or the client where
   * nobody is, which stands for this server.
   */
  public static List<String> audience(Client client, Collection<String> identifiers) {
    return identifiers.isEmpty() ? List.of(client.id()) : List.copyOf(identifiers);
  }

  /** Whether a token of that audience is good at this server's own endpoints (attack class 24). */
  public static boolean includeUs(Tenant tenant, String clientId, Collection<String> audience) {
    return audience.contains(clientId) || audience.contains(tenant.issuer());
  }
}
