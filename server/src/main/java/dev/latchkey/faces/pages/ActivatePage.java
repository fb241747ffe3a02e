package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.device.DecideDevice;
import dev.latchkey.flows.device.DeviceOutcome;
import dev.latchkey.flows.device.FindDevice.Visitor;
import dev.latchkey.flows.device.ReadUserCode;
import dev.latchkey.flows.grants.SendToLogin;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /activate}: a user types the code that a device shows, logs in as its client needs it,
 * sees who asks for what, and lets it in or does not (RFC 8628 section 3.3). A code that came along
 * in the address is filled in and nothing more: the user still looks at it (section 3.3.1). The way
 * to the login and back is that of an authorize request: the server keeps the code, and the token
 * of what waits leads from page to page.
 */
public final class ActivatePage {

  static final String PATH = "/activate";

  private static final String CODE = "user_code";
  private static final String DECISION = "decision";

  /** What the form for the code takes. */
  public record CodeForm(Field code) {}

  /**
   * What the question takes.
   *
   * @param ask which client asks
   * @param check that the code must be on the user's own device (section 5.4)
   * @param account who is asked, as they know themselves
   * @param profileId who is asked, for the form
   * @param wants what a client of another party would have, in words
   * @param other whether there is a way to log in as somebody else
   */
  public record Question(
      String ask,
      String check,
      String code,
      String account,
      String profileId,
      List<String> wants,
      @Nullable String warning,
      boolean other) {}

  private final Pages pages;
  private final Api api;
  private final Interactions interactions;
  private final ReadUserCode read;
  private final DecideDevice decide;
  private final SendToLogin sendToLogin;

  public ActivatePage(
      Pages pages,
      Api api,
      Interactions interactions,
      ReadUserCode read,
      DecideDevice decide,
      SendToLogin sendToLogin) {
    this.pages = pages;
    this.api = api;
    this.interactions = interactions;
    this.read = read;
    this.decide = decide;
    this.sendToLogin = sendToLogin;
  }

  public void on(Router router) {
    pages.get(router, PATH, RateClass.NONE, this::show);
    pages.post(router, PATH, RateClass.USER_CODE, this::posted);
  }

  /** Who comes back from the login sees the question at once. */
  private Response show(Visit visit) {
    Optional<Interaction> back = waiting(visit);
    return back.isPresent()
        ? answer(visit, String.valueOf(back.get().userCode()), back.get(), null)
        : form(visit, 200, visit.query().text(CODE, Limits.NAME), null);
  }

  private Response posted(Visit visit) {
    String code = visit.form().required(CODE, Limits.NAME);
    String decision = visit.form().text(DECISION, Limits.NAME);
    visit.form().check();
    // Another code than the one that the login was for begins anew.
    Interaction back = waiting(visit).filter(at -> code.equals(at.userCode())).orElse(null);
    return answer(visit, code, back, decision);
  }

  private Optional<Interaction> waiting(Visit visit) {
    return visit.query().has(Interaction.TOKEN)
        ? interactions.ifAny(visit).filter(at -> at.userCode() != null)
        : Optional.empty();
  }

  /**
   * @param back what waited for the login; null: the user was not sent there
   * @param decision null: the user has not been asked yet
   */
  private Response answer(
      Visit visit, String code, @Nullable Interaction back, @Nullable String decision) {
    Visitor visitor =
        new Visitor(
            SessionCookies.session(visit.call().request()),
            SessionCookies.trustedDevice(visit.call().request()),
            back == null ? null : back.since());
    try {
      DeviceOutcome outcome =
          decision == null
              ? read.run(visit.tenant(), code, visitor)
              : decide(visit, code, decision.equals("allow"), visitor);
      return switch (outcome) {
        case DeviceOutcome.Ask ask -> ask(visit, ask, back != null);
        case DeviceOutcome.LoginNeeded login -> toLogin(visit, login, back);
        case DeviceOutcome.Decided decided -> decided(visit, "allow".equals(decision));
      };
    } catch (ApiException e) {
      if (e.error() != ApiError.INVALID_VERIFICATION_CODE) {
        throw e;
      }
      return form(visit, e.error().status(), code, visit.text(e));
    }
  }

  private DeviceOutcome decide(Visit visit, String code, boolean approved, Visitor visitor) {
    String asked = visit.form().required("account", Limits.NAME);
    visit.form().check();
    return decide.run(
        visit.tenant(),
        new DecideDevice.Input(code, ConsentView.profileId(asked), approved),
        visitor,
        visit.call().caller());
  }

  private static Response form(
      Visit visit, int status, @Nullable String code, @Nullable String fault) {
    Field field =
        Field.of(CODE, "text", visit.text("activate.code"), "off").withValue(code).withError(fault);
    return visit.page(status, "activate", new CodeForm(field));
  }

  private static Response ask(Visit visit, DeviceOutcome.Ask ask, boolean other) {
    return visit.page(
        "activate-ask",
        new Question(
            visit.text("activate.ask", "client", ask.client().name()),
            visit.text("activate.check", "code", ask.userCode()),
            ask.userCode(),
            ConsentView.account(ask.user()),
            ask.user().id().toString(),
            ask.client().isFirstParty() ? List.of() : visit.scopes(ask.reach()),
            ask.client().isStranger() ? visit.text("activate.stranger") : null,
            other));
  }

  private Response toLogin(
      Visit visit, DeviceOutcome.LoginNeeded login, @Nullable Interaction back) {
    if (back == null) {
      api.count(visit.call(), RateClass.LOGIN_PAGE);
    }
    return Response.redirect(
        303,
        sendToLogin.forDevice(
            visit.tenant(),
            login.client(),
            login.step(),
            login.userCode(),
            back == null ? null : back.token()));
  }

  private static Response decided(Visit visit, boolean approved) {
    return visit.note(
        Note.of(
            visit.text("activate.title"),
            visit.text(approved ? "activate.done" : "activate.denied")));
  }
}
