package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.device.DecideDevice;
import dev.latchkey.flows.device.ReadUserCode;
import dev.latchkey.flows.device.ReadUserCode.DeviceRequest;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import org.jspecify.annotations.Nullable;

/**
 * {@code /activate}: who is logged in types the code that a device shows, sees who asks, and lets
 * it in or does not (RFC 8628 section 3.3). A code that came along in the address is filled in and
 * nothing more: the user still looks at it (section 3.3.1).
 */
public final class ActivatePage {

  private static final String PATH = "/activate";
  private static final String CODE = "user_code";
  private static final String DECISION = "decision";

  /** What the form for the code takes. */
  public record CodeForm(Field code) {}

  /** What the question takes. */
  public record Question(String ask, String check, String code) {}

  private final Pages pages;
  private final ReadUserCode read;
  private final DecideDevice decide;

  public ActivatePage(Pages pages, ReadUserCode read, DecideDevice decide) {
    this.pages = pages;
    this.read = read;
    this.decide = decide;
  }

  public void on(Router router) {
    pages.get(
        router,
        PATH,
        RateClass.NONE,
        visit -> form(visit, 200, visit.query().text(CODE, Limits.NAME), null));
    pages.post(router, PATH, RateClass.USER_CODE, this::posted);
  }

  private Response posted(Visit visit) {
    String code = visit.form().required(CODE, Limits.NAME);
    String decision = visit.form().text(DECISION, Limits.NAME);
    visit.form().check();
    try {
      return decision == null ? ask(visit, code) : decide(visit, code, decision.equals("allow"));
    } catch (ApiException e) {
      if (e.error() != ApiError.INVALID_VERIFICATION_CODE) {
        throw e;
      }
      return form(visit, e.error().status(), code, visit.text(e));
    }
  }

  private static Response form(
      Visit visit, int status, @Nullable String code, @Nullable String fault) {
    Field field =
        Field.of(CODE, "text", visit.text("activate.code"), "off").withValue(code).withError(fault);
    return visit.page(status, "activate", new CodeForm(field));
  }

  private Response ask(Visit visit, String code) {
    DeviceRequest request =
        read.run(visit.tenant(), code, SessionCookies.session(visit.call().request()));
    return visit.page(
        "activate-ask",
        new Question(
            visit.text("activate.ask", "client", request.client().name()),
            visit.text("activate.check", "code", request.userCode()),
            request.userCode()));
  }

  private Response decide(Visit visit, String code, boolean approved) {
    decide.run(
        visit.tenant(),
        new DecideDevice.Input(
            code,
            SessionCookies.session(visit.call().request()),
            SessionCookies.trustedDevice(visit.call().request()),
            approved),
        visit.call().caller());
    return visit.note(
        Note.of(
            visit.text("activate.title"),
            visit.text(approved ? "activate.done" : "activate.denied")));
  }
}
