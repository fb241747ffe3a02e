package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.credential.Factors.Factor;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.Endpoint;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.mfa.ConfirmApp;
import dev.latchkey.flows.mfa.MakeRecoveryCodes;
import dev.latchkey.flows.mfa.RegisterFactor;
import dev.latchkey.flows.mfa.RemoveFactor;
import dev.latchkey.flows.mfa.SetUpApp;
import dev.latchkey.flows.mfa.VerifyFactor;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.json.Timestamps;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code mfa/credentials} (contract sections 10.1 to 10.6), and in the same shape authenticator
 * apps and recovery codes, which the contract does not know.
 */
public final class MfaEndpoints {

  /** Of a code as it is typed, in characters. */
  private static final int CODE = 64;

  private static final String CREDENTIALS = "/identity/v1/mfa/credentials";

  private final BearerVerifier bearers;
  private final Factors factors;
  private final RegisterFactor register;
  private final VerifyFactor verify;
  private final SetUpApp setUpApp;
  private final ConfirmApp confirmApp;
  private final MakeRecoveryCodes recoveryCodes;
  private final RemoveFactor remove;

  public MfaEndpoints(
      BearerVerifier bearers,
      Factors factors,
      RegisterFactor register,
      VerifyFactor verify,
      SetUpApp setUpApp,
      ConfirmApp confirmApp,
      MakeRecoveryCodes recoveryCodes,
      RemoveFactor remove) {
    this.bearers = bearers;
    this.factors = factors;
    this.register = register;
    this.verify = verify;
    this.setUpApp = setUpApp;
    this.confirmApp = confirmApp;
    this.recoveryCodes = recoveryCodes;
    this.remove = remove;
  }

  public void on(Router router, Api api) {
    api.route(router, Method.GET, CREDENTIALS, RateClass.NONE, this::list);
    String emails = CREDENTIALS + "/emails";
    api.route(router, Method.POST, emails, RateClass.NONE, this::startEmail);
    api.alsoRoute(router, Method.DELETE, emails, RateClass.NONE, remover(FactorKind.EMAIL));
    api.route(
        router,
        Method.POST,
        emails + "/verify",
        RateClass.VERIFICATION_CODE,
        call -> verify(call, CodeChannel.EMAIL));
    String numbers = CREDENTIALS + "/phone-numbers";
    api.route(router, Method.POST, numbers, RateClass.NONE, this::startPhoneNumber);
    api.alsoRoute(router, Method.DELETE, numbers, RateClass.NONE, this::removePhoneNumber);
    api.route(
        router,
        Method.POST,
        numbers + "/verify",
        RateClass.VERIFICATION_CODE,
        call -> verify(call, CodeChannel.SMS));
    String totp = CREDENTIALS + "/totp";
    api.route(router, Method.POST, totp, RateClass.NONE, this::startApp);
    api.alsoRoute(router, Method.DELETE, totp, RateClass.NONE, remover(FactorKind.TOTP));
    api.route(router, Method.POST, totp + "/verify", RateClass.VERIFICATION_CODE, this::verifyApp);
    String codes = CREDENTIALS + "/recovery-codes";
    api.route(router, Method.POST, codes, RateClass.NONE, this::makeRecoveryCodes);
    api.alsoRoute(router, Method.DELETE, codes, RateClass.NONE, remover(FactorKind.RECOVERY_CODE));
  }

  private BearerProof bearer(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    call.firstParty(bearer.clientId());
    return bearer;
  }

  private Response list(Call call) {
    BearerProof bearer = bearer(call);
    CredentialPolicy.requireMfa(bearer);
    ObjectNode answer = Json.object();
    var list = answer.putArray("credentials");
    List<Factor> all = factors.of(call.tenant(), bearer.profileId());
    all.stream()
        .filter(factor -> !factor.is(FactorKind.RECOVERY_CODE))
        .forEach(factor -> list.add(credential(factor, bearer.profile())));
    List<Factor> codes =
        all.stream().filter(factor -> factor.is(FactorKind.RECOVERY_CODE)).toList();
    if (!codes.isEmpty()) {
      list.add(credential(codes.get(0), bearer.profile()).put("remaining", codes.size()));
    }
    return Answers.secret(answer);
  }

  /** Contract section 2.7. */
  private static ObjectNode credential(Factor factor, Profile profile) {
    ObjectNode json = Json.object().put("type", factor.kind());
    if (factor.is(FactorKind.EMAIL)) {
      json.put("email", profile.email());
    } else if (factor.is(FactorKind.SMS)) {
      json.put("phone_number", factor.destination());
    }
    return json.put(
            "friendly_name",
            factor.friendlyName().isEmpty() ? factor.kind() : factor.friendlyName())
        .put("created_at", Timestamps.iso(factor.createdAt()));
  }

