package dev.latchkey.sdk.android;

import android.app.Activity;
import android.net.Uri;
import dev.latchkey.sdk.platform.BrowserException;
import dev.latchkey.sdk.platform.BrowserException.Reason;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The pages that commands of this process wait for; the activities find them by their ids. */
final class Visits {

  private static final Map<String, CompletableFuture<URI>> OPEN = new ConcurrentHashMap<>();

  private Visits() {}

  static void begin(String id, CompletableFuture<URI> redirect) {
    OPEN.put(id, redirect);
  }

  /** Whoever waits under that id waits no longer; nothing when nobody does. */
  static void end(@Nullable String id, int result, @Nullable Uri redirect) {
    CompletableFuture<URI> waiting = id == null ? null : OPEN.remove(id);
    if (waiting == null) {
      return;
    }
    if (result == Activity.RESULT_OK && redirect != null) {
      complete(waiting, redirect);
    } else if (result == LoginActivity.RESULT_NO_BROWSER) {
      waiting.completeExceptionally(
          new BrowserException(Reason.NO_BROWSER, "There is no browser on this device"));
    } else {
      waiting.completeExceptionally(
          new BrowserException(Reason.GIVEN_UP, "The user did not come back from the browser"));
    }
  }

  private static void complete(CompletableFuture<URI> waiting, Uri redirect) {
    try {
      waiting.complete(URI.create(redirect.toString()));
    } catch (IllegalArgumentException e) {
      waiting.completeExceptionally(e); // no browser made that
    }
  }
}
