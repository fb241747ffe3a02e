package dev.latchkey.domain.key;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The signing keys of each tenant: for each algorithm one that signs, perhaps the next one, which
 * is published ahead so that others know it by then, and the ones before for as long as their
 * tokens live. Several nodes that make the same key agree on one by a unique index. Thread-safe.
 */
public final class SigningKeys {

  /** Algorithms that a client may ask for. */
  public static final List<String> ALGORITHMS = List.of("ES256", "RS256", "PS256", "EdDSA");

  /**
   * How long another node's new key may go unnoticed; a new key signs at once only on the node that
   * made it.
   */
  private static final Duration REREAD = Duration.ofMinutes(1);

  /** How long a key is published before it signs: longer than anybody keeps the set of keys. */
  private static final Duration AHEAD = Duration.ofMinutes(10);

  /** How long a key is published after its last signature: longer than any token lives. */
  private static final Duration PUBLISHED = Duration.ofHours(25);

  /**
   * How long this server itself knows what it signed, expired as it is: an ID token tells whom to
   * log out, an access token what to revoke. Longer than anybody stays logged in.
   */
  public static final Duration KEPT = Duration.ofDays(400);

  /** A key that was made to take over. */
  public record Successor(String algorithm, String kid, Instant signsFrom) {}

  private record Row(
      String kid, String algorithm, byte[] privateKey, int generation, Instant signsFrom) {}

  /**
   * @param newest for each algorithm, whether it signs already or not
   */
  private record Ring(
      Map<String, SigningKey> current,
      Map<String, Row> newest,
      Map<String, SigningKey> byKid,
      byte[] jwks,
      Instant readAt) {}

  private final Db db;
  private final RootKey rootKey;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Duration rotation;
  private final Map<String, Ring> rings = new ConcurrentHashMap<>();

  /**
   * @param rotation how long a key signs
   */
  public SigningKeys(
      Db db, RootKey rootKey, Secrets secrets, InstantSource clock, Duration rotation) {
    this.db = db;
    this.rootKey = rootKey;
    this.secrets = secrets;
    this.clock = clock;
    this.rotation = rotation;
  }

  /**
   * Opens every key that is there, and makes none.
   *
   * @throws WrongRootKey if one was sealed with another root key than this
   */
  public void requireOpen(List<Tenant> tenants) {
    record Sealed(String tenant, String kid, byte[] privateKey) {}
    List<Sealed> all =
        db.list(
            Sealed.class,
            "select tenant, kid, private_key from signing_key where tenant = any(?::text[])",
            tenants.stream().map(Tenant::id).toList());
    for (Sealed key : all) {
      try {
        rootKey.open("signing-key", context(key.tenant(), key.kid()), key.privateKey());
      } catch (RootKey.Unsealable e) {
        throw new WrongRootKey(key.tenant(), e);
      }
    }
  }

  SigningKey current(Tenant tenant, String algorithm) {
    SigningKey key = ring(tenant).current().get(algorithm);
    if (key != null) {
      return key;
    }
    add(tenant, algorithm, Instant.EPOCH, clock.instant());
    SigningKey agreed = read(tenant).current().get(algorithm);
    if (agreed == null) {
      throw new IllegalStateException("A signing key was stored but cannot be found");
    }
    return agreed;
  }

  Optional<SigningKey> byKid(Tenant tenant, String kid) {
    SigningKey key = ring(tenant).byKid().get(kid);
    if (key == null && mayReread(tenant)) {
      key = read(tenant).byKid().get(kid);
    }
    return Optional.ofNullable(key);
  }

  /** The tenant's public keys as a JWK set (RFC 7517 section 5), as bytes. */
  public byte[] jwks(Tenant tenant) {
    for (String algorithm : List.of("ES256", "RS256")) {
      current(tenant, algorithm);
    }
    return ring(tenant).jwks();
  }

  /**
   * Has every key of the tenant followed by a new one, which is published now and takes over a
   * little later; where one waits already, that is it.
   */
  public List<Successor> rotate(Tenant tenant) {
    Instant now = clock.instant();
    read(tenant)
        .newest()
        .values()
        .forEach(key -> {
          if (!key.signsFrom().isAfter(now)) {
            add(tenant, key.algorithm(), key.signsFrom(), now.plus(AHEAD));
          }
        });
    return newest(tenant);
  }

