package dev.latchkey.domain.client;

import dev.latchkey.platform.crypto.Digest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The clients of every tenant: those of the configuration, which stand still, and by their id also
 * those that registered. Thread-safe.
 */
public final class Clients {

  private record Key(String tenant, String id) {}

  private final Map<Key, Client> clients = new HashMap<>();
  private final Map<Key, Client> byApiKey = new HashMap<>();
  private final Map<String, String> firstApiKeys = new HashMap<>();
  private final Map<String, Set<String>> origins = new HashMap<>();
  private final Map<String, Set<String>> appCallbacks = new HashMap<>();
  private final RegisteredClients registered;

  public Clients(Map<String, List<Client>> byTenant, RegisteredClients registered) {
    this.registered = registered;
    byTenant.forEach((tenant, list) -> {
      Set<String> tenantOrigins = origins.computeIfAbsent(tenant, t -> new HashSet<>());
      Set<String> callbacks = appCallbacks.computeIfAbsent(tenant, t -> new HashSet<>());
      for (Client client : list) {
        clients.put(new Key(tenant, client.id()), client);
        tenantOrigins.addAll(client.origins());
        Client.AccessApi api = client.accessApi();
        if (api != null) {
          api.apiKeys().forEach(key -> byApiKey.put(new Key(tenant, hash(key)), client));
          firstApiKeys.putIfAbsent(tenant, api.apiKeys().get(0));
        }
        if (client.isFirstParty()) {
          client.redirectUris().stream().filter(Clients::isOfApp).forEach(callbacks::add);
        }
      }
    });
  }

  private static boolean isOfApp(String uri) {
    boolean web =
        uri.regionMatches(true, 0, "https:", 0, 6) || uri.regionMatches(true, 0, "http:", 0, 5);
    return !web || Loopback.isForAnyPort(uri);
  }

  public Optional<Client> find(String tenant, String id) {
    Client known = clients.get(new Key(tenant, id));
    return known == null ? registered.find(tenant, id) : Optional.of(known);
  }

  /** The client of that API key; found by a hash, so that the time tells nothing of the keys. */
  public Optional<Client> byApiKey(String tenant, String apiKey) {
    return Optional.ofNullable(byApiKey.get(new Key(tenant, hash(apiKey))));
  }

  /** The first API key of the first client that has one. */
  public Optional<String> firstApiKey(String tenant) {
    return Optional.ofNullable(firstApiKeys.get(tenant));
  }

  private static String hash(String apiKey) {
    return Digest.base64Url(Digest.sha256(apiKey));
  }

  /** Those of the configuration. */
  public Collection<Client> of(String tenant) {
    return clients.entrySet().stream()
        .filter(entry -> entry.getKey().tenant().equals(tenant))
        .map(Map.Entry::getValue)
        .toList();
  }

  /**
   * Whether any client of the tenant has registered that browser origin: a preflight does not say
   * which client it is for.
   */
  public boolean anyAllowsOrigin(String tenant, String origin) {
    return origins.getOrDefault(tenant, Set.of()).contains(origin);
  }

  /**
   * Whether that is a callback of one of the tenant's own apps: with a scheme of the app's, or on
   * any port of the loopback interface.
   */
  public boolean isAppCallback(String tenant, String uri) {
    return appCallbacks
        .getOrDefault(tenant, Set.of())
        .contains(Loopback.registration(uri).orElse(uri));
  }
}
