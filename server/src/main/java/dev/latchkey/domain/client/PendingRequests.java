package dev.latchkey.domain.client;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Authorize requests whose user is at the client's login page. The request token leads back to what
 * was asked at first, so that nothing of it can be changed on the way (contract section 4.1.7). It
 * is good for that client until one login is done with it. The user of a device who has to log in
 * before deciding (RFC 8628 section 3.3) waits in the same way.
 */
public final class PendingRequests {

  static final Duration LIFETIME = Duration.ofMinutes(30);

  /** Of a request that waits here, with nothing shown yet. */
  static final String INSERT =
      """
      insert into flow (tenant, handle_hash, kind, state, client_id, proofs, data, created_at, expires_at)
      values (?, ?, ?, ?, ?, '[]', ?, ?, ?)\
      """;

  private static final String KIND = "authorize";
  private static final String STATE = "awaits_login";

  /** No name of a parameter: clients' requests are kept without those that are unknown. */
  private static final String USER_CODE = "user_code";

  /** Likewise: the key of the request as it was pushed, which one answer uses up with this one. */
  public static final String PUSHED = "pushed_request";

  /**
   * A request that awaits its login.
   *
   * @param key by which a flow remembers it ({@link AccessRequest#pending})
   * @param parameters as they were sent
   * @param since when the user was sent to the login page
   */
  public record Pending(String key, ObjectNode parameters, Instant since) {

    /** Of the device whose user waits; null: it is an authorize request. */
    public @Nullable String userCode() {
      return parameters.path(USER_CODE).asString(null);
    }

    /** The key of the request in {@link PushedRequests}; null: it was not pushed. */
    public @Nullable String pushed() {
      return parameters.path(PUSHED).asString(null);
    }
  }

  private record Row(byte[] handleHash, JsonNode data, Instant createdAt) {}

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;

  public PendingRequests(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Adds a request to the changes and returns its token. */
  public String keep(Changes changes, Tenant tenant, Client client, ObjectNode parameters) {
    String token = secrets.token();
    Instant now = clock.instant();
    changes.add(
        INSERT,
        tenant.id(),
        Digest.sha256(token),
        KIND,
        STATE,
        client.id(),
        parameters,
        now,
        now.plus(LIFETIME));
    return token;
  }

  /** Adds to the changes that the user of a device waits, and returns a token likewise. */
  public String keepDevice(Changes changes, Tenant tenant, Client client, String userCode) {
    return keep(changes, tenant, client, Json.object().put(USER_CODE, userCode));
  }

  /** The request of that token; empty when it is unknown, expired, done, or another client's. */
  public Optional<Pending> find(Tenant tenant, Client client, String token) {
    return db.one(
            Row.class,
            "select handle_hash, data, created_at from flow where tenant = ? and handle_hash = ?"
                + " and kind = ? and client_id = ? and expires_at > ?",
            tenant.id(),
            Digest.sha256(token),
            KIND,
            client.id(),
            clock.instant())
        .map(row ->
            new Pending(
                Digest.base64Url(row.handleHash()), row.data().asObject(), row.createdAt()));
  }

  /** Adds to the changes that the user has chosen the account: the request does not ask again. */
  public void chosen(Changes changes, Tenant tenant, Client client, Pending request) {
    Set<String> prompt = Scopes.parse(request.parameters().path("prompt").asString(""));
    prompt.remove("select_account");
    changes.add(
        "update flow set data = data || jsonb_build_object('prompt', ?::text) where tenant = ? and"
            + " handle_hash = ? and kind = ? and client_id = ?",
        Scopes.join(prompt),
        tenant.id(),
        Base64.getUrlDecoder().decode(request.key()),
        KIND,
        client.id());
  }

  /**
   * Adds to the changes that the login is done which the request awaited, if it awaited one. If
   * another was faster, nothing of the changes is written.
   */
  public void finish(Changes changes, Tenant tenant, Client client, AccessRequest request) {
    if (request.pending() != null) {
      changes.addExactlyOne(
          () -> {
            throw ApiError.INVALID_STATE.exception();
          },
          "delete from flow where tenant = ? and handle_hash = ? and kind = ? and client_id = ?"
              + " and expires_at > ?",
          tenant.id(),
          Base64.getUrlDecoder().decode(request.pending()),
          KIND,
          client.id(),
          clock.instant());
    }
  }
}
