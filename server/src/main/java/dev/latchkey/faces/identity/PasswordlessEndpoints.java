package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.token.Access;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.CaptchaFields;
import dev.latchkey.faces.web.ErrorPage;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.faces.web.authorize.AuthorizeRequest;
import dev.latchkey.faces.web.authorize.Reply;
import dev.latchkey.faces.web.authorize.ReplyFinder;
import dev.latchkey.faces.web.authorize.RequestReader;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.flows.passwordless.CheckLoginCode;
import dev.latchkey.flows.passwordless.FinishPasswordless;
import dev.latchkey.flows.passwordless.FinishPasswordless.Result;
import dev.latchkey.flows.passwordless.StartPasswordless;
import dev.latchkey.flows.stepup.CheckSecondFactor;
import dev.latchkey.flows.stepup.FinishStepUp;
import dev.latchkey.flows.stepup.SendSecondFactor;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.i18n.Texts;
import dev.latchkey.platform.json.Json;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code passwordless/start}, {@code verify-auth-code}, {@code passwordless/verify} and the link of
 * the mail (contract section 6). The same endpoints carry the second factor: a step-up token or a
 * challenge in the body decides.
 */
public final class PasswordlessEndpoints {

  private final Api api;
  private final AccessRequests requests;
  private final Secrets secrets;
  private final Texts texts;
  private final ReplyFinder replies;
  private final StartPasswordless start;
  private final CheckLoginCode check;
  private final FinishPasswordless finish;
  private final SendSecondFactor sendSecond;
  private final CheckSecondFactor checkSecond;
  private final FinishStepUp finishSecond;
  private final CaptchaFields captcha;

  public PasswordlessEndpoints(
      Api api,
      AccessRequests requests,
      ReplyFinder replies,
      Secrets secrets,
      Texts messageTexts,
      StartPasswordless start,
      CheckLoginCode check,
      FinishPasswordless finish,
      SendSecondFactor sendSecond,
      CheckSecondFactor checkSecond,
      FinishStepUp finishSecond,
      CaptchaFields captcha) {
    this.api = api;
    this.requests = requests;
    this.secrets = secrets;
    this.texts = messageTexts;
    this.replies = replies;
    this.start = start;
    this.check = check;
    this.finish = finish;
    this.sendSecond = sendSecond;
    this.checkSecond = checkSecond;
    this.finishSecond = finishSecond;
    this.captcha = captcha;
  }

  public void on(Router router) {
    String base = "/identity/v1/";
    api.route(
        router, Method.POST, base + "passwordless/start", RateClass.PASSWORDLESS, this::start);
    api.route(
        router, Method.POST, base + "verify-auth-code", RateClass.VERIFICATION_CODE, this::check);
    String verify = base + "passwordless/verify";
    api.route(router, Method.POST, verify, RateClass.VERIFICATION_CODE, this::verify);
    api.alsoRoute(
        router, Method.GET, verify, RateClass.VERIFICATION_CODE, this::verifyByNavigation);
    String link = "/link/login/{token}";
    router.on(Method.GET, link, api.around(RateClass.VERIFICATION_LINK, this::linkPage));
    router.on(Method.POST, link, api.around(RateClass.VERIFICATION_LINK, this::verifyByLink));
  }

  private Response start(Call call) {
    Fields body = call.body();
    return body.has("step_up") ? startSecond(call, body) : startFirst(call, body);
  }

  private Response startFirst(Call call, Fields body) {
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    AccessRequest request = requests.read(call, client, body);
    Fields data = body.object("data");
    ProfileParser.parse(data, call.tenant());
    Identifier identifier = IdentifierFields.reachable(body, call.tenant());
    String origin = body.text("origin", Limits.NAME);
    body.check();
    captcha.check(call, body, CaptchaAction.PASSWORDLESS_START);
    start.run(
        call.tenant(),
        client,
        new StartPasswordless.Input(identifier, request, data.values(), language(call)),
        call.caller().withOrigin(origin == null ? "" : origin));
    return Response.noContent();
  }

  private static Function<Optional<Profile>, String> language(Call call) {
    return profile ->
        profile.map(call.messageLanguage()).orElseGet(() -> call.messageLanguage((String) null));
  }

  private Response startSecond(Call call, Fields body) {
    String token = body.required("step_up", Limits.TOKEN);
    String type = body.required("auth_type", Limits.NAME);
    FactorKind kind = FactorKind.of(type).orElse(null);
    if (kind == null && !type.isEmpty()) {
      body.invalid("auth_type", "Is not a kind of second factor");
    }
    body.check();
    String challenge =
        sendSecond.run(
            call.tenant(),
            token,
            Objects.requireNonNull(kind),
            resumed(call, body),
            call.messageLanguage(),
            call.caller());
    return Answers.secret(Json.object().put("challenge_id", challenge));
  }

  private SendSecondFactor.@Nullable Resumed resumed(Call call, Fields body) {
    if (!RequestReader.hasToken(body)) {
      return null;
    }
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    return new SendSecondFactor.Resumed(client, requests.read(call, client, body));
  }

  private Response check(Call call) {
    Fields body = call.body();
    if (body.has("challenge_id")) {
      String challenge = body.required("challenge_id", Limits.TOKEN);
      String code = code(body);
      body.check();
      checkSecond.run(call.tenant(), challenge, code);
    } else {
      String code = code(body);
      check.run(call.tenant(), IdentifierFields.reachable(body, call.tenant()), code);
    }
    return Response.noContent();
  }

