package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.CaptchaFields;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.login.PasswordLogin;
import dev.latchkey.flows.password.ChangePassword;
import dev.latchkey.flows.password.ForgotPassword;
import dev.latchkey.flows.password.Loss;
import dev.latchkey.flows.password.MessageTarget;
import dev.latchkey.flows.password.ResetPassword;
import dev.latchkey.platform.crypto.password.PasswordStrength;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST password/login}, {@code password/strength}, {@code forgot-password}, {@code
 * account-recovery} and {@code update-password} (contract sections 5.4, 5.5, 7.1 to 7.3).
 */
public final class PasswordEndpoints {

  private final PasswordLogin login;
  private final PasswordStrength strength;
  private final ForgotPassword forgot;
  private final ResetPassword reset;
  private final ChangePassword change;
  private final BearerVerifier bearers;
  private final CaptchaFields captcha;

  public PasswordEndpoints(
      PasswordLogin login,
      PasswordStrength strength,
      ForgotPassword forgot,
      ResetPassword reset,
      ChangePassword change,
      BearerVerifier bearers,
      CaptchaFields captcha) {
    this.login = login;
    this.strength = strength;
    this.forgot = forgot;
    this.reset = reset;
    this.change = change;
    this.bearers = bearers;
    this.captcha = captcha;
  }

  public void on(Router router, Api api) {
    String base = "/identity/v1/";
    api.route(router, Method.POST, base + "password/login", RateClass.LOGIN, this::login);
    api.route(
        router,
        Method.POST,
        base + "password/strength",
        RateClass.PASSWORD_STRENGTH,
        this::strength);
    api.route(
        router, Method.POST, base + "forgot-password", RateClass.PASSWORD_RESET, this::forgot);
    api.route(
        router, Method.POST, base + "account-recovery", RateClass.PASSWORD_RESET, this::recover);
    api.route(
        router, Method.POST, base + "update-password", RateClass.PASSWORD_RESET, this::update);
  }

  private Response login(Call call) {
    Fields body = call.body();
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    String password = body.requiredPassword("password");
    String origin = body.text("origin", Limits.NAME);
    Identifier identifier = IdentifierFields.exactlyOne(body, call.tenant());
    captcha.check(call, body, CaptchaAction.LOGIN);
    PasswordLogin.Result result =
        login.run(
            call.tenant(),
            client,
            new PasswordLogin.Input(
                identifier,
                password,
                SessionCookies.device(call.request()).orElse(null),
                SessionCookies.trustedDevice(call.request()),
                call.origin().isPresent(),
                false),
            call.caller().withOrigin(origin == null ? "" : origin));
    ObjectNode answer = Json.object().put("tkn", result.tkn());
    if (result.mfaRequired()) {
      answer.put("mfa_required", true);
    }
    Response response = Answers.secret(answer);
    return result.device() == null
        ? response
        : SessionCookies.withDevice(response, result.device());
  }

  private Response strength(Call call) {
    Fields body = call.body();
    call.firstParty(body.text("client_id", Limits.NAME));
    String password = body.password("password");
    body.check();
    int score = password == null ? 0 : strength.score(password, List.of());
    return Answers.ok(Json.object().put("score", score));
  }

  private Response forgot(Call call) {
    return send(call, Loss.PASSWORD, IdentifierFields::exactlyOne, CaptchaAction.FORGOT_PASSWORD);
  }

  private Response recover(Call call) {
    return send(call, Loss.ACCOUNT, IdentifierFields::reachable, CaptchaAction.ACCOUNT_RECOVERY);
  }

  private Response send(
      Call call, Loss loss, BiFunction<Fields, Tenant, Identifier> whose, CaptchaAction action) {
    Fields body = call.body();
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    MessageTarget target =
        new MessageTarget(
            MessageUrls.allowed(body, client, "redirect_url"),
            MessageUrls.allowed(body, client, loss.returnToName()),
            body.text("state", Limits.STATE));
    Identifier identifier = whose.apply(body, call.tenant());
    captcha.check(call, body, action);
    forgot.run(
        call.tenant(),
        client,
        new ForgotPassword.Input(loss, identifier, target, call.messageLanguage()),
        call.caller());
    return Response.noContent();
  }

  /**
   * A code decides for the code variant, whatever else is sent; then the old password; never an
   * e-mail address alone.
   */
  private Response update(Call call) {
    Fields body = call.body();
    String password = body.requiredPassword("password");
    if (body.has("verification_code")) {
      byCode(call, body, password);
    } else {
      byToken(call, body, password);
    }
    return Response.noContent();
  }

  private void byCode(Call call, Fields body, String password) {
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    String code = body.required("verification_code", 64);
    Identifier identifier = IdentifierFields.exactlyOne(body, call.tenant());
    reset.run(
        call.tenant(),
        client,
        new ResetPassword.Input(identifier, code, password, call.messageLanguage()),
        call.caller());
  }

  private void byToken(Call call, Fields body, String password) {
    @Nullable String oldPassword = body.password("old_password");
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    call.firstParty(bearer.clientId());
    body.check();
    change.run(
        call.tenant(),
        bearer,
        new ChangePassword.Input(oldPassword, password, call.messageLanguage()),
        call.caller());
  }
}
