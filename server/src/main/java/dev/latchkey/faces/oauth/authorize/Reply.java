package dev.latchkey.faces.oauth.authorize;

import dev.latchkey.faces.web.Html;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.json.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the answer of an authorize request goes, once that is proven to be the client's. Successes
 * and errors take the same way.
 */
sealed interface Reply {

  /** Sends the parameters there. */
  Response send(ObjectNode parameters);

  /**
   * A redirect with the parameters in the query (RFC 6749 section 4.1.2) or in the fragment
   * (4.2.2).
   *
   * @param uri registered for the client, byte for byte
   */
  record Redirect(String uri, boolean inFragment) implements Reply {

    @Override
    public Response send(ObjectNode parameters) {
      StringBuilder location = new StringBuilder(uri);
      char separator = inFragment ? '#' : uri.indexOf('?') < 0 ? '?' : '&';
      for (var parameter : parameters.properties()) {
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
      return Response.redirect(302, location.toString()).with("Cache-Control", "no-store");
    }
  }

  /**
   * A page in a hidden frame that posts the parameters to the page around it (contract section
   * 4.1.4).
   *
   * @param targetOrigin registered for the client: nobody else gets the message, and nobody else
   *     may frame it
   */
  record WebMessage(String targetOrigin, Secrets secrets) implements Reply {

    @Override
    public Response send(ObjectNode parameters) {
      ObjectNode message = Json.object().put("type", "authorization_response");
      message.set("response", parameters);
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