  /** Android calls it {@code c} (contract section 6.3). */
  private static String code(Fields body) {
    return body.required(body.has("c") ? "c" : "verification_code", 64);
  }

  private Response verify(Call call) {
    Fields body = call.body();
    if (body.has("challenge_id")) {
      FinishStepUp.Result result = second(call, body);
      return withCookies(call, json(result.request(), result.access()), result);
    }
    Result result = first(call, body);
    return switch (result.outcome()) {
      case LoginOutcome.Given given ->
          withSession(call, json(result.request(), given.access()), given.access());
      case LoginOutcome.MfaRequired mfa ->
          Answers.secret(Reply.parameters(mfa, result.request().state()));
    };
  }

  private Result first(Call call, Fields fields) {
    String clientId = fields.text("client_id", Limits.NAME);
    String redirectUri = fields.text("redirect_uri", Limits.URL);
    String code = code(fields);
    Identifier identifier = IdentifierFields.reachable(fields, call.tenant());
    if (clientId != null && !clientId.isEmpty()) {
      call.firstParty(clientId);
    }
    return finish.byCode(
        call.tenant(), identifier, code, input(call, clientId, redirectUri), call.caller());
  }

  private static FinishPasswordless.Input input(
      Call call, @Nullable String clientId, @Nullable String redirectUri) {
    return new FinishPasswordless.Input(
        clientId,
        redirectUri,
        SessionCookies.browser(call.request()),
        call.messageLanguage((String) null));
  }

  private FinishStepUp.Result second(Call call, Fields fields) {
    String challenge = fields.required("challenge_id", Limits.TOKEN);
    String code = code(fields);
    boolean trust = Boolean.TRUE.equals(fields.truth("trust_device"));
    fields.check();
    return finishSecond.run(
        call.tenant(),
        new FinishStepUp.Input(challenge, code),
        new FinishStepUp.Browser(
            trust,
            SessionCookies.session(call.request()),
            SessionCookies.device(call.request()).orElse(null),
            call.origin().isPresent() || call.request().method() == Method.GET),
        call.caller());
  }

  /** The browser itself comes here with the code that was typed on the client's page. */
  private Response verifyByNavigation(Call call) {
    Fields query = call.query();
    try {
      if (query.has("challenge_id")) {
        FinishStepUp.Result result = second(call, query);
        return withCookies(call, redirect(call, result), result);
      }
      return navigate(call, first(call, query));
    } catch (ApiException e) {
      return failed(call, query, e);
    }
  }

  private Response navigate(Call call, Result result) {
    AccessRequest request = result.request();
    Response response =
        Reply.of(call.tenant(), request, secrets)
            .send(Reply.parameters(result.outcome(), request.state()));
    return result.outcome() instanceof LoginOutcome.Given given
        ? withSession(call, response, given.access())
        : response;
  }

  /** To the client's page, if it is known which one; it can offer another try (contract 6.4). */
  private Response failed(Call call, Fields query, ApiException failure) {
    try {
      Client client = call.firstParty(query.text("client_id", Limits.NAME));
      AuthorizeRequest request = AuthorizeRequest.of(call.tenant(), client, Set.of(), query);
      return replies
          .find(request, null)
          .send(Reply.error(api.errorBody(call, failure), request.state()));
    } catch (ApiException nowhere) {
      return ErrorPage.jsonOrPage(api, call, failure);
    }
  }

  /**
   * The link of the mail. Mail gateways open links, people press buttons: only the button logs in.
   */
  private Response linkPage(Call call) {
    String language = call.language();
    return api.notices()
        .ask(
            call,
            texts
                .get(language, "passwordless.email.subject")
                .replace("{{tenant}}", call.tenant().name()),
            texts.get(language, "passwordless.email.button"));
  }

  private Response verifyByLink(Call call) {
    try {
      return navigate(
          call,
          finish.byLink(
              call.tenant(),
              call.request().pathParameter("token"),
              input(call, null, null),
              call.caller()));
    } catch (ApiException e) {
      return e.error() == ApiError.INVALID_VERIFICATION_CODE
          ? ErrorPage.page(api, call, e)
          : ErrorPage.jsonOrPage(api, call, e);
    }
  }

  private static Response json(AccessRequest request, Access access) {
    return access.tokens() == null
        ? Answers.secret(Reply.parameters(access, request.state()))
        : Answers.secret(access.tokens());
  }

  private Response redirect(Call call, FinishStepUp.Result result) {
    AccessRequest request = result.request();
    return Reply.of(call.tenant(), request, secrets)
        .send(Reply.parameters(result.access(), request.state()));
  }

  private static Response withSession(Call call, Response response, Access access) {
    return access.cookie() == null
        ? response
        : SessionCookies.withSession(response, call.tenant(), access.cookie(), access.persistent());
  }

  private static Response withCookies(Call call, Response response, FinishStepUp.Result result) {
    Response answer = withSession(call, response, result.access());
    if (result.device() != null) {
      answer = SessionCookies.withDevice(answer, result.device());
    }
    return result.trustedDevice() == null
        ? answer
        : SessionCookies.withTrustedDevice(answer, call.tenant(), result.trustedDevice());
  }
}
