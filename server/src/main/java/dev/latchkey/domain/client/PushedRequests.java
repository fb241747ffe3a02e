package dev.latchkey.domain.client;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Authorization requests that clients sent here before the browser comes for them (RFC 9126): it
 * carries a reference that is good within a minute, for the client that pushed, until one answer is
 * given. A page that is loaded anew before that is none (section 4; FAPI 2.0 Security Profile
 * section 5.3.2.2, note 3).
 */
public final class PushedRequests {

  /** How long the browser has to come. */
  public static final Duration LIFETIME = Duration.ofSeconds(60);

  private static final String PREFIX = "urn:ietf:params:oauth:request_uri:";
  private static final String KIND = "pushed_request";
  private static final String STATE = "awaits_browser";

  /** A browser that came in time may log in as slowly as any other. */
  private static final Duration KEPT = LIFETIME.plus(PendingRequests.LIFETIME);

  /**
   * @param key by which a flow remembers it ({@link AccessRequest#pushed})
   * @param parameters as they were pushed
   */
  public record Pushed(String key, ObjectNode parameters) {}

  private record Row(byte[] handleHash, JsonNode data) {}

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
        now.plus(KEPT));
    return PREFIX + handle;
  }

  /** The request; empty when it is unknown, expired, answered, or another client's. */
  public Optional<Pushed> find(Tenant tenant, Client client, String requestUri) {
    return db.one(
            Row.class,
            "select handle_hash, data from flow where tenant = ? and handle_hash = ? and kind = ?"
                + " and client_id = ? and created_at > ?",
            tenant.id(),
            Digest.sha256(requestUri.substring(PREFIX.length())),
            KIND,
            client.id(),
            clock.instant().minus(LIFETIME))
        .map(row -> new Pushed(Digest.base64Url(row.handleHash()), row.data().asObject()));
  }

  /**
   * Adds to the changes that the request is answered, if it was pushed. If it was answered already,
   * nothing of the changes is written.
   */
  public void finish(Changes changes, Tenant tenant, Client client, AccessRequest request) {
    if (request.pushed() != null) {
      changes.addExactlyOne(
          () -> {
            throw ApiError.INVALID_REQUEST_URI.exception();
          },
          "delete from flow where tenant = ? and handle_hash = ? and kind = ? and client_id = ?"
              + " and expires_at > ?",
          tenant.id(),
          Base64.getUrlDecoder().decode(request.pushed()),
          KIND,
          client.id(),
          clock.instant());
    }
  }
}
