package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.proof.ShownToken;
import dev.latchkey.domain.provider.Upstream;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.KnownScopes;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.faces.web.authorize.AuthorizeRequest;
import dev.latchkey.faces.web.authorize.AuthorizeRequest.Resumed;
import dev.latchkey.faces.web.authorize.AuthorizeRequest.Social;
import dev.latchkey.faces.web.authorize.Reply;
import dev.latchkey.faces.web.authorize.ReplyFinder;
import dev.latchkey.faces.web.authorize.Rules;
import dev.latchkey.flows.federation.LoginWithIdToken;
import dev.latchkey.flows.federation.StartProviderLogin;
import dev.latchkey.flows.grants.AuthorizeOutcome;
import dev.latchkey.flows.grants.AuthorizeStep;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.flows.grants.SendToLogin;
import dev.latchkey.flows.grants.SendToLogin.Step;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET} and {@code POST /oauth/authorize}, and its name of the seed's time, {@code
 * password/callback} (contract sections 4.1 and 4.10).
 */
public final class AuthorizeEndpoint {

  /** In characters: what every browser and proxy takes as an address. */
  private static final int LONGEST_QUERY = 7_000;

  /** With these a session of before is not enough. */
  private static final Set<String> NEW_LOGIN = Set.of("login", "select_account", "create");

  private final Api api;
  private final AuthorizeRequests requests;
  private final KnownScopes knownScopes;
  private final ReplyFinder replies;
  private final AuthorizeStep step;
  private final SendToLogin sendToLogin;
  private final Secrets secrets;
  private final StartProviderLogin startProvider;
  private final LoginWithIdToken withIdToken;

  public AuthorizeEndpoint(
      Api api,
      AuthorizeRequests requests,
      KnownScopes knownScopes,
      ReplyFinder replies,
      Secrets secrets,
      AuthorizeStep step,
      SendToLogin sendToLogin,
      StartProviderLogin startProvider,
      LoginWithIdToken withIdToken) {
    this.api = api;
    this.requests = requests;
    this.knownScopes = knownScopes;
    this.replies = replies;
    this.step = step;
    this.sendToLogin = sendToLogin;
    this.secrets = secrets;
    this.startProvider = startProvider;
    this.withIdToken = withIdToken;
  }

  public void on(Router router) {
    router.on(Method.GET, "/oauth/authorize", api.around(RateClass.NONE, this::authorize));
    router.on(
        Method.POST,
        "/oauth/authorize",
        api.aroundForeign(RateClass.NONE, AuthorizeEndpoint::asGet));
    router.on(
        Method.GET, "/identity/v1/password/callback", api.around(RateClass.NONE, this::authorize));
  }

  /**
   * A form that a client's page posts (OpenID Connect Core section 3.1.2.1) comes back as a query:
   * browsers bring no cookie along with the posts of other sites.
   */
  private static Response asGet(Call call) {
    String query = call.formAsQuery();
    if (query.length() > LONGEST_QUERY) {
      throw ApiError.BODY_TOO_LARGE.exception("Push a request that is that long (RFC 9126)");
    }
    return Response.redirect(303, call.tenant().publicUrl() + "/oauth/authorize?" + query)
        .with("Cache-Control", "no-store");
  }

  private Response authorize(Call call) {
    AuthorizeRequest request;
    Reply reply;
    try {
      request = requests.read(call);
      reply = replies.find(request, call.request().header("Referer").orElse(null));
    } catch (ApiException e) {
      return requests.onTheSpot(call, e);
    }
    try {
      Rules.check(request);
      String provider = request.tkn() == null ? request.social().provider() : null;
      if (provider == null) {
        return answer(call, request, reply);
      }
      api.count(call, RateClass.PROVIDER);
      return request.social().idToken() == null
          ? toProvider(call, request, reply, provider)
          : byIdToken(call, request, reply, provider, request.social().idToken());
    } catch (ApiException e) {
      return reply.send(Reply.error(api.errorBody(call, e), request.state()));
    }
  }

  private Response answer(Call call, AuthorizeRequest request, Reply reply) {
    AuthorizeStep.Input input = input(call, request, reply);
    AuthorizeOutcome outcome =
        step.run(
            call.tenant(), request.client(), input, call.caller().withOrigin(request.origin()));
    return switch (outcome) {
      case AuthorizeOutcome.Given given ->
          LoginReply.of(call, reply, request.state(), given.access());
      case AuthorizeOutcome.LoginNeeded login ->
          ask(call, request, loginStep(call, request))
              .orElseThrow(() -> nobodyThere(call, request));
      case AuthorizeOutcome.ConsentNeeded consent ->
          ask(call, request, Step.CONSENT).orElseThrow(() -> noConsent(call.tenant()));
      case AuthorizeOutcome.StepUpNeeded stepUp ->
          ask(call, request, Step.SECOND_FACTOR)
              .orElseThrow(ApiError.INTERACTION_REQUIRED::exception);
    };
  }

