package dev.latchkey.sdk.android;

import android.content.Context;
import dev.latchkey.sdk.platform.Browser;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Shows the server's pages in a custom tab, for commands that wait for the end. They end with the
 * process; what an app starts for a result outlives it.
 */
final class CustomTabBrowser implements Browser {

  private final Context context;
  private final String redirectUri;

  CustomTabBrowser(Context context, String redirectUri) {
    this.context = context;
    this.redirectUri = redirectUri;
  }

  @Override
  public Visit begin() {
    return new TabVisit();
  }

  private final class TabVisit implements Visit {

    private final String id = UUID.randomUUID().toString();
    private final CompletableFuture<URI> redirect = new CompletableFuture<>();

    @Override
    public String redirectUri() {
      return redirectUri;
    }

    @Override
    public CompletionStage<URI> show(URI page) {
      Visits.begin(id, redirect);
      context.startActivity(LoginActivity.visiting(context, page.toString(), id));
      return redirect;
    }

    @Override
    public void close() {
      Visits.end(id, LoginActivity.RESULT_CANCELED, null);
    }
  }
}
