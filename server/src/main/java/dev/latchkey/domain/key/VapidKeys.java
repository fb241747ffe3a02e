package dev.latchkey.domain.key;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.webpush.VapidKey;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The key by which push services know a tenant (RFC 8292): made on first use, sealed at rest, never
 * replaced, as subscriptions are bound to it. Several nodes that need it at once agree on one.
 * Thread-safe.
 */
public final class VapidKeys {

  private record Row(byte[] privateKey, byte[] publicKey) {}

  private final Db db;
  private final RootKey rootKey;
  private final InstantSource clock;
  private final Map<String, VapidKey> keys = new ConcurrentHashMap<>();

  public VapidKeys(Db db, RootKey rootKey, InstantSource clock) {
    this.db = db;
    this.rootKey = rootKey;
    this.clock = clock;
  }

  public VapidKey of(Tenant tenant) {
    VapidKey known = keys.get(tenant.id());
    if (known != null) {
      return known;
    }
    VapidKey agreed =
        read(tenant)
            .or(() -> {
              create(tenant);
              // Somebody else's may have been first.
              return read(tenant);
            })
            .orElseThrow(() -> new IllegalStateException("A key was stored but cannot be found"));
    keys.put(tenant.id(), agreed);
    return agreed;
  }

  private Optional<VapidKey> read(Tenant tenant) {
    return db.one(
            Row.class,
            "select private_key, public_key from vapid_key where tenant = ?",
            tenant.id())
        .map(row ->
            VapidKey.of(rootKey.open("vapid-key", tenant.id(), row.privateKey()), row.publicKey()));
  }

  private void create(Tenant tenant) {
    VapidKey fresh = VapidKey.generate();
    db.update(
        "insert into vapid_key (tenant, private_key, public_key, created_at) values (?, ?, ?, ?)"
            + " on conflict do nothing",
        tenant.id(),
        rootKey.seal("vapid-key", tenant.id(), fresh.privateBytes()),
        fresh.publicBytes(),
        clock.instant());
  }
}
