package dev.latchkey.flows.password;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.tenant.Tenant;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the link of a reset or recovery mail leads: to an address that the client registered, with
 * the code in its query (contract section 1.17). Never built from a request header (attack class
 * 2).
 *
 * @param redirectUrl one of the client's; null: the client's first
 * @param typed whether the code is short enough to be typed
 */
public record MessageTarget(
    @Nullable String redirectUrl,
    @Nullable String returnTo,
    @Nullable String state,
    boolean typed) {

  public MessageTarget(
      @Nullable String redirectUrl, @Nullable String returnTo, @Nullable String state) {
    this(redirectUrl, returnTo, state, false);
  }

  /**
   * With six digits as {@code nonce}, as clients of the Access API expect (its contract 5.9).
   *
   * @param url the client's page
   */
  public static MessageTarget withNonce(String url) {
    return new MessageTarget(url, null, null, true);
  }

  /**
   * @param returnToName of the parameter that carries {@link #returnTo}
   */
  String link(Tenant tenant, Client client, String code, String email, String returnToName) {
    Map<String, String> query = new LinkedHashMap<>();
    if (typed) {
      query.put("email", email);
      query.put("nonce", code);
      return withQuery(base(tenant, client), query);
    }
    query.put("verification_code", code);
    query.put("email", email);
    query.put("client_id", client.id());
    if (state != null) {
      query.put("state", state);
    }
    if (returnTo != null) {
      query.put(returnToName, returnTo);
    }
    return withQuery(base(tenant, client), query);
  }

  private String base(Tenant tenant, Client client) {
    if (redirectUrl != null) {
      return redirectUrl;
    }
    return client.redirectUris().isEmpty()
        ? tenant.publicUrl() + "/"
        : client.redirectUris().get(0);
  }

  static String withQuery(String url, Map<String, String> parameters) {
    StringBuilder text = new StringBuilder(url);
    char separator = url.indexOf('?') < 0 ? '?' : '&';
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      text.append(separator)
          .append(parameter.getKey())
          .append('=')
          .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
      separator = '&';
    }
    return text.toString();
  }
}
