package dev.latchkey.sdk.platform;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what logins under way must remember. An app that the system may stop while the user reads a
 * mail keeps it in storage of its own that no other app can read. Thread-safe.
 */
public interface PkceStore {

  /** How many logins under way {@link #inMemory} remembers. */
  int CAPACITY = 32;

  /**
   * Remembers.
   *
   * @param key of the SDK's choosing; replaces what had it
   * @param pkce what to remember
   */
  void save(String key, Pkce pkce);

  /**
   * {@return what has that key, or null}
   *
   * @param key as it was saved
   */
  @Nullable Pkce load(String key);

  /**
   * Forgets what has that key, if anything.
   *
   * @param key as it was saved
   */
  void clear(String key);

  /** {@return one that remembers the last {@value #CAPACITY} until the process ends} */
  static PkceStore inMemory() {
    return new PkceStore() {
      private final Map<String, Pkce> entries =
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Pkce> eldest) {
              return size() > CAPACITY;
            }
          };

      @Override
      public synchronized void save(String key, Pkce pkce) {
        entries.remove(key);
        entries.put(key, pkce);
      }

      @Override
      public synchronized @Nullable Pkce load(String key) {
        return entries.get(key);
      }

      @Override
      public synchronized void clear(String key) {
        entries.remove(key);
      }
    };
  }
}
