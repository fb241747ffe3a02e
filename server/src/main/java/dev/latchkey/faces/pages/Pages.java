package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.tenant.PagesSettings;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.Notices;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SimplePage;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.http.Handler;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands around every page: there is none where the tenant has none; a form must be ours; an error
 * is a page; and no page can be framed, kept, or made to load or send anything elsewhere.
 *
 * <p>Answers nothing to other origins, unlike {@link Api}: a page holds what its forms must bring
 * back.
 */
public final class Pages implements Notices {

  private final Api api;
  private final PageTexts texts;
  private final PageFiles files;
  private final Secrets secrets;
  private final Notices plain = new SimplePage();
  private final Templates templates = new Templates();

  public Pages(Api api, PageTexts texts, PageFiles files, Secrets secrets) {
    this.api = api;
    this.texts = texts;
    this.files = files;
    this.secrets = secrets;
  }

  /** Routes a page that is only looked at. */
  public void get(Router router, String path, RateClass rate, PageHandler handler) {
    router.on(Method.GET, path, around(rate, handler));
  }

  /** Routes what a form of ours is posted to. */
  public void post(Router router, String path, RateClass rate, PageHandler handler) {
    router.on(Method.POST, path, around(rate, handler));
  }

  /**
   * Routes what pages of other sites post: the handler changes nothing and reads the form itself.
   * Browsers leave our cookies out of it, so none is set anew.
   */
  public void foreignPost(Router router, String path, PageHandler handler) {
    Handler elsewhere = api.around(RateClass.NONE, Api::nothingHere);
    router.on(
        Method.POST,
        path,
        request -> {
          Call call = api.open(request).filter(c -> c.tenant().pages() != null).orElse(null);
          if (call == null) {
            return elsewhere.handle(request);
          }
          Visit visit = visit(call, Fields.of(Json.object()), Fields.of(Json.object()));
          try {
            return secured(visit, handler.handle(visit));
          } catch (RuntimeException e) {
            return secured(visit, error(visit, Api.asApiException(e)));
          }
        });
  }

  private Visit visit(Call call, Fields query, Fields form) {
    String browser = FormGuard.browser(call.request()).orElseGet(secrets::token);
    return new Visit(this, call, query, form, secrets.token(), browser);
  }

  private Handler around(RateClass rate, PageHandler handler) {
    Handler elsewhere = api.around(RateClass.NONE, Api::nothingHere);
    return request -> {
      Call call = api.open(request).filter(c -> c.tenant().pages() != null).orElse(null);
      if (call == null) {
        return elsewhere.handle(request);
      }
      String nonce = secrets.token();
      String browser = FormGuard.browser(request).orElseGet(secrets::token);
      boolean posted = request.method() == Method.POST;
      Visit visit =
          new Visit(this, call, Fields.of(Json.object()), Fields.of(Json.object()), nonce, browser);
      Response response;
      try {
        visit =
            new Visit(
                this, call, query(call), posted ? call.bodyOrForm() : visit.form(), nonce, browser);
        if (posted) {
          FormGuard.check(call, visit.form());
        }
        api.count(call, rate);
        response = handler.handle(visit);
      } catch (RuntimeException e) {
        response = error(visit, Api.asApiException(e));
      }
      return withCookies(visit, secured(visit, response));
    };
  }

  @Override
  public Response say(Call call, int status, String sentence, String note) {
    if (call.tenant().pages() == null) {
      return plain.say(call, status, sentence, note);
    }
    Visit visit = elsewhere(call);
    Note page = Note.of(sentence, null);
    return secured(
        visit, visit.page(status, "note", note.isEmpty() ? page : page.withDetail(note)));
  }

  /** The form leads to a client in the end, where browsers hold its redirects to our policy. */
  @Override
  public Response ask(Call call, String sentence, String button) {
    if (call.tenant().pages() == null) {
      return plain.ask(call, sentence, button);
    }
    Visit visit = elsewhere(call);
    Response page = visit.page(200, "ask", new AskView(sentence, button));
    return secured(
        visit,
        page.with("Content-Security-Policy", policy(visit).replace(" form-action 'self';", "")));
  }

