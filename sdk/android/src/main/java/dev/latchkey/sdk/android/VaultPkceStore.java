package dev.latchkey.sdk.android;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import dev.latchkey.sdk.platform.Pkce;
import dev.latchkey.sdk.platform.PkceStore;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last {@value PkceStore#CAPACITY} logins under way in a vault, for the system may
 * stop the app while the user is in the browser or reads a mail.
 */
final class VaultPkceStore implements PkceStore {

  private static final String NAME = "pkce";

  private final Vault vault;

  VaultPkceStore(Vault vault) {
    this.vault = vault;
  }

  @Override
  public void save(String key, Pkce pkce) {
    JsonObject entry = new JsonObject();
    entry.put("key", key);
    entry.put("verifier", pkce.getVerifier());
    entry.put("redirect_uri", pkce.getRedirectUri());
    entry.put("nonce", pkce.getNonce());
    vault.change(
        NAME,
        saved -> {
          JsonArray entries = Entries.without(saved, "key", key);
          entries.add(entry);
          while (entries.size() > CAPACITY) {
            entries.remove(0);
          }
          return Entries.text(entries);
        });
  }

  @Override
  public @Nullable Pkce load(String key) {
    for (JsonObject entry : Entries.of(vault.get(NAME))) {
      if (key.equals(entry.getString("key"))) {
        return new Pkce(
            entry.getString("verifier"),
            entry.getString("redirect_uri"),
            entry.getString("nonce", null));
      }
    }
    return null;
  }

  @Override
  public void clear(String key) {
    vault.change(NAME, saved -> Entries.text(Entries.without(saved, "key", key)));
  }
}
