package dev.latchkey.faces.pages;

import dev.latchkey.domain.captcha.CaptchaVerifier;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;
import dev.latchkey.faces.web.CaptchaFields;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.passwordless.FinishPasswordless;
import dev.latchkey.flows.passwordless.StartPasswordless;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /login/code}: a code instead of a password; the mail has a link as well. The page says the
 * same whether or not anybody has that address or number (attack class 39).
 */
public final class CodePages {

  private static final int CODE = 64;

  private final Pages pages;
  private final Interactions interactions;
  private final StartPasswordless start;
  private final FinishPasswordless finish;
  private final Entry entry;
  private final CaptchaFields captcha;

  public CodePages(
      Pages pages,
      Interactions interactions,
      StartPasswordless start,
      FinishPasswordless finish,
      Entry entry,
      CaptchaFields captcha) {
    this.pages = pages;
    this.interactions = interactions;
    this.start = start;
    this.finish = finish;
    this.entry = entry;
    this.captcha = captcha;
  }

  public void on(Router router) {
    pages.get(router, "/login/code", RateClass.NONE, this::show);
    pages.get(
        router,
        "/login/code/new",
        RateClass.NONE,
        visit -> {
          Interaction at = interactions.of(visit);
          return begin(visit, at, null);
        });
    pages.post(router, "/login/code/new", RateClass.PASSWORDLESS, this::send);
    pages.post(router, "/login/code", RateClass.VERIFICATION_CODE, this::check);
  }

  private Response send(Visit visit) {
    Interaction at = interactions.of(visit);
    boolean persistent = Boolean.TRUE.equals(visit.form().truth("remember"));
    try {
      Identifier identifier = Typed.reachable(visit);
      captcha.checkForm(visit.call(), visit.form(), CaptchaAction.PASSWORDLESS_START);
      start.run(
          visit.tenant(),
          at.client(),
          new StartPasswordless.Input(
              identifier,
              at.session(persistent),
              Json.object(),
              profile -> profile.map(visit.messageLanguage()).orElseGet(visit::language)),
          visit.call().caller());
      return Progress.ofCode(at, identifier, persistent).on(visit.go("/login/code"));
    } catch (ApiException e) {
      return begin(visit, at, e);
    }
  }

  private static Response begin(Visit visit, Interaction at, @Nullable ApiException e) {
    Faults faults = Faults.of(visit, e);
    String typed = Typed.text(visit);
    Field identifier =
        Field.of(Typed.FIELD, "text", visit.text("identifier"), "username")
            .withValue(
                typed == null
                    ? sentTo(at)
                        .map(Identifier::value)
                        .or(() -> Optional.ofNullable(at.hint()))
                        .orElse("")
                    : typed);
    return visit.page(
        e == null ? 200 : e.error().status(),
        "identify",
        new IdentifyView(
            visit.text("page.code.title"),
            visit.text("page.code.intro"),
            faults.alert(),
            faults.on(identifier),
            Captcha.of(visit, CaptchaAction.PASSWORDLESS_START, faults.of(Captcha.FIELD)),
            "/login/code/new",
            visit.text("page.login.code"),
            "/login",
            at.request().persistent()));
  }

  private Response show(Visit visit) {
    return sentTo(interactions.of(visit))
        .map(identifier -> ask(visit, identifier, null))
        .orElseGet(() -> visit.go("/login"));
  }

  private Response check(Visit visit) {
    Interaction at = interactions.of(visit);
    Optional<Progress> progress = Progress.read(at).filter(found -> found.identifier() != null);
    Identifier identifier = sentTo(at).orElse(null);
    if (progress.isEmpty() || identifier == null) {
      return visit.go("/login");
    }
    try {
      String code = visit.form().required("code", CODE);
      visit.form().check();
      FinishPasswordless.Result result =
          finish.byCode(
              visit.tenant(),
              identifier,
              code.strip(),
              new FinishPasswordless.Input(
                  at.client().id(),
                  null,
                  SessionCookies.browser(visit.call().request()),
                  visit.language()),
              visit.call().caller());
      return entry.end(at, result.outcome(), progress.get().persistent());
    } catch (ApiException e) {
      return ask(visit, identifier, e);
    }
  }

  private static Optional<Identifier> sentTo(Interaction at) {
    return Progress.read(at).flatMap(progress -> Optional.ofNullable(progress.identifier()));
  }

  private static Response ask(Visit visit, Identifier identifier, @Nullable ApiException e) {
    Faults faults = Faults.of(visit, e);
    boolean mail = identifier.kind() == Identifier.Kind.EMAIL;
    Field code =
        Field.of("code", "text", visit.text("verificationCode"), "one-time-code")
            .withInputmode("numeric");
    CodeView view =
        new CodeView(
            visit.text("page.code.title"),
            visit.text(mail ? "page.code.mail" : "page.code.sms"),
            identifier.value(),
            faults.alert(),
            faults.on(code),
            "/login/code",
            false,
            "/login/code/new",
            // A captcha is good for one: the page has another.
            CaptchaVerifier.isWanted(visit.tenant(), CaptchaAction.PASSWORDLESS_START)
                ? null
                : Typed.FIELD,
            identifier.value(),
            "/login",
            visit.text("page.login.other"));
    return visit.page(e == null ? 200 : e.error().status(), "code", view);
  }
}
