package dev.latchkey.app;

import dev.latchkey.domain.key.SigningKeys;
import dev.latchkey.domain.key.SigningKeys.Successor;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.db.Migrations;
import dev.latchkey.platform.db.embedded.EmbeddedPostgres;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has the signing keys of tenants followed by new ones, in the database of servers that may be
 * running: they notice within a minute.
 */
public final class KeyRotation {

  private final Configuration configuration;
  private final InstantSource clock;
  private final SecureRandom random;

  public KeyRotation(Configuration configuration, InstantSource clock, SecureRandom random) {
    this.configuration = configuration;
    this.clock = clock;
    this.random = random;
  }

  /**
   * @param tenant null: all of them
   * @param compromised whether the old keys are given up: nothing that they signed is good any more
   * @return a line for each new key
   * @throws IllegalArgumentException when there is no such tenant
   */
  public List<String> run(@Nullable String tenant, boolean compromised) {
    List<Tenant> tenants =
        configuration.tenants().stream()
            .filter(one -> tenant == null || one.id().equals(tenant))
            .toList();
    if (tenants.isEmpty()) {
      throw new IllegalArgumentException("There is no tenant `" + tenant + "`.");
    }
    ServerSettings.Database external = configuration.server().database();
    if (external != null) {
      return in(external.url(), external.user(), external.password(), tenants, compromised);
    }
    try (EmbeddedPostgres own =
        EmbeddedPostgres.start(configuration.server().data(), progress -> {})) {
      return in(own.jdbcUrl(), own.user(), own.password(), tenants, compromised);
    }
  }

  private List<String> in(
      String url, String user, String password, List<Tenant> tenants, boolean compromised) {
    List<String> lines = new ArrayList<>();
    try (Db db = new Db(new Db.Settings(url, user, password, 1, true))) {
      Migrations.bringUpToDate(db);
      Secrets secrets = new Secrets(random, clock);
      ServerSettings settings = configuration.server();
      SigningKeys keys =
          new SigningKeys(
              db,
              new RootKey(settings.rootKey().bytes(), secrets),
              secrets,
              clock,
              settings.signingKeyRotation());
      keys.requireOpen(tenants);
      for (Tenant tenant : tenants) {
        for (Successor key : compromised ? keys.replace(tenant) : keys.rotate(tenant)) {
          lines.add(
              "%s: %s key %s signs from %s"
                  .formatted(tenant.id(), key.algorithm(), key.kid(), key.signsFrom()));
        }
      }
    }
    return lines;
  }
}
