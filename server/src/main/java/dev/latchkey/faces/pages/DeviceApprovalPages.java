package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.push.ReadPushSecondFactor;
import dev.latchkey.flows.push.ReadPushStepUp;
import dev.latchkey.flows.stepup.FinishStepUp;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /mfa/device}: wait for an approval on a linked device. It shows the number that the device
 * shows; with script it goes on by itself, as {@code /mfa/device/state} tells it to.
 */
public final class DeviceApprovalPages {

  private final Pages pages;
  private final Interactions interactions;
  private final Entry entry;
  private final ReadPushSecondFactor read;
  private final FinishStepUp finish;

  public DeviceApprovalPages(
      Pages pages,
      Interactions interactions,
      Entry entry,
      ReadPushSecondFactor read,
      FinishStepUp finish) {
    this.pages = pages;
    this.interactions = interactions;
    this.entry = entry;
    this.read = read;
    this.finish = finish;
  }

  public void on(Router router) {
    pages.get(router, "/mfa/device", RateClass.NONE, this::show);
    pages.get(router, "/mfa/device/state", RateClass.NONE, this::state);
    pages.post(router, "/mfa/device", RateClass.VERIFICATION_CODE, this::goOn);
  }

  private Response show(Visit visit) {
    return asked(visit)
        .map(progress -> page(visit, progress, found(visit, progress), false))
        .orElseGet(() -> visit.go("/login"));
  }

  /** For the script, every few seconds. */
  private Response state(Visit visit) {
    Progress progress = asked(visit).orElseThrow(ApiError.INVALID_STATE::exception);
    String state = found(visit, progress).state().name().toLowerCase(Locale.ROOT);
    return Answers.secret(Json.object().put("state", state));
  }

  private Response goOn(Visit visit) {
    Progress progress = asked(visit).orElse(null);
    if (progress == null) {
      return visit.go("/login");
    }
    ReadPushStepUp.Result found = found(visit, progress);
    if (found.state() != ChallengeState.VERIFIED) {
      return page(visit, progress, found, true);
    }
    try {
      boolean trust = Boolean.TRUE.equals(visit.form().truth("trust"));
      visit.form().check();
      return entry.in(
          visit,
          finish.byDevice(
              visit.tenant(),
              stepUp(progress),
              Entry.browser(visit, trust),
              visit.call().caller()));
    } catch (ApiException e) {
      return page(visit, progress, e.error().status(), null, Alert.bad(visit.text(e)));
    }
  }

  /** What this browser asked a device for. */
  private Optional<Progress> asked(Visit visit) {
    return Progress.read(interactions.of(visit))
        .filter(progress -> progress.stepUp() != null && progress.isWithDevice());
  }

  private ReadPushStepUp.Result found(Visit visit, Progress progress) {
    try {
      long number = Long.parseLong(String.valueOf(progress.challenge()));
      return read.run(visit.tenant(), stepUp(progress), number);
    } catch (NumberFormatException e) {
      throw ApiError.INVALID_STATE.causedBy(e);
    }
  }

  private static String stepUp(Progress progress) {
    return String.valueOf(progress.stepUp());
  }

  /**
   * @param pressed whether the user says that it was approved
   */
  private static Response page(
      Visit visit, Progress progress, ReadPushStepUp.Result found, boolean pressed) {
    boolean over =
        found.state() == ChallengeState.DECLINED || found.state() == ChallengeState.EXPIRED;
    return page(
        visit, progress, 200, over ? null : found.number(), alert(visit, found.state(), pressed));
  }

  private static Response page(
      Visit visit, Progress progress, int status, @Nullable String number, @Nullable Alert alert) {
    DeviceView view =
        new DeviceView(
            alert,
            number,
            MfaPages.mayTrust(visit.tenant()),
            progress.offered().size() > 1 ? "/mfa" : "/login",
            visit.text(progress.offered().size() > 1 ? "page.mfa.other" : "page.login.other"));
    return visit.page(status, "device", view);
  }

  private static @Nullable Alert alert(Visit visit, ChallengeState state, boolean pressed) {
    return switch (state) {
      case DECLINED -> Alert.bad(visit.text("page.device.denied"));
      case EXPIRED, WITHDRAWN -> Alert.bad(visit.text("page.device.expired"));
      case INITIATED -> pressed ? Alert.bad(visit.text("page.device.notYet")) : null;
      case VERIFIED -> null;
    };
  }
}
