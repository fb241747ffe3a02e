package dev.latchkey.domain.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.tenant.RegistrationPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.OutboundException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Clients whose id is an address, at which they say what they are (OAuth Client ID Metadata
 * Document, draft-ietf-oauth-client-id-metadata-document). The document is fetched when a browser
 * or a pushed request names it, with the guard that every call to a stranger's address has, and is
 * good for an hour. Thread-safe.
 */
public final class ClientDocuments {

  private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.client");

  private static final Duration FRESH = Duration.ofHours(1);

  /** Nobody can make us ask more often for what is not there. */
  private static final Duration BETWEEN_FAILURES = Duration.ofMinutes(1);

  /** In bytes (section 6.6 of the draft). */
  private static final int LARGEST = 5 * 1024;

  private static final int MOST_FAILURES = 10_000;

  /** A client that publishes what it says has no secret (section 4.1 of the draft). */
  private static final List<String> AUTH_METHODS = List.of("none", ClientAssertions.BY_KEY);

  private record Address(String tenant, String url) {}

  private final RegisteredClients clients;
  private final Outbound outbound;
  private final Cache<Address, Boolean> failures;

  public ClientDocuments(RegisteredClients clients, Outbound outbound, InstantSource clock) {
    this.clients = clients;
    this.outbound = outbound;
    this.failures =
        Caffeine.newBuilder()
            .maximumSize(MOST_FAILURES)
            .expireAfterWrite(BETWEEN_FAILURES)
            .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
            .build();
  }

  /**
   * Fetches the document when the id is the address of one that is not known, or not of late. What
   * cannot be fetched or used is as it was before: a client unknown, or as it last was.
   *
   * @param count is run before a call goes out, and may throw
   */
  public void bringUpToDate(Tenant tenant, String clientId, Runnable count) {
    RegistrationPolicy policy = tenant.registration();
    Address address = new Address(tenant.id(), clientId);
    if (policy == null
        || !policy.clientIdDocuments()
        || !isAddress(clientId, tenant.callsForStrangers())
        || failures.getIfPresent(address) != null
        || clients.isFresh(tenant, clientId)) {
      return;
    }
    count.run();
    try {
      clients.keepDocument(tenant, clientId, fetch(tenant, clientId, policy), FRESH);
    } catch (OutboundException | ApiException | JacksonException | Unusable e) {
      failures.put(address, true);
      LOG.warn("The document of a client cannot be used: {}", e.getMessage());
    }
  }

  /**
   * Whether a client id is an address of a document (section 3 of the draft): https, with a path,
   * and written in one way only. Hosts that are exempt for development may do without TLS.
   */
  private static boolean isAddress(String clientId, Outbound.Limits limits) {
    try {
      URI uri = new URI(clientId);
      String path = uri.getRawPath();
      return uri.getHost() != null
          && (clientId.startsWith("https://")
              || clientId.startsWith("http://") && limits.exempt().contains(uri.getHost()))
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null
          && path != null
          && path.length() > 1
          && uri.normalize().equals(uri);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private ClientMetadata fetch(Tenant tenant, String address, RegistrationPolicy policy) {
    Outbound.Reply reply =
        outbound.send(Outbound.Request.get(URI.create(address)), tenant.callsForStrangers());
    if (reply.status() != 200 || reply.body().length > LARGEST) {
      throw new Unusable("Answered with status " + reply.status() + ", or too large");
    }
    if (!(Json.read(reply.body()) instanceof ObjectNode document)
        || !document.path("client_id").asString("").equals(address)) {
      throw new Unusable("Its client_id is not its address");
    }
    if (document.has("client_secret") || document.has("client_secret_expires_at")) {
      throw new Unusable("It holds a secret");
    }
    if (!document.has("token_endpoint_auth_method")) {
      document.put("token_endpoint_auth_method", "none");
    }
    ClientMetadata metadata = ClientMetadata.read(Fields.of(document), tenant, policy);
    if (!AUTH_METHODS.contains(metadata.authMethod())) {
      throw new Unusable("It wants to authenticate with a secret");
    }
    requireOwnAddresses(URI.create(address), metadata);
    return metadata;
  }

  /**
   * A page that it is answered at is at the host of the document, or on the user's own machine, and
   * so is where it wants to be told of a logout: otherwise anybody could publish a document that
   * lends a well-known name to an address of another.
   */
  private static void requireOwnAddresses(URI document, ClientMetadata metadata) {
    metadata
        .ownAddresses()
        .map(URI::create)
        .filter(uri -> "https".equalsIgnoreCase(uri.getScheme()))
        .filter(uri -> !document.getHost().equalsIgnoreCase(uri.getHost()))
        .findFirst()
        .ifPresent(uri -> {
          throw new Unusable("An address of the client is at another host");
        });
  }

  /** Why a document cannot be used: for the operator's log, never for the caller. */
  private static final class Unusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unusable(String reason) {
      super(reason, null, false, false);
    }
  }
}
