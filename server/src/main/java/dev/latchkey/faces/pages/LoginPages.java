package dev.latchkey.faces.pages;

import dev.latchkey.domain.captcha.CaptchaVerifier;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.provider.Provider;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;
import dev.latchkey.domain.tenant.RelyingParty;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.web.CaptchaFields;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.login.PasswordLogin;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /login}: every way in on one page, the password first. {@code /login/back} is where ways
 * come back that led elsewhere; {@code /login/done} goes on with the client's request.
 */
public final class LoginPages {

  private final Pages pages;
  private final Interactions interactions;
  private final PasswordLogin login;
  private final Entry entry;
  private final CaptchaFields captcha;

  public LoginPages(
      Pages pages,
      Interactions interactions,
      PasswordLogin login,
      Entry entry,
      CaptchaFields captcha) {
    this.pages = pages;
    this.interactions = interactions;
    this.login = login;
    this.entry = entry;
    this.captcha = captcha;
  }

  public void on(Router router) {
    pages.get(router, "/login", RateClass.NONE, this::show);
    pages.post(router, "/login", RateClass.LOGIN, this::logIn);
    pages.get(router, "/login/back", RateClass.LOGIN, this::back);
    pages.get(router, "/login/done", RateClass.NONE, this::done);
  }

  private Response show(Visit visit) {
    return page(visit, interactions.of(visit), null, null);
  }

  private Response logIn(Visit visit) {
    Interaction at = interactions.of(visit);
    boolean persistent = Boolean.TRUE.equals(visit.form().truth("remember"));
    try {
      var identifier = Typed.any(visit);
      String password = visit.form().requiredPassword("password");
      visit.form().check();
      captcha.checkForm(visit.call(), visit.form(), CaptchaAction.LOGIN);
      PasswordLogin.Result result =
          login.run(
              visit.tenant(),
              at.client(),
              new PasswordLogin.Input(
                  identifier,
                  password,
                  SessionCookies.device(visit.call().request()).orElse(null),
                  SessionCookies.trustedDevice(visit.call().request()),
                  true,
                  true),
              visit.call().caller());
      Response response =
          result.mfaRequired()
              ? entry.stepUp(at, result.tkn(), persistent)
              : entry.enter(at, result.tkn(), persistent);
      return result.device() == null
          ? response
          : SessionCookies.withDevice(response, result.device());
    } catch (ApiException e) {
      return page(visit, at, e, null);
    }
  }

  /** From a provider or the link of a mail: with a session, a first factor, or what went wrong. */
  private Response back(Visit visit) {
    Interaction at = interactions.of(visit);
    String tkn = visit.query().text("tkn", Limits.TOKEN);
    String error = visit.query().text("error_message_key", Limits.NAME);
    if (tkn != null) {
      return entry.stepUp(at, tkn, at.request().persistent());
    }
    return error == null
        ? Response.redirect(303, at.authorize())
        : page(visit, at, null, Alert.bad(visit.errorText(error)));
  }

  /**
   * A form must lead to no page but ours, and browsers hold the redirects after it to that as well:
   * so this page ends the form, and leads on to the client's by itself.
   */
  private Response done(Visit visit) {
    return visit.onward(interactions.of(visit).authorize());
  }

  private Response page(
      Visit visit, Interaction at, @Nullable ApiException e, @Nullable Alert other) {
    Tenant tenant = visit.tenant();
    Faults faults = Faults.of(visit, e);
    String typed = Typed.text(visit);
    Field identifier =
        Field.of(Typed.FIELD, "text", visit.text(identifierKey(tenant)), "username webauthn")
            .withValue(typed == null ? at.hint() : typed);
    Field password = Field.of("password", "password", visit.text("password"), "current-password");
    LoginView view =
        new LoginView(
            at.client().name(),
            ClientCard.of(visit, at.client()),
            other == null ? faults.alert() : other,
            faults.on(identifier),
            faults.on(password),
            Captcha.of(visit, CaptchaAction.LOGIN, faults.of(Captcha.FIELD)),
            at.request().persistent(),
            codeText(visit),
            CaptchaVerifier.isWanted(tenant, CaptchaAction.PASSWORDLESS_START),
            hasPasskeys(tenant),
            tenant.signup().enabled(),
            providers(visit));
    return visit.page(e == null ? 200 : e.error().status(), "login", view);
  }

  static String identifierKey(Tenant tenant) {
    boolean email = tenant.loginTypes().email();
    boolean phone = tenant.loginTypes().phoneNumber();
    return tenant.loginTypes().customIdentifier()
        ? "page.login.identifier"
        : email && phone ? "identifier" : email ? "email" : "phoneNumber";
  }

  private static @Nullable String codeText(Visit visit) {
    Tenant tenant = visit.tenant();
    boolean offered = tenant.passwordless().email() || tenant.passwordless().sms();
    return offered && tenant.sends("passwordless") ? visit.text("page.login.code") : null;
  }

  private static boolean hasPasskeys(Tenant tenant) {
    Optional<RelyingParty> party = tenant.relyingParty();
    return party.isPresent() && party.get().allows(tenant.publicUrl());
  }

  private static List<LoginView.Provider> providers(Visit visit) {
    return Provider.all(visit.tenant()).stream()
        .map(provider -> {
          String name = name(provider);
          return new LoginView.Provider(
              visit.text("page.login.with", "provider", name),
              name.substring(0, name.offsetByCodePoints(0, 1)),
              visit.frame().to("/login/provider")
                  + "&"
                  + Frame.query(Map.of("provider", provider.name())));
        })
        .toList();
  }

  /** As people know it. */
  private static String name(Provider provider) {
    if (provider.display() != null) {
      return provider.display().name();
    }
    return switch (provider.key()) {
      case "github" -> "GitHub";
      case "linkedin" -> "LinkedIn";
      case "paypal" -> "PayPal";
      case "franceconnect" -> "FranceConnect";
      default ->
          provider.key().substring(0, 1).toUpperCase(Locale.ROOT) + provider.key().substring(1);
    };
  }
}
