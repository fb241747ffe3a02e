package dev.latchkey.app.house;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.platform.crypto.password.Blocklist;
import dev.latchkey.platform.crypto.password.CommonPasswords;
import dev.latchkey.platform.crypto.password.FileBlocklist;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The passwords that nobody may have: the built-in list, and a tenant's own file beside it. */
final class TenantBlocklists {

  private final Blocklist common = new CommonPasswords();
  private final Map<String, Blocklist> own = new HashMap<>();

  TenantBlocklists(Tenants tenants) {
    for (Tenant tenant : tenants.all()) {
      String file = tenant.password().blocklistFile();
      if (file != null) {
        own.put(tenant.id(), open(Path.of(file)));
      }
    }
  }

  private static Blocklist open(Path file) {
    try {
      return FileBlocklist.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The blocklist " + file + " cannot be read", e);
    }
  }

  Blocklist of(Tenant tenant) {
    Blocklist file = own.get(tenant.id());
    return file == null ? common : password -> common.contains(password) || file.contains(password);
  }
}
