package dev.latchkey.faces.pages;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;
import dev.latchkey.faces.web.CaptchaFields;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.password.ForgotPassword;
import dev.latchkey.flows.password.Loss;
import dev.latchkey.flows.password.MessageTarget;
import dev.latchkey.flows.password.ResetPassword;
import dev.latchkey.platform.crypto.password.PasswordStrength;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /forgot}: ask for a way back in; {@code /reset}: where the mail's link leads, or the code
 * of the text message is typed. The request goes on from there while it waits; the password is
 * reset without one as well.
 */
public final class ForgotPages {

  private static final int CODE = 64;

  private final Pages pages;
  private final Interactions interactions;
  private final ForgotPassword forgot;
  private final ResetPassword reset;
  private final PasswordStrength meter;
  private final CaptchaFields captcha;

  public ForgotPages(
      Pages pages,
      Interactions interactions,
      ForgotPassword forgot,
      ResetPassword reset,
      PasswordStrength meter,
      CaptchaFields captcha) {
    this.pages = pages;
    this.interactions = interactions;
    this.forgot = forgot;
    this.reset = reset;
    this.meter = meter;
    this.captcha = captcha;
  }

  public void on(Router router) {
    pages.get(router, "/forgot", RateClass.NONE, this::show);
    pages.post(router, "/forgot", RateClass.PASSWORD_RESET, this::send);
    pages.get(router, "/reset", RateClass.NONE, this::choose);
    pages.post(router, "/reset", RateClass.PASSWORD_RESET, this::reset);
  }

  private Response show(Visit visit) {
    return identify(visit, interactions.ifAny(visit), interactions.client(visit), null);
  }

  private Response send(Visit visit) {
    Optional<Interaction> at = interactions.ifAny(visit);
    Client client = interactions.client(visit);
    try {
      Identifier identifier = Typed.any(visit);
      captcha.checkForm(visit.call(), visit.form(), CaptchaAction.FORGOT_PASSWORD);
      forgot.run(
          visit.tenant(),
          client,
          new ForgotPassword.Input(
              Loss.PASSWORD,
              identifier,
              new MessageTarget(resetPage(visit, at), null, null),
              visit.messageLanguage()),
          visit.call().caller());
      return identifier.kind() == Identifier.Kind.EMAIL
          ? visit.note(
              Note.of(visit.text("page.forgot.sent.title"), visit.text("page.forgot.sent")))
          : form(visit, identifier.value(), null, null);
    } catch (ApiException e) {
      return identify(visit, at, client, e);
    }
  }

  /** Never built from a request header (attack class 2). */
  private static String resetPage(Visit visit, Optional<Interaction> at) {
    String page = visit.tenant().publicUrl() + "/reset";
    return at.map(it -> page + "?" + Frame.query(Map.of(Interaction.TOKEN, it.token())))
        .orElse(page);
  }

  private static Response identify(
      Visit visit, Optional<Interaction> at, Client client, @Nullable ApiException e) {
    Faults faults = Faults.of(visit, e);
    String typed = Typed.text(visit);
    String label = visit.text(LoginPages.identifierKey(visit.tenant()));
    Field identifier =
        Field.of(Typed.FIELD, "text", label, "username")
            .withValue(typed == null ? at.map(Interaction::hint).orElse(null) : typed);
    return visit.page(
        e == null ? 200 : e.error().status(),
        "identify",
        new IdentifyView(
            visit.text("forgotPassword.title"),
            visit.text("page.forgot.intro", "app", client.name()),
            faults.alert(),
            faults.on(identifier),
            Captcha.of(visit, CaptchaAction.FORGOT_PASSWORD, faults.of(Captcha.FIELD)),
            "/forgot",
            visit.text("page.continue"),
            at.isPresent() ? "/login" : null,
            false));
  }

  private Response choose(Visit visit) {
    interactions.ifAny(visit);
    interactions.client(visit);
    String code = visit.query().text("verification_code", CODE);
    String email = visit.query().text("email", Limits.EMAIL);
    visit.query().check();
    return code == null || email == null ? visit.go("/forgot") : form(visit, email, code, null);
  }

  private Response reset(Visit visit) {
    Optional<Interaction> at = interactions.ifAny(visit);
    Client client = interactions.client(visit);
    String known = visit.form().text("known", CODE);
    String typed = Typed.text(visit);
    try {
      Identifier identifier = Typed.any(visit);
      String code = known == null ? visit.form().required("code", CODE) : known;
      String password = visit.form().requiredPassword("password");
      visit.form().check();
      reset.run(
          visit.tenant(),
          client,
          new ResetPassword.Input(identifier, code.strip(), password, visit.messageLanguage()),
          visit.call().caller());
      Note done = Note.of(visit.text("passwordReset.successTitle"), visit.text("page.reset.done"));
      return visit.note(
          at.isPresent()
              ? done.withLink(visit.frame().to("/login"), visit.text("login.title"))
              : done);
    } catch (ApiException e) {
      return form(visit, typed == null ? "" : typed, known, e);
    }
  }

  private Response form(
      Visit visit, String identifier, @Nullable String known, @Nullable ApiException e) {
    Faults faults = Faults.of(visit, e);
    Field code =
        Field.of("code", "text", visit.text("verificationCode"), "one-time-code")
            .withInputmode("numeric");
    Field password = Field.of("password", "password", visit.text("newPassword"), "new-password");
    ResetView view =
        new ResetView(
            faults.alert(),
            identifier,
            known == null ? faults.on(code) : null,
            known,
            faults.on(password),
            Strength.of(visit, meter, visit.form().password("password")));
    return visit.page(e == null ? 200 : e.error().status(), "reset", view);
  }
}
