package dev.latchkey.faces.web.authorize;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.AccessRequest.Mode;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Access;
import dev.latchkey.domain.token.TokenAnswer;
import dev.latchkey.faces.web.Html;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.json.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the answer of an authorize request goes, once that is proven to be the client's. Successes
 * and errors take the same way.
 */
public sealed interface Reply {

  /** A client that knows several servers is told apart by it which one answers (RFC 9207). */
  String ISSUER = "iss";

  /** Sends the parameters there, and says who answers (RFC 9207). */
  Response send(ObjectNode parameters);

  /** How the answer travels. */
  Mode mode();

  /** The way of an answer that was decided on in an earlier request. */
  static Reply of(Tenant tenant, AccessRequest request, Secrets secrets) {
    String issuer = tenant.issuer();
    if (request.wantsSession()) {
      return new Onward(Objects.requireNonNull(request.redirectUri()));
    }
    return switch (request.mode()) {
      case WEB_MESSAGE -> new WebMessage(issuer, Objects.requireNonNull(request.origin()), secrets);
      case POPUP -> new Popup(issuer, Objects.requireNonNull(request.origin()), secrets);
      case FORM_POST ->
          new FormPost(issuer, Objects.requireNonNull(request.redirectUri()), secrets);
      case QUERY, FRAGMENT ->
          new Redirect(
              issuer,
              Objects.requireNonNull(request.redirectUri()),
              request.mode() == Mode.FRAGMENT,
              status(request.pushed()));
    };
  }

  /**
   * Of redirects for that request: 303 if it was pushed, as all of FAPI 2.0 are (Security Profile
   * section 5.3.2.2 (11)). The clients of the seed's time push none, and know 302 (contract 4.1).
   *
   * @param pushed the key of the request in {@code PushedRequests}; null: it was not pushed
   */
  static int status(@Nullable String pushed) {
    return pushed == null ? 302 : 303;
  }

  /** What the client gets, as parameters of an answer. */
  static ObjectNode parameters(Access access, @Nullable String state) {
    ObjectNode parameters = Json.object();
    TokenAnswer tokens = access.tokens();
    String idToken = tokens == null ? access.idToken() : tokens.idToken();
    if (access.code() != null) {
      parameters.put("code", access.code());
    }
    if (tokens != null) {
      parameters
          .put("access_token", tokens.accessToken())
          .put("token_type", tokens.tokenType())
          .put("expires_in", tokens.expiresIn());
    }
    if (idToken != null) {
      parameters.put("id_token", idToken);
    }
    return withState(parameters, state);
  }

  /** What a login ended in, as parameters of an answer. */
  static ObjectNode parameters(LoginOutcome outcome, @Nullable String state) {
    return switch (outcome) {
      case LoginOutcome.Given given -> parameters(given.access(), state);
      case LoginOutcome.MfaRequired mfa ->
          withState(Json.object().put("tkn", mfa.tkn()).put("mfa_required", true), state);
    };
  }

  /** An error as parameters of an answer (contract section 1.8). */
  static ObjectNode error(ObjectNode error, @Nullable String state) {
    error.remove("error_details");
    return withState(error, state);
  }

  private static ObjectNode withState(ObjectNode parameters, @Nullable String state) {
    return state == null ? parameters : parameters.put("state", state);
  }

  /**
   * A redirect with the parameters in the query (RFC 6749 section 4.1.2) or in the fragment
   * (4.2.2).
   *
   * @param uri the client's
   * @param status as {@link #status}
   */
  record Redirect(String issuer, String uri, boolean inFragment, int status) implements Reply {

    @Override
    public Mode mode() {
      return inFragment ? Mode.FRAGMENT : Mode.QUERY;
    }

    @Override
    public Response send(ObjectNode parameters) {
      StringBuilder location = new StringBuilder(uri);
      char separator = inFragment ? '#' : uri.indexOf('?') < 0 ? '?' : '&';
      for (var parameter : parameters.put(ISSUER, issuer).properties()) {
        JsonNode value = parameter.getValue();
        if (value.isValueNode() && !value.isNull()) {
          location
              .append(separator)
              .append(parameter.getKey())
              .append('=')
              .append(URLEncoder.encode(value.asString(), StandardCharsets.UTF_8));
          separator = '&';
        }
      }
      return Response.redirect(status, location.toString()).with("Cache-Control", "no-store");
    }
  }

  /**
   * Back to the page of ours that logs in for a client's request. It is told what it needs to go on
   * with, and nothing of what went wrong but the name.
   *
   * @param uri of this server
   */
  record Onward(String uri) implements Reply {

    private static final List<String> TOLD = List.of("tkn", "error_message_key");

    @Override
    public Mode mode() {
      return Mode.QUERY;
    }

    @Override
    public Response send(ObjectNode parameters) {
      StringBuilder location = new StringBuilder(uri);
      for (String name : TOLD) {
        if (parameters.has(name)) {
          location
              .append(uri.indexOf('?') < 0 ? '?' : '&')
              .append(name)
              .append('=')
              .append(URLEncoder.encode(parameters.path(name).asString(), StandardCharsets.UTF_8));
        }
      }
      return Response.redirect(303, location.toString()).with("Cache-Control", "no-store");
    }
  }

