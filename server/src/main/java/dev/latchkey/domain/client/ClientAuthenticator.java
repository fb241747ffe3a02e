package dev.latchkey.domain.client;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.key.ForeignJwt;
import dev.latchkey.domain.key.UsedJwts;
import dev.latchkey.domain.tenant.Tenant;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which client speaks and, for a confidential one, that it is itself (RFC 6749 section
 * 2.3, OpenID Connect Core section 9).
 */
public final class ClientAuthenticator {

  /** The ways of clients that can keep a secret or a key; public ones have {@code none}. */
  public static final List<String> METHODS =
      List.of(
          "client_secret_basic",
          "client_secret_post",
          ClientAssertions.BY_SECRET,
          ClientAssertions.BY_KEY);

  /**
   * What a request shows of its client.
   *
   * @param authorization the header, if any
   * @param clientId of the body, if any
   * @param clientSecret of the body, if any
   * @param assertionType of the body, if any
   * @param assertion of the body, if any
   * @param endpoint the address that was asked
   */
  public record Credentials(
      @Nullable String authorization,
      @Nullable String clientId,
      @Nullable String clientSecret,
      @Nullable String assertionType,
      @Nullable String assertion,
      String endpoint) {

    /** Of an endpoint that takes secrets alone. */
    public static Credentials bySecret(
        @Nullable String authorization, @Nullable String clientId, @Nullable String clientSecret) {
      return new Credentials(authorization, clientId, clientSecret, null, null, "");
    }

    private boolean isBasic() {
      return authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6);
    }

    /** One way a request (RFC 6749 section 2.3), and no second opinion on who speaks. */
    private boolean isMixed() {
      int ways = 0;
      ways += isBasic() ? 1 : 0;
      ways += clientSecret != null ? 1 : 0;
      ways += assertion != null || assertionType != null ? 1 : 0;
      return ways > 1;
    }
  }

  private final Clients clients;
  private final ClientAssertions assertions;

  public ClientAuthenticator(Clients clients, ClientKeys keys, UsedJwts used, InstantSource clock) {
    this.clients = clients;
    this.assertions = new ClientAssertions(keys, used, clock);
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_CLIENT} when the client is
   *     unknown, uses another method than its own or does not show that it is itself; {@code
   *     TEMPORARILY_UNAVAILABLE} when its keys cannot be fetched
   */
  public Client authenticate(Tenant tenant, Credentials shown) {
    if (shown.isMixed()) {
      throw ApiError.INVALID_CLIENT.exception("Two ways of client authentication");
    }
    if (shown.isBasic()) {
      return basic(tenant, shown);
    }
    if (shown.assertion() != null || shown.assertionType() != null) {
      return asserted(tenant, shown);
    }
    if (shown.clientId() == null) {
      throw ApiError.INVALID_CLIENT.exception("client_id is missing");
    }
    Client client = known(tenant, shown.clientId());
    return switch (client.authMethod()) {
      case "none" -> client;
      case "client_secret_post" -> withSecret(client, shown.clientSecret());
      default -> throw ApiError.INVALID_CLIENT.exception();
    };
  }

  private Client basic(Tenant tenant, Credentials shown) {
    String id;
    String secret;
    try {
      String credentials = String.valueOf(shown.authorization()).substring(6).strip();
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
    requireSame(shown.clientId(), id);
    Client client = known(tenant, id);
    if (!client.authMethod().equals("client_secret_basic")) {
      throw ApiError.INVALID_CLIENT.exception();
    }
    return withSecret(client, secret);
  }

  private Client asserted(Tenant tenant, Credentials shown) {
    if (shown.assertion() == null || !ClientAssertions.TYPE.equals(shown.assertionType())) {
      throw ApiError.INVALID_CLIENT.exception(
          "client_assertion_type must be " + ClientAssertions.TYPE);
    }
    ForeignJwt assertion =
        ForeignJwt.read(shown.assertion()).orElseThrow(ApiError.INVALID_CLIENT::exception);
    String id = ClientAssertions.client(assertion);
    requireSame(shown.clientId(), id);
    Client client = known(tenant, id);
    List<String> ourNames =
        List.of(tenant.issuer(), shown.endpoint(), tenant.publicUrl() + "/oauth/token");
    if (!assertions.accepts(tenant, client, assertion, ourNames)) {
      throw ApiError.INVALID_CLIENT.exception();
    }
    return client;
  }

  private static void requireSame(@Nullable String clientId, String id) {
    if (clientId != null && !clientId.equals(id)) {
      throw ApiError.INVALID_CLIENT.exception("Two ways of client authentication");
    }
  }

  private Client known(Tenant tenant, String id) {
    return clients.find(tenant.id(), id).orElseThrow(ApiError.INVALID_CLIENT::exception);
  }

  private static Client withSecret(Client client, @Nullable String secret) {
    if (!ClientSecrets.isAmong(client.secrets(), secret)) {
      throw ApiError.INVALID_CLIENT.exception();
    }
    return client;
  }
}
