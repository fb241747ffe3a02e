package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.CaptchaFields;
import dev.latchkey.faces.web.KnownScopes;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.signup.NewAccount;
import dev.latchkey.flows.signup.ReadInvitation;
import dev.latchkey.flows.signup.SignUp;
import dev.latchkey.flows.signup.SignUpForTokens;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST signup}, {@code POST signup-token} and {@code GET signup/data} (contract sections 5.1
 * to 5.3).
 */
public final class SignupEndpoints {

  private final SignUp signUp;
  private final SignUpForTokens signUpForTokens;
  private final ReadInvitation readInvitation;
  private final KnownScopes knownScopes;
  private final CaptchaFields captcha;

  public SignupEndpoints(
      SignUp signUp,
      SignUpForTokens signUpForTokens,
      ReadInvitation readInvitation,
      KnownScopes knownScopes,
      CaptchaFields captcha) {
    this.signUp = signUp;
    this.signUpForTokens = signUpForTokens;
    this.readInvitation = readInvitation;
    this.knownScopes = knownScopes;
    this.captcha = captcha;
  }

  public void on(Router router, Api api) {
    api.route(router, Method.POST, "/identity/v1/signup", RateClass.SIGNUP, this::signup);
    api.route(
        router, Method.POST, "/identity/v1/signup-token", RateClass.SIGNUP, this::signupToken);
    api.route(router, Method.GET, "/identity/v1/signup/data", RateClass.SIGNUP, this::invited);
  }

  private Response invited(Call call) {
    Fields query = call.query();
    Client client = call.firstParty(query.text("client_id", Limits.NAME));
    String token = query.required("token", Limits.TOKEN);
    query.check();
    return Answers.secret(readInvitation.run(call.tenant(), client, token));
  }

  private Response signup(Call call) {
    Fields body = call.body();
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    Account account = account(call, client, body);
    SignUp.Result result =
        signUp.run(call.tenant(), client, account.input(), account.secret(), call.caller());
    ObjectNode answer = Json.object().put("id", result.id().toString());
    if (result.tkn() != null) {
      answer.put("tkn", result.tkn());
    }
    return Answers.secret(answer);
  }

  private Response signupToken(Call call) {
    Fields body = call.body();
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    Set<String> scopes =
        Scopes.granted(client, body.text("scope", Limits.SCOPE), knownScopes.of(call.tenant()));
    String origin = body.text("origin", Limits.NAME);
    Account account = account(call, client, body);
    SignUpForTokens.Result result =
        signUpForTokens.run(
            call.tenant(),
            client,
            account.input(),
            account.secret(),
            scopes,
            call.caller().withOrigin(origin == null ? "" : origin));
    return result.tokens() == null
        ? Answers.secret(Json.object().put("id", result.id().toString()))
        : Answers.secret(result.tokens());
  }

  private record Account(NewAccount.Input input, NewAccount.Secret secret) {}

  private Account account(Call call, Client client, Fields body) {
    if (!body.has("data")) {
      body.missing("data");
    }
    Fields data = body.object("data");
    ProfileChange profile = ProfileParser.parse(data, call.tenant());
    String password = data.requiredPassword("password");
    NewAccount.Input input =
        new NewAccount.Input(
            profile,
            MessageUrls.verification(body, client),
            call.messageLanguage(profile.attributes().path("locale").asString(null)));
    String signupToken = body.text("signup_token", Limits.TOKEN);
    body.check();
    captcha.check(call, body, CaptchaAction.SIGNUP);
    return new Account(input, new NewAccount.Secret(password, signupToken));
  }
}