  /**
   * A page that posts the parameters to the client as a form, so that they stand in no address
   * (OAuth 2.0 Form Post Response Mode).
   *
   * @param uri the client's
   */
  record FormPost(String issuer, String uri, Secrets secrets) implements Reply {

    @Override
    public Mode mode() {
      return Mode.FORM_POST;
    }

    @Override
    public Response send(ObjectNode parameters) {
      StringBuilder inputs = new StringBuilder();
      for (var parameter : parameters.put(ISSUER, issuer).properties()) {
        JsonNode value = parameter.getValue();
        if (value.isValueNode() && !value.isNull()) {
          inputs.append(
              "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                  .formatted(Html.text(parameter.getKey()), Html.text(value.asString())));
        }
      }
      String nonce = secrets.token();
      String page =
          """
          <!doctype html>
          <html lang="en"><head><meta charset="utf-8"><title>Latchkey</title></head><body>
          <form method="post" action="%s">%s<noscript><button>Continue</button></noscript></form>
          <script nonce="%s">document.forms[0].submit();</script>
          </body></html>
          """
              .formatted(Html.text(uri), inputs, nonce);
      return Response.html(200, page)
          .with("Cache-Control", "no-store")
          // No form-action: browsers hold the client's own redirects after the post to it, too.
          .with(
              "Content-Security-Policy",
              "default-src 'none'; base-uri 'none'; script-src 'nonce-"
                  + nonce
                  + "'; frame-ancestors 'none'");
    }
  }

  /**
   * A page in a hidden frame that posts the parameters to the page around it (contract section
   * 4.1.4).
   *
   * @param targetOrigin registered for the client: nobody else gets the message, and nobody else
   *     may frame it
   */
  record WebMessage(String issuer, String targetOrigin, Secrets secrets) implements Reply {

    @Override
    public Mode mode() {
      return Mode.WEB_MESSAGE;
    }

    @Override
    public Response send(ObjectNode parameters) {
      ObjectNode message = Json.object().put("type", "authorization_response");
      message.set("response", parameters.put(ISSUER, issuer));
      String nonce = secrets.token();
      String page =
          """
          <!doctype html>
          <html><head><meta charset="utf-8"><title>Latchkey</title></head><body>
          <script nonce="%s">window.parent.postMessage(%s, %s);</script>
          </body></html>
          """
              .formatted(nonce, Html.script(message), Html.script(Json.tree(targetOrigin)));
      return Response.html(200, page)
          .with("Cache-Control", "no-store")
          .with(
              "Content-Security-Policy",
              "default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'nonce-"
                  + nonce
                  + "'; frame-ancestors "
                  + targetOrigin);
    }
  }

  /**
   * A page in a window of its own that gives the parameters to the page which opened it, by the
   * protocol of the library WinChan (contract section 4.5): it says that it is ready, is asked, and
   * answers.
   *
   * @param targetOrigin registered for the client: nobody else is told anything
   */
  record Popup(String issuer, String targetOrigin, Secrets secrets) implements Reply {

    private static final String SCRIPT =
        """
        (function (message, origin, opener) {
          if (!opener) return;
          window.addEventListener("message", function (event) {
            if (event.origin !== origin || event.source !== opener) return;
            if (event.data === "die") return window.close();
            var asked;
            try { asked = JSON.parse(event.data); } catch (e) { return; }
            if (asked && asked.a === "request") {
              opener.postMessage(JSON.stringify({a: "response", d: message}), origin);
            }
          });
          opener.postMessage(JSON.stringify({a: "ready"}), origin);
        })(%s, %s, window.opener);\
        """;

    @Override
    public Mode mode() {
      return Mode.POPUP;
    }

    @Override
    public Response send(ObjectNode parameters) {
      ObjectNode message = Json.object().put("success", !parameters.has("error"));
      message.set("data", parameters.put(ISSUER, issuer));
      String nonce = secrets.token();
      String script = SCRIPT.formatted(Html.script(message), Html.script(Json.tree(targetOrigin)));
      String page =
          """
          <!doctype html>
          <html><head><meta charset="utf-8"><title>Latchkey</title></head><body>
          <script nonce="%s">%s</script>
          </body></html>
          """
              .formatted(nonce, script);
      return Response.html(200, page)
          .with("Cache-Control", "no-store")
          .with(
              "Content-Security-Policy",
              "default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'nonce-"
                  + nonce
                  + "'; frame-ancestors 'none'");
    }
  }

  /**
   * The origin of a URL as browsers write it, in lower case and without a port that goes without
   * saying (RFC 6454 section 6.1); null when it has none.
   */
  static @Nullable String originOf(@Nullable String url) {
    if (url == null) {
      return null;
    }
    try {
      URI uri = new URI(url);
      if (uri.getScheme() == null || uri.getHost() == null) {
        return null;
      }
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      int usual = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : 0;
      if (usual == 0) {
        return null;
      }
      String host = uri.getHost().toLowerCase(Locale.ROOT);
      int port = uri.getPort();
      return scheme + "://" + host + (port < 0 || port == usual ? "" : ":" + port);
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
