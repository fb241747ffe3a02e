package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.ProfileDetails;
import dev.latchkey.domain.profile.ProfileDocument;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.proof.ShownToken;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.CaptchaFields;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.profile.UpdateEmail;
import dev.latchkey.flows.profile.UpdatePhoneNumber;
import dev.latchkey.flows.verification.SendEmailVerification;
import dev.latchkey.flows.verification.SendPhoneNumberVerification;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.flows.verification.VerifyEmail;
import dev.latchkey.flows.verification.VerifyPhoneNumber;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.Optional;

/**
 * The user's own address and number: {@code POST update-email}, {@code update-phone-number}, {@code
 * verify-phone-number}, {@code verify-email}, {@code send-email-verification} and {@code
 * send-phone-number-verification} (contract sections 8.3 to 8.8).
 */
public final class ContactEndpoints {

  private final BearerVerifier bearers;
  private final UpdateEmail updateEmail;
  private final UpdatePhoneNumber updatePhoneNumber;
  private final VerifyEmail verifyEmail;
  private final VerifyPhoneNumber verifyPhoneNumber;
  private final SendEmailVerification sendEmail;
  private final SendPhoneNumberVerification sendPhoneNumber;
  private final CaptchaFields captcha;

  public ContactEndpoints(
      BearerVerifier bearers,
      UpdateEmail updateEmail,
      UpdatePhoneNumber updatePhoneNumber,
      VerifyEmail verifyEmail,
      VerifyPhoneNumber verifyPhoneNumber,
      SendEmailVerification sendEmail,
      SendPhoneNumberVerification sendPhoneNumber,
      CaptchaFields captcha) {
    this.bearers = bearers;
    this.updateEmail = updateEmail;
    this.updatePhoneNumber = updatePhoneNumber;
    this.verifyEmail = verifyEmail;
    this.verifyPhoneNumber = verifyPhoneNumber;
    this.sendEmail = sendEmail;
    this.sendPhoneNumber = sendPhoneNumber;
    this.captcha = captcha;
  }

  public void on(Router router, Api api) {
    String base = "/identity/v1/";
    RateClass message = RateClass.VERIFICATION_MESSAGE;
    RateClass code = RateClass.VERIFICATION_CODE;
    api.route(router, Method.POST, base + "update-email", message, this::updateEmail);
    api.route(router, Method.POST, base + "update-phone-number", message, this::updatePhoneNumber);
    api.route(router, Method.POST, base + "verify-email", code, this::verifyEmail);
    api.route(router, Method.POST, base + "verify-phone-number", code, this::verifyPhoneNumber);
    api.route(router, Method.POST, base + "send-email-verification", message, this::sendEmail);
    api.route(
        router,
        Method.POST,
        base + "send-phone-number-verification",
        message,
        this::sendPhoneNumber);
  }

  private Response updateEmail(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    Client client = call.firstParty(bearer.clientId());
    Fields body = call.body();
    LinkTarget target = MessageUrls.verification(body, client);
    Identifier email = IdentifierFields.email(body);
    captcha.check(call, body, CaptchaAction.UPDATE_EMAIL);
    return profile(
        call,
        bearer,
        updateEmail.run(
            call.tenant(),
            client,
            bearer,
            new UpdateEmail.Input(email, target, call.messageLanguage().apply(bearer.profile())),
            call.caller()));
  }

  private Response updatePhoneNumber(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    Client client = call.firstParty(bearer.clientId());
    Identifier number = IdentifierFields.phoneNumber(call.body(), call.tenant());
    return profile(
        call,
        bearer,
        updatePhoneNumber.run(
            call.tenant(),
            client,
            bearer,
            new UpdatePhoneNumber.Input(number, call.messageLanguage().apply(bearer.profile())),
            call.caller()));
  }

  private static Response profile(Call call, BearerProof bearer, ProfileDetails updated) {
    return Answers.secret(ProfileDocument.of(updated, call.tenant(), bearer.scopes()));
  }

  /** The vendor's web client sends the token in the body, here and nowhere else. */
  private Response verifyEmail(Call call) {
    Fields body = call.body();
    ShownToken token =
        call.bearerTokenIfAny()
            .or(() ->
                Optional.ofNullable(body.text("access_token", Limits.TOKEN))
                    .filter(inBody -> !inBody.isEmpty())
                    .map(call::tokenInParameter))
            .orElseThrow(ApiError.ACCESS_TOKEN_MISSING::exception);
    BearerProof bearer = bearers.verify(call.tenant(), token);
    call.firstParty(bearer.clientId());
    String code = body.required("verification_code", 64);
    Identifier email = IdentifierFields.email(body);
    verifyEmail.run(
        call.tenant(),
        bearer,
        new VerifyEmail.Input(email, code, call.messageLanguage()),
        call.caller());
    return Response.noContent();
  }

  private Response verifyPhoneNumber(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    call.firstParty(bearer.clientId());
    Fields body = call.body();
    String code = body.required("verification_code", 64);
    Identifier number = IdentifierFields.phoneNumber(body, call.tenant());
    verifyPhoneNumber.run(
        call.tenant(),
        bearer,
        new VerifyPhoneNumber.Input(number, code, call.messageLanguage()),
        call.caller());
    return Response.noContent();
  }

  private Response sendEmail(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    Client client = call.firstParty(bearer.clientId());
    Fields body = call.body();
    LinkTarget target = MessageUrls.verification(body, client);
    body.check();
    boolean sent =
        sendEmail.run(
            call.tenant(),
            client,
            bearer,
            target,
            call.messageLanguage().apply(bearer.profile()),
            call.caller());
    return Answers.ok(Json.object().put("verification_email_sent", sent));
  }

  private Response sendPhoneNumber(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    Client client = call.firstParty(bearer.clientId());
    call.body().check();
    boolean sent =
        sendPhoneNumber.run(
            call.tenant(),
            client,
            bearer,
            call.messageLanguage().apply(bearer.profile()),
            call.caller());
    return Answers.ok(Json.object().put("verification_code_sent", sent));
  }
}
