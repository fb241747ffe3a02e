package dev.latchkey.sdk;

import dev.latchkey.sdk.model.ErrorCode;
import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what redirects bring (contract sections 1.8 and 4.1.3). */
final class Redirects {

  private Redirects() {}

  /** The query; of a name that comes twice the first. */
  static Map<String, String> query(@Nullable String uri) {
    Map<String, String> query = new LinkedHashMap<>();
    int start = uri == null ? -1 : uri.indexOf('?');
    if (uri == null || start < 0) {
      return query;
    }
    int fragment = uri.indexOf('#', start);
    String raw = uri.substring(start + 1, fragment < 0 ? uri.length() : fragment);
    for (String pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      query.putIfAbsent(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }
    return query;
  }

  @SuppressWarnings("JdkObsolete") // Android has the other from 13 on
  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, "UTF-8");
    } catch (IllegalArgumentException | UnsupportedEncodingException e) {
      return text; // not encoded as it should be: taken as it is
    }
  }

  /** The code, or the error as a failure. */
  static String code(Map<String, String> query) {
    if (query.containsKey("error")) {
      throw Failures.ofRedirect(query);
    }
    String code = query.get("code");
    if (code == null || code.isEmpty()) {
      throw Failures.of(ErrorCode.NoAuthCode, "The redirect brought no code");
    }
    return code;
  }
}