  /**
   * Gives up every key of the tenant, as somebody else may have one, and makes new ones that sign
   * at once. What the old ones signed is worth nothing any more.
   */
  public List<Successor> replace(Tenant tenant) {
    Instant now = clock.instant();
    List<String> algorithms = List.copyOf(read(tenant).newest().keySet());
    db.update(
        "update signing_key set retired_at = ? where tenant = ? and retired_at is null",
        now,
        tenant.id());
    algorithms.forEach(algorithm -> add(tenant, algorithm, Instant.EPOCH, now));
    return newest(tenant);
  }

  private List<Successor> newest(Tenant tenant) {
    return read(tenant).newest().values().stream()
        .map(key -> new Successor(key.algorithm(), key.kid(), key.signsFrom()))
        .sorted(Comparator.comparing(Successor::algorithm))
        .toList();
  }

  private Ring ring(Tenant tenant) {
    Instant now = clock.instant();
    Ring ring = rings.get(tenant.id());
    if (ring != null && !ring.readAt().plus(REREAD).isBefore(now)) {
      return ring;
    }
    Ring fresh = read(tenant);
    List<Row> due =
        fresh.newest().values().stream()
            .filter(key -> !key.signsFrom().plus(rotation).isAfter(now.plus(AHEAD)))
            .toList();
    due.forEach(key -> add(tenant, key.algorithm(), key.signsFrom(), now.plus(AHEAD)));
    return due.isEmpty() ? fresh : read(tenant);
  }

  /** A kid that nobody knows costs a query at most once a second. */
  private boolean mayReread(Tenant tenant) {
    Ring ring = rings.get(tenant.id());
    return ring == null || ring.readAt().plusSeconds(1).isBefore(clock.instant());
  }

  private Ring read(Tenant tenant) {
    Instant now = clock.instant();
    List<Row> rows =
        db.list(
            Row.class,
            "select kid, algorithm, private_key, generation, signs_from from signing_key"
                + " where tenant = ? and retired_at is null order by algorithm, generation desc",
            tenant.id());
    Map<String, SigningKey> current = new HashMap<>();
    Map<String, Row> newest = new HashMap<>();
    Map<String, SigningKey> byKid = new HashMap<>();
    Map<String, Instant> followed = new HashMap<>();
    ObjectNode jwks = Json.object();
    ArrayNode keys = jwks.putArray("keys");
    for (Row row : rows) {
      newest.putIfAbsent(row.algorithm(), row);
      SigningKey key = open(tenant, row);
      byKid.put(row.kid(), key);
      Instant until = followed.put(row.algorithm(), row.signsFrom());
      if (until == null || !until.plus(PUBLISHED).isBefore(now)) {
        keys.add(Json.read(key.publicJson()));
      }
      if (!row.signsFrom().isAfter(now)) {
        current.putIfAbsent(row.algorithm(), key);
      }
    }
    Ring ring = new Ring(current, newest, byKid, Json.write(jwks), now);
    rings.put(tenant.id(), ring);
    return ring;
  }

  private SigningKey open(Tenant tenant, Row row) {
    byte[] json = rootKey.open("signing-key", context(tenant.id(), row.kid()), row.privateKey());
    return SigningKey.parse(new String(json, StandardCharsets.UTF_8));
  }

  /**
   * Adds the next key of an algorithm, unless somebody else was first.
   *
   * @param after when the newest one that is known signs from
   */
  private void add(Tenant tenant, String algorithm, Instant after, Instant signsFrom) {
    SigningKey fresh = SigningKey.generate(algorithm, secrets.readable(16));
    byte[] sealed =
        rootKey.seal(
            "signing-key",
            context(tenant.id(), fresh.kid()),
            fresh.privateJson().getBytes(StandardCharsets.UTF_8));
    JsonNode publicKey = Json.read(fresh.publicJson());
    db.update(
        """
        insert into signing_key (tenant, kid, algorithm, private_key, public_key, created_at, generation, signs_from)
        select ?, ?, ?, ?::bytea, ?::jsonb, ?::timestamptz, 1 + coalesce(max(generation), 0), ?::timestamptz from signing_key
        where tenant = ? and algorithm = ?
        having count(*) filter (where retired_at is null and signs_from > ?) = 0
        on conflict do nothing\
        """,
        tenant.id(),
        fresh.kid(),
        algorithm,
        sealed,
        publicKey,
        clock.instant(),
        signsFrom,
        tenant.id(),
        algorithm,
        after);
  }

  private static String context(String tenantId, String kid) {
    return tenantId + "/" + kid;
  }
}
