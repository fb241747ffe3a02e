package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.ProfileDetails;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.grants.RenewAccessToken;
import dev.latchkey.flows.logout.Logout;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Parameters;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET logout}, {@code GET sso/data} and {@code POST token/access-token} (contract sections
 * 4.7, 4.8, 4.10).
 */
public final class SessionEndpoints {

  private final Clients clients;
  private final SessionVerifier sessions;
  private final Logout logout;
  private final RenewAccessToken renew;

  public SessionEndpoints(
      Clients clients, SessionVerifier sessions, Logout logout, RenewAccessToken renew) {
    this.clients = clients;
    this.sessions = sessions;
    this.logout = logout;
    this.renew = renew;
  }

  public void on(Router router, Api api) {
    String base = "/identity/v1/";
    api.route(router, Method.GET, base + "logout", RateClass.NONE, this::logout);
    api.route(router, Method.GET, base + "sso/data", RateClass.NONE, this::data);
    api.route(router, Method.POST, base + "token/access-token", RateClass.TOKEN, this::renew);
  }

  /** The redirect is judged first: a bad one must not end the session on its way to an error. */
  private Response logout(Call call) {
    Fields query = call.query();
    String target = target(call, query);
    String cookie = SessionCookies.session(call.request());
    if (cookie != null) {
      logout.run(call.tenant(), cookie, call.caller());
    }
    Response response = target == null ? Response.noContent() : Response.redirect(302, target);
    return SessionCookies.withoutSession(response).with("Cache-Control", "no-store");
  }

  private @Nullable String target(Call call, Fields query) {
    String name = query.has("redirect_to") ? "redirect_to" : "post_logout_redirect_uri";
    String url = query.text(name, Limits.URL);
    String state = query.text("state", Limits.STATE);
    query.check();
    if (url == null || url.isEmpty()) {
      return null;
    }
    if (!mayEndAt(call.tenant(), url)) {
      throw ApiError.REDIRECT_NOT_ALLOWED.exception();
    }
    return state == null ? url : Parameters.appended(url, "state", state);
  }

  /**
   * A page of the tenant's list, or back into the app that opened the browser: Android's client
   * names its callback (contract section 4.7).
   */
  private boolean mayEndAt(Tenant tenant, String url) {
    return tenant.logoutUrls().contains(url) || clients.isAppCallback(tenant.id(), url);
  }

  /**
   * Who is logged in on this browser, for the client's own pages only: it tells a name and an
   * address.
   */
  private Response data(Call call) {
    Client client = call.firstParty(call.query().text("client_id", Limits.NAME));
    // "null", the origin of a sandboxed page, is nobody's.
    Optional<String> origin = call.request().header("Origin");
    if (origin.isPresent()
        && !client.allowsOrigin(origin.get())
        && !origin.get().equals(call.tenant().publicUrl())) {
      throw ApiError.ORIGIN_NOT_ALLOWED.exception();
    }
    String cookie = client.sso() ? SessionCookies.session(call.request()) : null;
    return Answers.secret(
        Optional.ofNullable(cookie)
            .flatMap(value -> sessions.find(call.tenant(), value))
            .map(SessionEndpoints::describe)
            .orElseGet(() -> Json.object().put("is_authenticated", false)));
  }

  private static ObjectNode describe(LiveSession session) {
    ProfileDetails details = session.details();
    ObjectNode data = Json.object().put("is_authenticated", true);
    String name = details.profile().attribute("name");
    if (name != null) {
      data.put("name", name);
    }
    if (details.profile().email() != null) {
      data.put("email", details.profile().email());
    }
    data.put("last_login_type", session.authType()).put("has_password", details.hasPassword());
    ArrayNode providers = data.putArray("social_providers");
    details
        .identities()
        .valueStream()
        .map(identity -> identity.path("provider").asString())
        .distinct()
        .forEach(providers::add);
    return data;
  }

  private Response renew(Call call) {
    Fields body = call.body();
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    String token = body.required("access_token", Limits.TOKEN);
    body.check();
    return Answers.secret(renew.run(call.tenant(), client, call.tokenInParameter(token)));
  }
}
