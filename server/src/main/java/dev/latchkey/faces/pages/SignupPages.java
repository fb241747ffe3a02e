package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.CaptchaFields;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.signup.NewAccount;
import dev.latchkey.flows.signup.SignUp;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.crypto.password.PasswordStrength;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /signup}: a new account with a password, and on into the client. */
public final class SignupPages {

  private final Pages pages;
  private final Interactions interactions;
  private final SignUp signUp;
  private final PasswordStrength meter;
  private final Entry entry;
  private final CaptchaFields captcha;

  public SignupPages(
      Pages pages,
      Interactions interactions,
      SignUp signUp,
      PasswordStrength meter,
      Entry entry,
      CaptchaFields captcha) {
    this.pages = pages;
    this.interactions = interactions;
    this.signUp = signUp;
    this.meter = meter;
    this.entry = entry;
    this.captcha = captcha;
  }

  public void on(Router router) {
    pages.get(router, "/signup", RateClass.NONE, this::show);
    pages.post(router, "/signup", RateClass.SIGNUP, this::signUp);
    pages.post(router, "/password/strength", RateClass.PASSWORD_STRENGTH, this::strength);
  }

  private Response show(Visit visit) {
    Interaction at = interactions.of(visit);
    return visit.tenant().signup().enabled()
        ? page(visit, at, new SignupForm(visit), null)
        : visit.go("/login");
  }

  private Response signUp(Visit visit) {
    Interaction at = interactions.of(visit);
    SignupForm form = new SignupForm(visit);
    try {
      Fields data = Fields.of(form.data());
      String password = visit.form().requiredPassword("password");
      ProfileChange profile = ProfileParser.parse(data, visit.tenant());
      visit.form().check();
      data.check();
      captcha.checkForm(visit.call(), visit.form(), CaptchaAction.SIGNUP);
      SignUp.Result result =
          signUp.run(
              visit.tenant(),
              at.client(),
              new NewAccount.Input(profile, LinkTarget.NONE, visit.language()),
              new NewAccount.Secret(password, null),
              visit.call().caller());
      return result.tkn() == null
          ? visit.note(
              Note.of(
                      visit.text("signup.title"),
                      visit.text("signup.awaiting.identifier.verification"))
                  .withLink(visit.frame().to("/login"), visit.text("login.title")))
          : entry.enter(at, result.tkn(), at.request().persistent());
    } catch (ApiException e) {
      return page(visit, at, form, e);
    }
  }

  private Response page(Visit visit, Interaction at, SignupForm form, @Nullable ApiException e) {
    Faults faults = Faults.of(visit, e);
    Strength strength = Strength.of(visit, meter, visit.form().password("password"));
    Field password = Field.of("password", "password", visit.text("password"), "new-password");
    SignupView view =
        new SignupView(
            at.client().name(),
            faults.alert(),
            form.fields(at.hint()).stream().map(faults::on).toList(),
            faults.on(password),
            strength,
            Captcha.of(visit, CaptchaAction.SIGNUP, faults.of(Captcha.FIELD)));
    return visit.page(e == null ? 200 : e.error().status(), "signup", view);
  }

  /** For the script, at each pause. */
  private Response strength(Visit visit) {
    Strength strength = Strength.of(visit, meter, visit.form().password("password"));
    if (strength.score() == null) {
      throw ApiError.VALIDATION.exception("There is no password");
    }
    return Answers.secret(
        Json.object()
            .put("score", Objects.requireNonNull(strength.score()))
            .put("text", strength.text()));
  }
}
