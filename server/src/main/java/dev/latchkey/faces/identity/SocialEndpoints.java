package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.AccessRequest.Mode;
import dev.latchkey.domain.client.AccessRequest.Wanted;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.ProfileDetails;
import dev.latchkey.domain.profile.ProfileDocument;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.token.Access;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.KnownScopes;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.faces.web.authorize.Reply;
import dev.latchkey.flows.federation.FederatedLogin;
import dev.latchkey.flows.federation.LoginWithProviderToken;
import dev.latchkey.flows.federation.UnlinkIdentity;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.Objects;

/** {@code oauth/provider/token} and {@code unlink} (contract sections 4.9 and 8.9). */
public final class SocialEndpoints {

  private final LoginWithProviderToken withToken;
  private final UnlinkIdentity unlink;
  private final BearerVerifier bearers;
  private final KnownScopes knownScopes;

  public SocialEndpoints(
      LoginWithProviderToken withToken,
      UnlinkIdentity unlink,
      BearerVerifier bearers,
      KnownScopes knownScopes) {
    this.withToken = withToken;
    this.unlink = unlink;
    this.bearers = bearers;
    this.knownScopes = knownScopes;
  }

  public void on(Router router, Api api) {
    String base = "/identity/v1/";
    api.route(router, Method.POST, base + "oauth/provider/token", RateClass.LOGIN, this::logIn);
    api.route(router, Method.POST, base + "unlink", RateClass.NONE, this::unlink);
  }

  private Response logIn(Call call) {
    Fields body = call.body();
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    String provider = body.required("provider", Limits.NAME);
    String token = body.text("provider_token", Limits.TOKEN);
    String code = token == null ? body.required("code", Limits.TOKEN) : null;
    String origin = body.text("origin", Limits.NAME);
    AccessRequest request =
        new AccessRequest(
            Wanted.TOKENS,
            Mode.QUERY,
            null,
            null,
            Scopes.granted(client, body.text("scope", Limits.SCOPE), knownScopes.of(call.tenant())),
            null,
            body.text("nonce", Limits.STATE),
            null,
            null,
            true,
            null,
            null,
            OpenIdWish.NONE);
    body.check();
    LoginOutcome outcome =
        withToken.run(
            call.tenant(),
            client,
            provider,
            token,
            code,
            new FederatedLogin.Input(
                request,
                SessionCookies.browser(call.request()),
                call.messageLanguage((String) null),
                Json.object()),
            call.caller().withOrigin(origin == null ? "" : origin));
    return switch (outcome) {
      case LoginOutcome.MfaRequired mfa -> Answers.secret(Reply.parameters(mfa, null));
      case LoginOutcome.Given given -> {
        Access access = given.access();
        Response response = Answers.secret(Objects.requireNonNull(access.tokens()));
        yield access.cookie() == null
            ? response
            : SessionCookies.withSession(
                response, call.tenant(), access.cookie(), access.persistent());
      }
    };
  }

  private Response unlink(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    call.firstParty(bearer.clientId());
    Fields body = call.body();
    String identity = body.required("identity_id", Limits.NAME);
    body.check();
    boolean keepsLite =
        call.request().query().get("keepInLiteProfile").filter("true"::equals).isPresent();
    ProfileDetails left = unlink.run(call.tenant(), bearer, identity, keepsLite, call.caller());
    return Answers.secret(ProfileDocument.of(left, call.tenant(), bearer.scopes()));
  }
}
