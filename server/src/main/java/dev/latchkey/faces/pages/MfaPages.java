package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.MfaRequirement;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.stepup.FinishStepUp;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /mfa}: choose a second factor; {@code /mfa/code}: show it. */
public final class MfaPages {

  private static final int CODE = 64;

  private final Pages pages;
  private final Interactions interactions;
  private final Entry entry;
  private final FinishStepUp finish;

  public MfaPages(Pages pages, Interactions interactions, Entry entry, FinishStepUp finish) {
    this.pages = pages;
    this.interactions = interactions;
    this.entry = entry;
    this.finish = finish;
  }

  public void on(Router router) {
    pages.get(router, "/mfa", RateClass.LOGIN, this::choice);
    pages.post(router, "/mfa", RateClass.PASSWORDLESS, this::choose);
    pages.get(router, "/mfa/code", RateClass.NONE, this::ask);
    pages.post(router, "/mfa/code", RateClass.VERIFICATION_CODE, this::answer);
  }

  private Response choice(Visit visit) {
    Interaction at = interactions.of(visit);
    Optional<Progress> progress = begun(at);
    if (progress.isPresent()) {
      return choice(visit, progress.get(), null);
    }
    try {
      return entry.stepUpInSession(at);
    } catch (ApiException e) {
      if (e.error() == ApiError.LOGIN_REQUIRED) {
        return visit.go("/login");
      }
      throw e;
    }
  }

  private static Response choice(Visit visit, Progress progress, @Nullable ApiException e) {
    MfaView view =
        new MfaView(
            Faults.of(visit, e).alert(),
            progress.offered().stream()
                .flatMap(name ->
                    label(name).map(key -> new MfaView.Factor(name, visit.text(key))).stream())
                .toList());
    return visit.page(e == null ? 200 : e.error().status(), "mfa", view);
  }

  private Response choose(Visit visit) {
    Interaction at = interactions.of(visit);
    Optional<Progress> progress = begun(at);
    if (progress.isEmpty()) {
      return visit.go("/login");
    }
    String factor = visit.form().text("factor", Limits.NAME);
    try {
      return entry.choose(
          at,
          progress.get(),
          String.valueOf(progress.get().stepUp()),
          factor == null ? "" : factor);
    } catch (ApiException e) {
      return choice(visit, progress.get(), e);
    }
  }

  private Response ask(Visit visit) {
    Interaction at = interactions.of(visit);
    return asked(at)
        .map(progress -> ask(visit, progress, null))
        .orElseGet(() -> visit.go("/login"));
  }

  private Response answer(Visit visit) {
    Interaction at = interactions.of(visit);
    Progress progress = asked(at).orElse(null);
    if (progress == null) {
      return visit.go("/login");
    }
    try {
      String code = visit.form().required("code", CODE);
      boolean trust = Boolean.TRUE.equals(visit.form().truth("trust"));
      visit.form().check();
      FinishStepUp.Result result =
          finish.run(
              visit.tenant(),
              new FinishStepUp.Input(String.valueOf(progress.challenge()), code.strip()),
              Entry.browser(visit, trust),
              visit.call().caller());
      return entry.in(visit, result);
    } catch (ApiException e) {
      return ask(visit, progress, e);
    }
  }

  private static Response ask(Visit visit, Progress progress, @Nullable ApiException e) {
    FactorKind kind =
        FactorKind.of(String.valueOf(progress.factor()))
            .orElseThrow(ApiError.INVALID_STATE::exception);
    Faults faults = Faults.of(visit, e);
    Field code = Field.of("code", "text", visit.text("verificationCode"), "one-time-code");
    boolean sent = kind == FactorKind.SMS || kind == FactorKind.EMAIL;
    CodeView view =
        new CodeView(
            visit.text("page.mfa.title"),
            visit.text(intro(kind)),
            null,
            faults.alert(),
            faults.on(kind == FactorKind.RECOVERY_CODE ? code : code.withInputmode("numeric")),
            "/mfa/code",
            mayTrust(visit.tenant()),
            sent ? "/mfa" : null,
            "factor",
            kind.wireName(),
            progress.offered().size() > 1 ? "/mfa" : null,
            visit.text("page.mfa.other"));
    return visit.page(e == null ? 200 : e.error().status(), "code", view);
  }

  private static Optional<Progress> begun(Interaction at) {
    return Progress.read(at).filter(progress -> progress.stepUp() != null);
  }

  /** Once a factor was chosen that is typed. */
  private static Optional<Progress> asked(Interaction at) {
    return begun(at).filter(progress -> progress.challenge() != null && !progress.isWithDevice());
  }

  static boolean mayTrust(Tenant tenant) {
    return tenant.mfa().trustedDevices() && tenant.mfa().policy() != MfaRequirement.ALWAYS;
  }

  private static Optional<String> label(String factor) {
    return factor.equals(Entry.DEVICE)
        ? Optional.of("page.mfa.device")
        : FactorKind.of(factor)
            .map(kind ->
                switch (kind) {
                  case SMS -> "page.mfa.sms";
                  case EMAIL -> "page.mfa.email";
                  case TOTP -> "mfa.factor.totp";
                  case RECOVERY_CODE -> "mfa.factor.recoveryCode";
                });
  }

  private static String intro(FactorKind kind) {
    return switch (kind) {
      case SMS -> "mfa.verify.sms";
      case EMAIL -> "mfa.verify.email";
      case TOTP -> "mfa.verify.totp";
      case RECOVERY_CODE -> "mfa.verify.recoveryCode";
    };
  }
}
