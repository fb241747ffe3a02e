package dev.latchkey.domain.client;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.platform.crypto.Digest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which client speaks and, for a confidential one, that it is itself (RFC 6749 section
 * 2.3).
 */
public final class ClientAuthenticator {

  private final Clients clients;

  public ClientAuthenticator(Clients clients) {
    this.clients = clients;
  }

  /**
   * @param authorization the header, if any
   * @param clientId of the body, if any
   * @param clientSecret of the body, if any
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_CLIENT} when the client is
   *     unknown, uses another method than its own or has the wrong secret
   */
  public Client authenticate(
      String tenant,
      @Nullable String authorization,
      @Nullable String clientId,
      @Nullable String clientSecret) {
    if (authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      return basic(tenant, authorization.substring(6).strip(), clientId, clientSecret);
    }
    if (clientId == null) {
      throw ApiError.INVALID_CLIENT.exception("client_id is missing");
    }
    Client client = known(tenant, clientId);
    return switch (client.authMethod()) {
      case "none" -> client;
      case "client_secret_post" -> withSecret(client, clientSecret);
      default -> throw ApiError.INVALID_CLIENT.exception();
    };
  }

  private Client basic(
      String tenant, String credentials, @Nullable String clientId, @Nullable String bodySecret) {
    String id;
    String secret;
    try {
      String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon < 0) {
        throw ApiError.INVALID_CLIENT.exception();
      }
      id = URLDecoder.decode(pair.substring(0, colon), StandardCharsets.UTF_8);
      secret = URLDecoder.decode(pair.substring(colon + 1), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiError.INVALID_CLIENT.causedBy(e);
    }
    // One method a request (RFC 6749 section 2.3), and no second opinion on who speaks.
    if (bodySecret != null || clientId != null && !clientId.equals(id)) {
      throw ApiError.INVALID_CLIENT.exception("Two ways of client authentication");
    }
    Client client = known(tenant, id);
    if (!client.authMethod().equals("client_secret_basic")) {
      throw ApiError.INVALID_CLIENT.exception();
    }
    return withSecret(client, secret);
  }

  private Client known(String tenant, String id) {
    return clients.find(tenant, id).orElseThrow(ApiError.INVALID_CLIENT::exception);
  }

  private static Client withSecret(Client client, @Nullable String secret) {
    boolean right = false;
    for (String known : client.secrets()) {
      right |= secret != null && Digest.same(known, secret);
    }
    if (!right) {
      throw ApiError.INVALID_CLIENT.exception();
    }
    return client;
  }
}
