package dev.latchkey.app;

import dev.latchkey.app.Findings.At;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.input.Addresses;
import dev.latchkey.domain.tenant.Tenant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What must hold for all tenants together, and for each and its clients; in either mode. */
final class TenantsChecks {
  private final At at;
  private final List<TenantEntry> tenants;

  /** Hosts that were met so far, with the tenant they mean. */
  private final Map<String, Tenant> byHost = new HashMap<>();

  private TenantsChecks(At at, List<TenantEntry> tenants) {
    this.at = at;
    this.tenants = tenants;
  }

  /**
   * @param serverUrl checked already, where a tenant has none of its own
   */
  static void run(At at, List<TenantEntry> tenants, String serverUrl, TlsChoice tls) {
    new TenantsChecks(at, tenants).run(serverUrl, tls);
  }

  private void run(String serverUrl, TlsChoice tls) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < tenants.size(); i++) {
      At entry = at.item(i);
      Tenant tenant = tenants.get(i).tenant();
      unique(entry, ids.add(tenant.id()));
      if (!tenant.publicUrl().equals(serverUrl)) {
        ServerChecks.publicUrl(entry.key("public_url"), tenant.publicUrl(), tls);
      }
      hosts(entry, tenant);
      TenantChecks.run(entry, tenant);
      clients(entry.key("clients"), tenants.get(i));
    }
  }

  private void hosts(At entry, Tenant tenant) {
    if (Addresses.ofPublicUrl(tenant.publicUrl()).isEmpty()) {
      host(entry.key("public_url"), tenant, tenant.publicHost());
    }
    for (int i = 0; i < tenant.hosts().size(); i++) {
      host(entry.key("hosts").item(i), tenant, tenant.hosts().get(i).toLowerCase(Locale.ROOT));
    }
  }

  private void host(At place, Tenant tenant, String host) {
    Tenant other = byHost.putIfAbsent(host, tenant);
    if (other != null && other != tenant) {
      place.problem(
          "the host `%s` already means the tenant `%s`".formatted(host, other.id()),
          "Give each tenant a `public_url` with a host of its own.");
    }
  }

  private static void clients(At clients, TenantEntry entry) {
    Set<String> ids = new HashSet<>();
    Set<String> apiKeys = new HashSet<>();
    for (int i = 0; i < entry.clients().size(); i++) {
      unique(clients.item(i), ids.add(entry.clients().get(i).id()));
      ClientChecks.run(clients.item(i), entry.clients().get(i));
      Client.AccessApi api = entry.clients().get(i).accessApi();
      if (api != null) {
        accessApi(clients.item(i).key("access_api"), entry.tenant(), api, apiKeys);
      }
    }
  }

  private static void accessApi(At at, Tenant tenant, Client.AccessApi api, Set<String> apiKeys) {
    if (tenant.access() == null) {
      at.problem("has no meaning where the tenant has no `access`", "Add `access: {}` there.");
    }
    for (String key : api.apiKeys()) {
      if (!apiKeys.add(key)) {
        at.key("api_keys")
            .wrong("must differ from those of every other client", "Give each a key of its own.");
      }
    }
  }

  private static void unique(At entry, boolean isNew) {
    if (!isNew) {
      entry.key("id").wrong("must differ from every other `id` here", "Write another one.");
    }
  }
}
