package dev.latchkey.domain.tenant;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The tenants of this installation, found by the host name that was called. Immutable. */
public final class Tenants {

  private final List<Tenant> all;
  private final Map<String, Tenant> byHost = new HashMap<>();

  public Tenants(List<Tenant> all) {
    this.all = List.copyOf(all);
    for (Tenant tenant : all) {
      byHost.put(tenant.publicHost(), tenant);
      tenant.hosts().forEach(host -> byHost.put(host.toLowerCase(Locale.ROOT), tenant));
    }
  }

  /** The tenant of that host; the only one, when there is but one; else nobody's. */
  public Optional<Tenant> byHost(String host) {
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.ofNullable(byHost.get(host));
  }

  public Optional<Tenant> byId(String id) {
    return all.stream().filter(tenant -> tenant.id().equals(id)).findFirst();
  }

  public List<Tenant> all() {
    return all;
  }
}
