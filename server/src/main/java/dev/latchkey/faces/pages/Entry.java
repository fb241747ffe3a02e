package dev.latchkey.faces.pages;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.token.Access;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.grants.AuthorizeOutcome;
import dev.latchkey.flows.grants.AuthorizeStep;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.flows.push.StartPushSecondFactor;
import dev.latchkey.flows.stepup.FinishStepUp;
import dev.latchkey.flows.stepup.SendSecondFactor;
import dev.latchkey.flows.stepup.StartStepUp;
import dev.latchkey.platform.http.Response;
import java.util.ArrayList;
import java.util.List;

/** What every way in on a page ends in: a session in this browser, or the second factor. */
public final class Entry {

  /** The factor that a linked device is, beside those of {@link FactorKind}. */
  static final String DEVICE = "device";

  private final AuthorizeStep authorize;
  private final StartStepUp startStepUp;
  private final SendSecondFactor sendSecond;
  private final StartPushSecondFactor startPush;

  public Entry(
      AuthorizeStep authorize,
      StartStepUp startStepUp,
      SendSecondFactor sendSecond,
      StartPushSecondFactor startPush) {
    this.authorize = authorize;
    this.startStepUp = startStepUp;
    this.sendSecond = sendSecond;
    this.startPush = startPush;
  }

  /** Opens the session that a login's ticket is good for. */
  Response enter(Interaction at, String tkn, boolean persistent) {
    Visit visit = at.visit();
    AuthorizeOutcome outcome =
        authorize.run(
            visit.tenant(),
            at.client(),
            AuthorizeStep.Input.ofTicket(
                at.session(persistent), tkn, SessionCookies.session(visit.call().request())),
            visit.call().caller());
    if (outcome instanceof AuthorizeOutcome.Given given) {
      return in(visit, given.access());
    }
    throw ApiError.INVALID_TKN.exception();
  }

  Response end(Interaction at, LoginOutcome outcome, boolean persistent) {
    return switch (outcome) {
      case LoginOutcome.Given given -> in(at.visit(), given.access());
      case LoginOutcome.MfaRequired mfa -> stepUp(at, mfa.tkn(), persistent);
    };
  }

  /** The browser keeps the session, and goes on. */
  Response in(Visit visit, Access access) {
    Response response = Progress.without(visit.go("/login/done"));
    return access.cookie() == null
        ? response
        : SessionCookies.withSession(
            response, visit.tenant(), access.cookie(), access.persistent());
  }

  /** As above, with what the browser is to be known by after its second factor. */
  Response in(Visit visit, FinishStepUp.Result result) {
    Response response = in(visit, result.access());
    Response answer =
        result.device() == null ? response : SessionCookies.withDevice(response, result.device());
    return result.trustedDevice() == null
        ? answer
        : SessionCookies.withTrustedDevice(answer, visit.tenant(), result.trustedDevice());
  }

  /**
   * What the browser shows beside a second factor.
   *
   * @param trust whether the user wants it to be trusted from now on
   */
  static FinishStepUp.Browser browser(Visit visit, boolean trust) {
    return new FinishStepUp.Browser(
        trust,
        SessionCookies.session(visit.call().request()),
        SessionCookies.device(visit.call().request()).orElse(null),
        true);
  }

  /** To the second factor, after the first. */
  Response stepUp(Interaction at, String tkn, boolean persistent) {
    Visit visit = at.visit();
    AccessRequest request = at.session(persistent);
    return begun(
        at, startStepUp.byTicket(visit.tenant(), at.client(), request, tkn, null), persistent);
  }

  /** To the second factor, in the session of this browser. */
  Response stepUpInSession(Interaction at) {
    Visit visit = at.visit();
    boolean persistent = at.request().persistent();
    return begun(
        at,
        startStepUp.bySession(
            visit.tenant(),
            at.client(),
            at.session(persistent),
            SessionCookies.session(visit.call().request()),
            null),
        persistent);
  }

  /** Who has only one factor has nothing to choose. */
  private Response begun(Interaction at, StartStepUp.Result result, boolean persistent) {
    List<String> offered = new ArrayList<>();
    if (result.device()) {
      offered.add(DEVICE);
    }
    result.offered().forEach(kind -> offered.add(kind.wireName()));
    Progress progress = Progress.ofStepUp(at, result.token(), offered, persistent);
    return offered.size() == 1
        ? choose(at, progress, result.token(), offered.getFirst())
        : progress.on(at.visit().go("/mfa"));
  }

  /**
   * Has the factor asked for; a code goes out where it is one that is sent.
   *
   * @throws ApiException {@code VALIDATION}: no such factor, or not one of this user
   */
  Response choose(Interaction at, Progress progress, String stepUp, String factor) {
    Visit visit = at.visit();
    if (factor.equals(DEVICE)) {
      long number = startPush.run(visit.tenant(), stepUp, visit.call().caller());
      return progress.withChallenge(Long.toString(number), DEVICE).on(visit.go("/mfa/device"));
    }
    FactorKind kind =
        FactorKind.of(factor)
            .orElseThrow(() -> ApiException.validation(FieldError.missing("factor")));
    String challenge =
        sendSecond.run(
            visit.tenant(), stepUp, kind, null, visit.messageLanguage(), visit.call().caller());
    return progress.withChallenge(challenge, kind.wireName()).on(visit.go("/mfa/code"));
  }
}
