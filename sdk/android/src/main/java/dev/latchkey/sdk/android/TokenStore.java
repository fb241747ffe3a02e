package dev.latchkey.sdk.android;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.latchkey.sdk.SavedTokens;
import dev.latchkey.sdk.model.AuthToken;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a user's tokens from one start of the app to the next, encrypted with a key of the Android
 * Keystore, in a file that is not backed up. Nothing is kept but by {@link #save}. Waits for the
 * disk: not for the main thread. Thread-safe.
 */
public final class TokenStore {

  private static final String NAME = "tokens";

  private final Vault vault;
  private final LongSupplier now;

  TokenStore(Vault vault, LongSupplier now) {
    this.vault = vault;
    this.now = now;
  }

  /**
   * Keeps these, in place of what was kept before.
   *
   * @param tokens as a login or a refresh just gave them
   * @throws java.io.UncheckedIOException when the device cannot keep them
   */
  public void save(AuthToken tokens) {
    JsonObject saved = new JsonObject();
    saved.put("at", now.getAsLong());
    saved.put("tokens", SavedTokens.write(tokens));
    vault.put(NAME, JsonWriter.string(saved));
  }

  /**
   * {@return what was kept, its {@code expiresIn} counted from now; null when there is nothing, or
   * when the device has lost the key}
   */
  public @Nullable AuthToken load() {
    String text = vault.get(NAME);
    if (text == null) {
      return null;
    }
    try {
      JsonObject saved = JsonParser.object().from(text);
      AuthToken tokens = SavedTokens.read(saved.getString("tokens"));
      Long lifetime = tokens.getExpiresIn();
      long age = TimeUnit.MILLISECONDS.toSeconds(now.getAsLong() - saved.getLong("at"));
      return tokens.toBuilder().setExpiresIn(lifetime == null ? null : lifetime - age).build();
    } catch (JsonParserException e) {
      throw new IllegalStateException("What was sealed here is JSON", e);
    }
  }

  /** Forgets what was kept. */
  public void clear() {
    vault.put(NAME, null);
  }
}
