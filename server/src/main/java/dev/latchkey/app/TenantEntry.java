package dev.latchkey.app;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.config.ConfigurationFile;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** An entry of {@code tenants} in the file. */
record TenantEntry(Tenant tenant, List<Client> clients) {
  private static final String CLIENTS = "clients";

  static List<TenantEntry> all(ConfigurationFile file) {
    return IntStream.range(0, file.tree().path("tenants").size())
        .mapToObj(i -> read(file, "/tenants/" + i))
        .toList();
  }

  private static TenantEntry read(ConfigurationFile file, String pointer) {
    String clients = pointer + "/" + CLIENTS;
    return new TenantEntry(
        file.bind(pointer, Tenant.class, Set.of(CLIENTS)),
        IntStream.range(0, file.tree().at(clients).size())
            .mapToObj(i -> file.bind(clients + "/" + i, Client.class))
            .toList());
  }
}
