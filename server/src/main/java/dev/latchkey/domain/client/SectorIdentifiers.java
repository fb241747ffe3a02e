package dev.latchkey.domain.client;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.OutboundException;
import java.net.URI;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The list that a client which registers may name as that of its sector (OpenID Connect Dynamic
 * Client Registration 1.0 section 5): every redirect URI must stand in it, or the client is none of
 * that sector. Users have the same {@code sub} at every client, so nothing else comes of it.
 */
public final class SectorIdentifiers {

  private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.client");

  private static final String MEMBER = "sector_identifier_uri";

  private final Outbound outbound;

  public SectorIdentifiers(Outbound outbound) {
    this.outbound = outbound;
  }

  /**
   * @throws ApiException {@code INVALID_CLIENT_METADATA} when the list cannot be had, or a redirect
   *     URI is not in it
   */
  public void require(Tenant tenant, ClientMetadata metadata) {
    String address = metadata.values().path(MEMBER).asString("");
    if (!address.isEmpty() && !list(tenant, address).containsAll(metadata.redirectUris())) {
      throw invalid("Does not list each of the redirect_uris");
    }
  }

  private List<String> list(Tenant tenant, String address) {
    try {
      Outbound.Reply reply =
          outbound.send(Outbound.Request.get(URI.create(address)), tenant.callsForStrangers());
      JsonNode list = Json.read(reply.body());
      if (reply.status() == 200 && list.isArray()) {
        return list.valueStream().map(one -> one.asString("")).toList();
      }
      LOG.warn("A sector identifier is answered with status {}, or no list", reply.status());
    } catch (OutboundException | JacksonException e) {
      LOG.warn("A sector identifier cannot be read: {}", e.getMessage());
    }
    throw invalid("Must be the address of a JSON list");
  }

  private static ApiException invalid(String message) {
    return ApiError.INVALID_CLIENT_METADATA.exception(FieldError.invalid(MEMBER, message));
  }
}