  /** Initiating User Registration via OpenID Connect; OpenID Connect Core section 3.1.2.1. */
  private static Step loginStep(Call call, AuthorizeRequest request) {
    if (request.prompt().contains("create") && call.tenant().signup().enabled()) {
      return Step.SIGN_UP;
    }
    return request.prompt().contains("select_account")
            && SessionCookies.session(call.request()) != null
        ? Step.CHOOSE_ACCOUNT
        : Step.LOG_IN;
  }

  /** Where no page of ours could ask for it, a client of another party lacks the consent first. */
  private static ApiException nobodyThere(Call call, AuthorizeRequest request) {
    return request.client().isFirstParty() || call.tenant().pages() != null
        ? ApiError.LOGIN_REQUIRED.exception()
        : ApiError.CONSENT_REQUIRED.exception();
  }

  private static ApiException noConsent(Tenant tenant) {
    return tenant.pages() == null
        ? ApiError.CONSENT_REQUIRED.exception()
        : ApiError.CONSENT_UNASKED.exception();
  }

  private Optional<Response> ask(Call call, AuthorizeRequest request, Step needed) {
    Client client = request.client();
    Resumed resumed = request.resumed();
    String token = resumed == null ? null : resumed.token();
    if (!hasPage(call, request)) {
      return Optional.empty();
    }
    if (token == null) {
      api.count(call, RateClass.LOGIN_PAGE);
    }
    return sendToLogin
        .run(call.tenant(), client, needed, request.kept(), token, request.forPage())
        .map(url ->
            Response.redirect(Reply.status(request.pushed()), url)
                .with("Cache-Control", "no-store"));
  }

  /** Whether the user can be asked for more than the browser shows by itself. */
  private static boolean hasPage(Call call, AuthorizeRequest request) {
    Client client = request.client();
    return request.canWait()
        && (client.loginUrl() != null || SendToLogin.isOurs(call.tenant(), client));
  }

  private Response toProvider(Call call, AuthorizeRequest request, Reply reply, String provider) {
    Social social = request.social();
    String prompt = request.prompt().isEmpty() ? null : String.join(" ", request.prompt());
    String browser = SessionCookies.providerLogin(call.request()).orElseGet(secrets::token);
    URI location =
        startProvider.run(
            call.tenant(),
            request.client(),
            request.accessRequest(reply, knownScopes.of(call.tenant())),
            new StartProviderLogin.Input(
                provider,
                new Upstream.Wish(prompt, social.providerScope(), social.loginHint()),
                shown(call, social.accessToken()),
                browser,
                SessionCookies.session(call.request()),
                request.origin()));
    return SessionCookies.withProviderLogin(
        Response.redirect(Reply.status(request.pushed()), location.toString())
            .with("Cache-Control", "no-store")
            // The address of this page may hold the user's access token.
            .with("Referrer-Policy", "no-referrer"),
        browser);
  }

  private static @Nullable ShownToken shown(Call call, @Nullable String accessToken) {
    return accessToken == null ? null : call.tokenInParameter(accessToken);
  }

  private Response byIdToken(
      Call call, AuthorizeRequest request, Reply reply, String provider, String idToken) {
    if (request.nonce() == null) {
      throw ApiException.validation(FieldError.missing("nonce"));
    }
    AccessRequest wanted = request.accessRequest(reply, knownScopes.of(call.tenant()));
    LoginOutcome outcome =
        withIdToken.run(
            call.tenant(),
            request.client(),
            provider.indexOf(':') < 0 ? provider : provider.substring(0, provider.indexOf(':')),
            idToken,
            request.nonce(),
            ProviderInput.of(
                call, wanted, request.social().givenName(), request.social().familyName()),
            call.caller().withOrigin(request.origin()));
    return LoginReply.of(call, reply, wanted.state(), outcome);
  }

  private AuthorizeStep.Input input(Call call, AuthorizeRequest request, Reply reply) {
    Resumed resumed = request.resumed();
    return new AuthorizeStep.Input(
        request.accessRequest(reply, knownScopes.of(call.tenant())),
        request.tkn(),
        SessionCookies.session(call.request()),
        SessionCookies.trustedDevice(call.request()),
        request.prompt().stream().anyMatch(NEW_LOGIN::contains),
        !hasPage(call, request),
        resumed == null ? null : resumed.since(),
        request.oldestLogin(),
        request.prompt().contains("consent"));
  }
}
