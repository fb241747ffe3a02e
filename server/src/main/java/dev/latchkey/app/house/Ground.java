package dev.latchkey.app.house;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.geo.Places;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the house stands on.
 *
 * @param relaxed whose commits do not wait for the disk
 * @param clients of the configuration, by the id of their tenant
 * @param clientForm makes a client of its settings, as they would stand in the configuration
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
    Map<String, List<Client>> clients,
    Function<ObjectNode, Client> clientForm,
    Places places,
    Duration keyRotation,
    String accessPath,
    boolean development) {}
