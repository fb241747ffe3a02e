package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.PendingRequests;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Send a browser to where the user can do what an authorize request waits for: to the client's
 * login page (contract section 4.1.7), or to one of our own.
 */
public final class SendToLogin {

  /** What the request waits for. */
  public enum Step {
    LOG_IN("/login"),
    SIGN_UP("/signup"),
    CHOOSE_ACCOUNT("/accounts"),
    SECOND_FACTOR("/mfa"),
    CONSENT("/consent");

    private final String path;

    Step(String path) {
      this.path = path;
    }
  }

  private static final String TOKEN = "r5_request_token=";

  private final Db db;
  private final PendingRequests pending;

  public SendToLogin(Db db, PendingRequests pending) {
    this.db = db;
    this.pending = pending;
  }

  /** Whether our own pages ask the users of that client. */
  public static boolean isOurs(Tenant tenant, Client client) {
    return tenant.pages() != null && client.loginUrl() == null;
  }

  /**
   * @param parameters of the authorize request, to go on with afterwards
   * @param requestToken of the request that is kept already; null: it is new
   * @param forPage what a page of the client may know of the request, by the names of its
   *     parameters
   * @return the address of the page; empty when there is none
   */
  public Optional<String> run(
      Tenant tenant,
      Client client,
      Step step,
      ObjectNode parameters,
      @Nullable String requestToken,
      Map<String, String> forPage) {
    boolean ours = isOurs(tenant, client);
    String page = ours ? tenant.publicUrl() + step.path : client.loginUrl();
    if (page == null) {
      return Optional.empty();
    }
    String token =
        requestToken == null
            ? kept(changes -> pending.keep(changes, tenant, client, parameters))
            : requestToken;
    return Optional.of(with(page, token, ours ? Map.of("client_id", client.id()) : forPage));
  }

  /**
   * Likewise for the user of a device (RFC 8628 section 3.3), on our own page.
   *
   * @param userCode that the user comes back to
   * @param requestToken of an earlier way to a page for that code; null: it is the first
   * @return the address of the page
   */
  public String forDevice(
      Tenant tenant, Client client, Step step, String userCode, @Nullable String requestToken) {
    String token =
        requestToken == null
            ? kept(changes -> pending.keepDevice(changes, tenant, client, userCode))
            : requestToken;
    return with(tenant.publicUrl() + step.path, token, Map.of("client_id", client.id()));
  }

  private String kept(Function<Changes, String> keep) {
    Changes changes = db.changes();
    String token = keep.apply(changes);
    changes.commit();
    return token;
  }

  /** In the query: what the page has in its fragment is its own. */
  private static String with(String page, String token, Map<String, String> forPage) {
    int end = page.indexOf('#') < 0 ? page.length() : page.indexOf('#');
    String address = page.substring(0, end);
    char separator = address.indexOf('?') < 0 ? '?' : '&';
    StringBuilder more = new StringBuilder(TOKEN + token);
    forPage.forEach((name, value) ->
        more.append('&')
            .append(name)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return address + separator + more + page.substring(end);
  }
}
