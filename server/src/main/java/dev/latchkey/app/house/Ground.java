package dev.latchkey.app.house;

import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.geo.Places;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What the house stands on.
 *
 * @param relaxed whose commits do not wait for the disk
 * @param keyRotation how long a signing key is in use
 * @param accessPath under which the Access API stands
 * @param development whether messages land in the inbox, and the pages of development are there
 */
public record Ground(
    Db db,
    Db relaxed,
    RootKey rootKey,
    Secrets secrets,
    InstantSource clock,
    PasswordHasher hasher,
    Tenants tenants,
    Clients clients,
    Places places,
    Duration keyRotation,
    String accessPath,
    boolean development) {}
