package dev.latchkey.faces.pages;

import dev.latchkey.platform.http.Cookie;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.i18n.Languages;
import java.time.Duration;
import java.util.Optional;

/** What pages leave in the browser beside its secret and its session. */
final class PageCookies {

  private static final String LANGUAGE = "__Host-language";
  private static final Duration YEAR = Duration.ofDays(365);

  private PageCookies() {}

  /** The language that the user chose on an earlier visit. */
  static Optional<String> language(Request request) {
    return request.cookie(LANGUAGE).filter(Languages.CATALOGUES::contains);
  }

  static Response withLanguage(Response response, String language) {
    return response.with(new Cookie(LANGUAGE, language, YEAR, "Lax"));
  }
}
