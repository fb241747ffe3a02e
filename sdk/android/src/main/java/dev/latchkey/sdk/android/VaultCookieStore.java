package dev.latchkey.sdk.android;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.net.CookieStore;
import java.net.HttpCookie;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of one server in a vault: the session, and that this device is trusted. Those for as
 * long as the browser runs are kept as well, for a user does not notice when the system ends an
 * app.
 */
final class VaultCookieStore implements CookieStore {

  private static final String NAME = "cookies";

  private final Vault vault;
  private final URI server;
  private final LongSupplier now;

  /**
   * @param now in milliseconds since 1970
   */
  VaultCookieStore(Vault vault, URI server, LongSupplier now) {
    this.vault = vault;
    this.server = server;
    this.now = now;
  }

  @Override
  public void add(@Nullable URI uri, HttpCookie cookie) {
    vault.change(
        NAME,
        saved -> {
          JsonArray entries = Entries.without(saved, "name", cookie.getName());
          if (cookie.getMaxAge() != 0) {
            entries.add(entry(cookie));
          }
          return Entries.text(entries);
        });
  }

  private JsonObject entry(HttpCookie cookie) {
    JsonObject entry = new JsonObject();
    entry.put("name", cookie.getName());
    entry.put("value", cookie.getValue());
    if (cookie.getMaxAge() > 0) {
      entry.put("until", now.getAsLong() / 1000 + cookie.getMaxAge());
    }
    return entry;
  }

  @Override
  public List<HttpCookie> get(URI uri) {
    return getCookies();
  }

  @Override
  public List<HttpCookie> getCookies() {
    List<HttpCookie> cookies = new ArrayList<>();
    for (JsonObject entry : Entries.of(vault.get(NAME))) {
      long left = entry.getLong("until", Long.MAX_VALUE) - now.getAsLong() / 1000;
      if (left > 0) {
        HttpCookie cookie = new HttpCookie(entry.getString("name"), entry.getString("value"));
        cookie.setPath("/");
        cookie.setSecure(true);
        cookie.setHttpOnly(true);
        cookie.setMaxAge(entry.has("until") ? left : -1);
        cookies.add(cookie);
      }
    }
    return Collections.unmodifiableList(cookies);
  }

  @Override
  public List<URI> getURIs() {
    return Collections.singletonList(server);
  }

  @Override
  public boolean remove(@Nullable URI uri, HttpCookie cookie) {
    AtomicBoolean removed = new AtomicBoolean();
    vault.change(
        NAME,
        saved -> {
          JsonArray left = Entries.without(saved, "name", cookie.getName());
          removed.set(left.size() < Entries.of(saved).size());
          return Entries.text(left);
        });
    return removed.get();
  }

  @Override
  public boolean removeAll() {
    AtomicBoolean some = new AtomicBoolean();
    vault.change(
        NAME,
        saved -> {
          some.set(saved != null);
          return null;
        });
    return some.get();
  }
}
