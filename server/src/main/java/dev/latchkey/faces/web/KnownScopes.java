package dev.latchkey.faces.web;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.tenant.CustomField;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenants;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Every scope that means something at a tenant: the standard ones, those of its custom fields,
 * those of its clients.
 */
public final class KnownScopes {

  private final Map<String, Set<String>> byTenant = new HashMap<>();

  public KnownScopes(Tenants tenants, Clients clients) {
    for (Tenant tenant : tenants.all()) {
      Set<String> known = new HashSet<>(Scopes.STANDARD);
      for (CustomField field : tenant.customFields()) {
        if (field.scope() != null) {
          known.add(field.scope());
        }
        if (field.readScope() != null) {
          known.add(field.readScope());
        }
      }
      for (Client client : clients.of(tenant.id())) {
        known.addAll(client.scopes());
      }
      byTenant.put(tenant.id(), Set.copyOf(known));
    }
  }

  public Set<String> of(Tenant tenant) {
    return byTenant.getOrDefault(tenant.id(), Scopes.STANDARD);
  }
}