  private Response startEmail(Call call) {
    BearerProof bearer = bearer(call);
    Client client = call.firstParty(bearer.clientId());
    Fields body = call.body();
    String redirectUrl = MessageUrls.allowed(body, client, "redirect_url");
    boolean trust = trust(body);
    body.check();
    String email = bearer.profile().email();
    if (email == null) {
      throw ApiException.validation(FieldError.missing("email"));
    }
    Identifier own =
        new Identifier(Identifier.Kind.EMAIL, email, Profiles.emailKey(bearer.profile()));
    return started(call, bearer, own, trust, redirectUrl, "email_sent");
  }

  private Response startPhoneNumber(Call call) {
    BearerProof bearer = bearer(call);
    Fields body = call.body();
    Identifier number = phoneNumber(call, body);
    boolean trust = trust(body);
    body.check();
    return started(call, bearer, Objects.requireNonNull(number), trust, null, "sms_sent");
  }

  private static @Nullable Identifier phoneNumber(Call call, Fields body) {
    Identifier number = ProfileParser.phoneNumber(body, call.tenant());
    if (number == null
        && body.node("phone_number").filter(n -> !n.asString("x").isBlank()).isEmpty()) {
      body.missing("phone_number");
    }
    return number;
  }

  private Response started(
      Call call,
      BearerProof bearer,
      Identifier identifier,
      boolean trust,
      @Nullable String redirectUrl,
      String sent) {
    RegisterFactor.Result result =
        register.run(
            call.tenant(),
            bearer,
            new RegisterFactor.Input(identifier, trust, redirectUrl, language(call, bearer)),
            call.caller());
    ObjectNode answer = Json.object();
    return switch (result) {
      case RegisterFactor.Result.CodeSent codeSent -> Answers.secret(answer.put("status", sent));
      case RegisterFactor.Result.Enabled enabled -> {
        answer
            .put("status", "enabled")
            .set("credential", credential(enabled.factor(), bearer.profile()));
        yield trusting(call, answer, enabled.trustedDevice());
      }
    };
  }

  /** With a token, or by the parameters of the mail's link without one (contract section 10.3). */
  private Response verify(Call call, CodeChannel channel) {
    Fields body = call.body();
    boolean link = channel == CodeChannel.EMAIL && body.has("t");
    BearerProof bearer = link ? null : bearer(call);
    String token = link ? body.required("t", Limits.TOKEN) : "";
    VerifyFactor.Input input =
        new VerifyFactor.Input(
            body.required(link ? "c" : "verification_code", CODE),
            trust(body),
            call.messageLanguage());
    body.check();
    VerifyFactor.Result result =
        bearer == null
            ? verify.byLink(call.tenant(), token, input, call.caller())
            : verify.byToken(call.tenant(), bearer, channel, input, call.caller());
    return trusting(call, credential(result.factor(), result.profile()), result.trustedDevice());
  }

  private Response startApp(Call call) {
    BearerProof bearer = bearer(call);
    Fields body = call.body();
    String name = body.text("friendly_name", Limits.NAME);
    body.check();
    SetUpApp.Result result =
        setUpApp.run(call.tenant(), bearer, name == null ? "" : name.strip(), call.caller());
    return Answers.secret(
        Json.object().put("secret", result.secret()).put("otpauth_uri", result.otpauthUri()));
  }

  private Response verifyApp(Call call) {
    BearerProof bearer = bearer(call);
    Fields body = call.body();
    ConfirmApp.Input input =
        new ConfirmApp.Input(
            body.required("verification_code", CODE), trust(body), language(call, bearer));
    body.check();
    ConfirmApp.Result result = confirmApp.run(call.tenant(), bearer, input, call.caller());
    return trusting(call, credential(result.factor(), bearer.profile()), result.trustedDevice());
  }

  private Response makeRecoveryCodes(Call call) {
    BearerProof bearer = bearer(call);
    call.body().check();
    ObjectNode answer = Json.object();
    recoveryCodes
        .run(call.tenant(), bearer, language(call, bearer), call.caller())
        .forEach(answer.putArray("recovery_codes")::add);
    return Answers.secret(answer);
  }

  private Response removePhoneNumber(Call call) {
    BearerProof bearer = bearer(call);
    Fields body = call.body();
    Identifier number = phoneNumber(call, body);
    body.check();
    return removed(call, bearer, FactorKind.SMS, Objects.requireNonNull(number).key());
  }

  private Endpoint remover(FactorKind kind) {
    return call -> removed(call, bearer(call), kind, null);
  }

  private Response removed(
      Call call, BearerProof bearer, FactorKind kind, @Nullable String destination) {
    remove.run(call.tenant(), bearer, kind, destination, language(call, bearer), call.caller());
    return Response.noContent();
  }

  private static boolean trust(Fields body) {
    return Boolean.TRUE.equals(body.truth("trust_device"));
  }

  private static String language(Call call, BearerProof bearer) {
    return call.messageLanguage().apply(bearer.profile());
  }

  private static Response trusting(Call call, ObjectNode answer, @Nullable String device) {
    Response response = Answers.secret(answer);
    return device == null
        ? response
        : SessionCookies.withTrustedDevice(response, call.tenant(), device);
  }
}
