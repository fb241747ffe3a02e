package dev.latchkey.domain.proof;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.provider.Provider;
import dev.latchkey.domain.provider.Upstream.Handshake;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Browsers that were sent to a provider and have not come back. The {@code state} leads back to
 * what the client asked for; it is good once, for that provider (attack class 38), in that browser
 * (RFC 9700 section 4.7). Nonce and PKCE verifier are derived from it with the root key: nothing
 * that stands in the database or passes through the browser tells them.
 */
public final class Departures {

  /** {@code flow.kind} of its rows. */
  static final String KIND = "provider";

  private static final Duration LIFETIME = Duration.ofMinutes(15);

  /**
   * A browser that is back.
   *
   * @param link null when it is to log in, and not to link
   * @param origin the client's word for reports
   */
  public record Returned(
      Provider provider,
      Handshake handshake,
      String clientId,
      AccessRequest request,
      @Nullable LinkProof link,
      String origin) {}

  private record Row(
      String state,
      String clientId,
      @Nullable UUID profileId,
      JsonNode data,
      Instant createdAt,
      Instant expiresAt) {}

  private final Db db;
  private final RootKey rootKey;
  private final Secrets secrets;
  private final InstantSource clock;

  public Departures(Db db, RootKey rootKey, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.rootKey = rootKey;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Adds a departure to the changes.
   *
   * @param browser what only this browser knows
   * @param owner of the profile that the identity is to be linked to; null: to log in
   */
  public Handshake leave(
      Changes changes,
      Tenant tenant,
      Client client,
      Provider provider,
      AccessRequest request,
      String browser,
      @Nullable OwnerProof owner,
      String origin) {
    String state = secrets.token();
    Instant now = clock.instant();
    ObjectNode data = Json.object().put("browser", hash(browser)).put("origin", origin);
    data.set("request", Json.tree(request));
    changes.add(
        """
        insert into flow (tenant, handle_hash, kind, state, client_id, profile_id, proofs, data, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, '[]', ?, ?, ?)\
        """,
        tenant.id(),
        Digest.sha256(state),
        KIND,
        provider.name(),
        client.id(),
        owner == null ? null : owner.profileId(),
        data,
        now,
        now.plus(LIFETIME));
    return handshake(tenant, provider, state);
  }

  /**
   * Takes a browser back that comes from one of the key's variants. Empty when the state is
   * unknown, used, expired, of another provider, or another browser's: then it stays good for its
   * own.
   */
  public Optional<Returned> comeBack(
      Tenant tenant, String providerKey, String state, String browser) {
    List<String> names = Provider.ofKey(tenant, providerKey).stream().map(Provider::name).toList();
    return db.one(
            Row.class,
            """
            delete from flow where tenant = ? and handle_hash = ? and kind = ? and state = any(?)
              and data ->> 'browser' = ?
            returning state, client_id, profile_id, data, created_at, expires_at\
            """,
            tenant.id(),
            Digest.sha256(state),
            KIND,
            names,
            hash(browser))
        .filter(row -> row.expiresAt().isAfter(clock.instant()))
        .map(row -> returned(tenant, row, state));
  }

  private Returned returned(Tenant tenant, Row row, String state) {
    Provider provider = Provider.find(tenant, row.state()).orElseThrow();
    UUID linked = row.profileId();
    return new Returned(
        provider,
        handshake(tenant, provider, state),
        row.clientId(),
        Json.read(row.data().path("request"), AccessRequest.class),
        linked == null ? null : new LinkProof(linked, row.createdAt()),
        row.data().path("origin").asString(""));
  }

  private Handshake handshake(Tenant tenant, Provider provider, String state) {
    return new Handshake(
        tenant.publicUrl() + "/login/" + provider.key() + "/callback",
        state,
        derived("provider-nonce", state),
        derived("provider-pkce", state));
  }

  private String derived(String purpose, String state) {
    return Digest.base64Url(rootKey.mac(purpose, state.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String hash(String browser) {
    return Digest.base64Url(Digest.sha256(browser));
  }
}
