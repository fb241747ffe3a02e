package dev.latchkey.domain.client;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Authorization requests that clients sent here before the browser comes for them (RFC 9126): it
 * carries a reference that is good once, within a minute, for the client that pushed.
 */
public final class PushedRequests {

  /** How long the browser has to come. */
  public static final Duration LIFETIME = Duration.ofSeconds(60);

  private static final String PREFIX = "urn:ietf:params:oauth:request_uri:";
  private static final String KIND = "pushed_request";
  private static final String STATE = "awaits_browser";

  private record Row(JsonNode data) {}

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;

  public PushedRequests(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Whether that is a reference of ours, and no address to fetch from. */
  public static boolean isOne(String requestUri) {
    return requestUri.startsWith(PREFIX);
  }

  /** Keeps a request whose form is in order, and returns its {@code request_uri}. */
  public String keep(Tenant tenant, Client client, ObjectNode parameters) {
    String handle = secrets.token();
    Instant now = clock.instant();
    db.update(
        PendingRequests.INSERT,
        tenant.id(),
        Digest.sha256(handle),
        KIND,
        STATE,
        client.id(),
        parameters,
        now,
        now.plus(LIFETIME));
    return PREFIX + handle;
  }

  /** The parameters, once; empty when it is unknown, expired, used, or another client's. */
  public Optional<ObjectNode> take(Tenant tenant, Client client, String requestUri) {
    return db.one(
            Row.class,
            "delete from flow where tenant = ? and handle_hash = ? and kind = ? and client_id = ?"
                + " and expires_at > ? returning data",
            tenant.id(),
            Digest.sha256(requestUri.substring(PREFIX.length())),
            KIND,
            client.id(),
            clock.instant())
        .map(row -> row.data().asObject());
  }
}