  /** A page that another face shows: nothing is posted from it, or its address is the secret. */
  private Visit elsewhere(Call call) {
    Fields none = Fields.of(Json.object());
    Visit visit = new Visit(this, call, none, none, secrets.token(), secrets.token());
    visit.speaks(call.language());
    return visit;
  }

  /** A parameter that comes twice is nobody's mistake to guess at. */
  private static Fields query(Call call) {
    try {
      if (!call.request().query().repeated().isEmpty()) {
        throw ApiError.VALIDATION.exception("A parameter was sent twice");
      }
    } catch (IllegalArgumentException e) {
      throw ApiError.VALIDATION.exception("The query cannot be decoded");
    }
    return call.query();
  }

  private static Response withCookies(Visit visit, Response response) {
    Response answer = response;
    if (FormGuard.browser(visit.call().request()).isEmpty()) {
      answer = FormGuard.withBrowser(answer, visit.browser());
    }
    String chosen = visit.chosenLanguage().orElse(null);
    return chosen == null ? answer : PageCookies.withLanguage(answer, chosen);
  }

  private Response error(Visit visit, ApiException e) {
    ObjectNode error = api.errorBody(visit.language(), e);
    Note note =
        Note.of(
                visit.text("page.error.title"),
                error.path("error_user_msg").asString(visit.text("error.validation")))
            .withDetail(error.path("error").asString() + " · " + error.path("error_id").asString());
    Response response = visit.page(e.error().status(), "note", note);
    return e.retryAfter() == null
        ? response
        : response.with("Retry-After", Long.toString(Math.max(1, e.retryAfter().toSeconds())));
  }

  Response render(Visit visit, int status, String template, Object model) {
    return Response.html(status, templates.render(template, visit.frame(), model));
  }

  Frame frame(Visit visit, Map<String, String> carried, String formToken) {
    return new Frame(
        visit.tenant(),
        files,
        texts,
        visit.language(),
        visit.nonce(),
        visit.call().request().path(),
        carried,
        formToken,
        visit.hasLanguageMenu());
  }

  PageTexts texts() {
    return texts;
  }

  String userMessage(Visit visit, ApiException e) {
    return api.errorBody(visit.language(), e)
        .path("error_user_msg")
        .asString(visit.text("error.validation"));
  }

  /** What every answer of a page carries; the one place that says it. */
  private static Response secured(Visit visit, Response response) {
    Response answer =
        response
            .withDefault("Cache-Control", "no-store")
            .withDefault("Content-Security-Policy", policy(visit))
            // Browsers name the origin of a form only to its own site.
            .withDefault("Referrer-Policy", "same-origin")
            .withDefault("X-Frame-Options", "DENY")
            .withDefault("Permissions-Policy", "publickey-credentials-get=(self)")
            .with("Vary", "Accept-Language, Cookie");
    // A client's page that opened this window waits for it (OpenID Connect Core section 3.1.2.1).
    return visit.isInPopup()
        ? answer
        : answer.withDefault("Cross-Origin-Opener-Policy", "same-origin");
  }

  private static String policy(Visit visit) {
    PagesSettings settings = Objects.requireNonNull(visit.tenant().pages());
    String logo =
        settings.logo() == null || settings.hasOwnLogo() ? "" : " " + origin(settings.logo());
    String image = visit.image() == null ? "" : " " + origin(visit.image());
    String nonce = "'nonce-" + visit.nonce() + "'";
    String others =
        visit.sources().stream().map(source -> " " + source).collect(Collectors.joining());
    return "default-src 'none'; script-src "
        + nonce
        + others
        + "; style-src "
        + nonce
        + others
        + "; img-src 'self' data:"
        + logo
        + image
        + others
        + frames(visit)
        + "; connect-src 'self'"
        + others
        + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        // Of scripts of others it cannot be asked for.
        + (others.isEmpty() ? "; require-trusted-types-for 'script'; trusted-types 'none'" : "");
  }

  private static String frames(Visit visit) {
    Stream<String> shown = visit.frames().stream().map(Pages::origin);
    String frames =
        Stream.concat(shown, visit.sources().stream()).distinct().collect(Collectors.joining(" "));
    return frames.isEmpty() ? "" : "; frame-src " + frames;
  }

  private static String origin(String address) {
    URI uri = URI.create(address);
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
