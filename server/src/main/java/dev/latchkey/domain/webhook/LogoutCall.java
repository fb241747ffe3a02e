package dev.latchkey.domain.webhook;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientSignatures;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.webhook.Deliveries.Taken;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.Outbound.Reply;
import dev.latchkey.platform.outbound.Outbound.Request;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells a client that a session is over (OpenID Connect Back-Channel Logout 1.0 section 2.5). The
 * token is made anew for each try: it lives for two minutes. Thread-safe.
 */
final class LogoutCall {

  /** {@code typ} of a logout token (section 2.4). */
  private static final String TYPE = "logout+jwt";

  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final Duration LIFETIME = Duration.ofMinutes(2);

  private final Outbound outbound;
  private final Clients clients;
  private final ClientSignatures signatures;
  private final Secrets secrets;
  private final InstantSource clock;

  LogoutCall(
      Outbound outbound,
      Clients clients,
      ClientSignatures signatures,
      Secrets secrets,
      InstantSource clock) {
    this.outbound = outbound;
    this.clients = clients;
    this.signatures = signatures;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Who is to be told; empty when the client is gone, or has no address for it any more. */
  Optional<Client> receiver(Tenant tenant, Taken taken) {
    return clients
        .find(tenant.id(), taken.hook().substring(LogoutNotices.HOOK.length()))
        .filter(client -> client.logout().backchannelLogoutUri() != null);
  }

  /**
   * @throws dev.latchkey.platform.outbound.OutboundException when there is no answer
   */
  Reply send(Tenant tenant, Client client, Taken taken) {
    String uri = String.valueOf(client.logout().backchannelLogoutUri());
    return outbound.send(
        Request.post(URI.create(uri), "logout_token=" + token(tenant, client, taken)),
        client.calls(tenant));
  }

  private String token(Tenant tenant, Client client, Taken taken) {
    long now = clock.instant().getEpochSecond();
    ObjectNode claims =
        Json.object()
            .put("iss", tenant.issuer())
            .put("aud", client.id())
            .put("iat", now)
            .put("exp", now + LIFETIME.toSeconds())
            .put("jti", Digest.base64Url(secrets.bytes(16)))
            .put("sub", String.valueOf(taken.profileId()))
            .put("sid", taken.event().path(LogoutNotices.SID).asString());
    claims.putObject("events").putObject(EVENT);
    return signatures.sign(tenant, client, TYPE, claims);
  }

  /** Section 2.8. */
  static boolean isDone(int status) {
    return status == 200 || status == 204;
  }

  /** Whether the client has refused, so that another try would be refused, too (section 2.8). */
  static boolean isFinal(@Nullable Integer status) {
    return status != null && status == 400;
  }
}
