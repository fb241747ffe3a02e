package dev.latchkey.domain.client;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.RegistrationPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Clients that are in no configuration file: those that registered (RFC 7591), and those whose id
 * is the address of what they say of themselves (OAuth Client ID Metadata Document). All are of
 * other parties. Read anew for each request, so that a client which is gone is gone on every node.
 * Thread-safe.
 */
public final class RegisteredClients {

  /** How such a client came here. */
  private enum Source {
    REGISTRATION,
    DOCUMENT
  }

  /**
   * A client that registered.
   *
   * @param createdAt when
   */
  public record Registration(String id, ClientMetadata metadata, Instant createdAt) {}

  private record Row(
      String id,
      String source,
      JsonNode metadata,
      @Nullable String secret,
      Instant createdAt,
      @Nullable Instant freshUntil) {}

  private static final String COLUMNS = "id, source, metadata, secret, created_at, fresh_until";

  private final Db db;
  private final InstantSource clock;
  private final Map<String, RegistrationPolicy> policies;
  private final Function<ObjectNode, Client> form;

  /**
   * @param policies by the id of their tenant, of those that have one
   * @param form makes a client of its settings, as they would stand in the configuration
   */
  public RegisteredClients(
      Db db,
      InstantSource clock,
      Map<String, RegistrationPolicy> policies,
      Function<ObjectNode, Client> form) {
    this.db = db;
    this.clock = clock;
    this.policies = Map.copyOf(policies);
    this.form = form;
  }

  /** The client of that id, where the tenant has such clients at all. */
  Optional<Client> find(String tenant, String id) {
    RegistrationPolicy policy = policies.get(tenant);
    return policy == null
        ? Optional.empty()
        : row(tenant, id)
            .filter(row -> isDocument(row) ? policy.clientIdDocuments() : policy.hasEndpoint())
            .map(row -> client(row, policy));
  }

  private Client client(Row row, RegistrationPolicy policy) {
    ClientMetadata metadata = metadata(row);
    return form.apply(
        new MetadataSettings(metadata)
            .of(
                row.id(),
                metadata.displayName(row.id(), home(row, metadata)),
                row.secret() == null ? List.of() : List.of(row.secret()),
                policy));
  }

  /**
   * The host that the client is at home at: what no client can claim which is not. That of the
   * document, or of the first address it is answered at; the scheme of an app has none. A client
   * that registered devices gets tokens without being answered anywhere: what it says is no proof.
   */
  private static @Nullable String home(Row row, ClientMetadata metadata) {
    if (!isDocument(row) && metadata.hasDevices()) {
      return null;
    }
    URI uri = URI.create(isDocument(row) ? row.id() : metadata.redirectUris().getFirst());
    return uri.getHost() == null ? uri.getScheme() + ":" : uri.getHost();
  }

  private static boolean isDocument(Row row) {
    return row.source().equals(Source.DOCUMENT.name());
  }

  private static ClientMetadata metadata(Row row) {
    return new ClientMetadata(row.metadata().asObject());
  }

  /**
   * Keeps a client that registers. Those that come at the same moment may be some more than the
   * policy has as most.
   *
   * @param secret null for those that have none
   * @param registrationToken by which it reads and changes what it registered
   * @throws dev.latchkey.domain.error.ApiException {@code TOO_MANY_CLIENTS}
   */
  public void add(
      Tenant tenant,
      RegistrationPolicy policy,
      Registration client,
      @Nullable String secret,
      String registrationToken) {
    int added =
        db.update(
            """
            insert into registered_client (tenant, id, source, metadata, secret, token_hash, created_at)
            select ?, ?, ?, ?, ?, ?, ?
            where (select count(*) from registered_client where tenant = ? and source = ?) < ?\
            """,
            tenant.id(),
            client.id(),
            Source.REGISTRATION.name(),
            client.metadata().values(),
            secret == null ? null : ClientSecrets.hash(secret),
            Digest.sha256(registrationToken),
            client.createdAt(),
            tenant.id(),
            Source.REGISTRATION.name(),
            policy.most());
    if (added == 0) {
      throw ApiError.TOO_MANY_CLIENTS.exception();
    }
  }

  /** The client that registered, when that is the token it was given then. */
  public Optional<Registration> find(Tenant tenant, String id, String registrationToken) {
    return db.one(
            Row.class,
            "select "
                + COLUMNS
                + " from registered_client where tenant = ? and id = ?"
                + " and token_hash = ?",
            tenant.id(),
            id,
            Digest.sha256(registrationToken))
        .map(row -> new Registration(row.id(), metadata(row), row.createdAt()));
  }

  /** Whether that is the client's secret. */
  public boolean hasSecret(Tenant tenant, String id, String secret) {
    return row(tenant.id(), id)
        .map(Row::secret)
        .filter(kept -> ClientSecrets.isAmong(List.of(kept), secret))
        .isPresent();
  }

  /**
   * Puts other metadata in the place of those that are kept.
   *
   * @param secret a new one; null: as it was
   * @param keepsSecret whether it has one at all from now on
   */
  public void replace(
      Tenant tenant, Registration client, @Nullable String secret, boolean keepsSecret) {
    db.update(
        """
        update registered_client set metadata = ?, secret = case when ? then coalesce(?, secret) end
        where tenant = ? and id = ?\
        """,
        client.metadata().values(),
        keepsSecret,
        secret == null ? null : ClientSecrets.hash(secret),
        tenant.id(),
        client.id());
  }

  /**
   * Adds that the client is gone, with all that users let it have (RFC 7592 section 2.3). The
   * tokens of a client that is not known are good for nothing.
   */
  public void remove(Changes changes, Tenant tenant, String id) {
    for (String table :
        List.of(
            "registered_client",
            "third_party_grant",
            "authorization_code",
            "device_code",
            "token_grant")) {
      String key = table.equals("registered_client") ? "id" : "client_id";
      changes.add(
          "delete from " + table + " where tenant = ? and " + key + " = ?", tenant.id(), id);
    }
  }

  /** Whether the document of that address was read lately enough. */
  boolean isFresh(Tenant tenant, String address) {
    return row(tenant.id(), address)
        .map(Row::freshUntil)
        .filter(until -> until.isAfter(clock.instant()))
        .isPresent();
  }

  /** Keeps what the document of that address says. */
  void keepDocument(Tenant tenant, String address, ClientMetadata metadata, Duration fresh) {
    Instant now = clock.instant();
    db.update(
        """
        insert into registered_client (tenant, id, source, metadata, created_at, fresh_until)
        values (?, ?, ?, ?, ?, ?)
        on conflict (tenant, id) do update
        set metadata = excluded.metadata, fresh_until = excluded.fresh_until\
        """,
        tenant.id(),
        address,
        Source.DOCUMENT.name(),
        metadata.values(),
        now,
        now.plus(fresh));
  }

  private Optional<Row> row(String tenant, String id) {
    return db.one(
        Row.class,
        "select " + COLUMNS + " from registered_client where tenant = ? and id = ?",
        tenant,
        id);
  }
}
