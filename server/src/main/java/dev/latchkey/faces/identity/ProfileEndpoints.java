package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileDetails;
import dev.latchkey.domain.profile.ProfileDocument;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.proof.ShownToken;
import dev.latchkey.domain.token.ThirdPartyGrants;
import dev.latchkey.domain.token.TokenIssuer;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.profile.UpdateProfile;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code userinfo}, its old name {@code me}, and {@code update-profile} (contract sections 8.1,
 * 8.2, 4.10).
 */
public final class ProfileEndpoints {

  private final BearerVerifier bearers;
  private final ThirdPartyGrants grants;
  private final TokenIssuer issuer;
  private final UpdateProfile updateProfile;

  public ProfileEndpoints(
      BearerVerifier bearers,
      ThirdPartyGrants grants,
      TokenIssuer issuer,
      UpdateProfile updateProfile) {
    this.bearers = bearers;
    this.grants = grants;
    this.issuer = issuer;
    this.updateProfile = updateProfile;
  }

  public void on(Router router, Api api) {
    String base = "/identity/v1/";
    api.route(router, Method.GET, base + "userinfo", RateClass.NONE, this::userinfo);
    api.alsoRoute(router, Method.POST, base + "userinfo", RateClass.NONE, this::userinfo);
    api.route(router, Method.GET, base + "me", RateClass.NONE, this::me);
    api.route(router, Method.POST, base + "update-profile", RateClass.NONE, this::update);
  }

  private Response me(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    Client client = call.firstParty(bearer.clientId());
    return answer(call, client, profile(call, client, bearer));
  }

  /** The profile for the operator's own clients, standard claims for those of other parties. */
  private Response userinfo(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), shown(call));
    Client client = call.client(bearer.clientId());
    return answer(
        call,
        client,
        client.isFirstParty() ? profile(call, client, bearer) : claims(call, client, bearer));
  }

  /** OpenID Connect Core section 5.3.2. */
  private static ObjectNode claims(Call call, Client client, BearerProof bearer) {
    if (!bearer.scopes().contains(Scopes.OPENID)) {
      throw ApiError.INSUFFICIENT_SCOPE.exception();
    }
    Profile profile = bearer.profile();
    ObjectNode claims = ProfileDocument.claims(profile, call.tenant(), client, bearer.scopes());
    claims.setAll(ProfileDocument.claims(profile, call.tenant(), client, bearer.userinfoClaims()));
    return claims.put("sub", profile.id().toString());
  }

  private ObjectNode profile(Call call, Client client, BearerProof bearer) {
    ObjectNode document = ProfileDocument.of(bearer.details(), call.tenant(), bearer.scopes());
    document.setAll(
        ProfileDocument.claims(bearer.profile(), call.tenant(), client, bearer.userinfoClaims()));
    String fields = call.request().query().get("fields").orElse(null);
    if (ProfileDocument.names(fields, "third_party_grants")) {
      // Another query, so for those who ask.
      document.set(
          "third_party_grants",
          GrantEndpoints.documents(grants, call.tenant(), bearer.profileId()));
    }
    ObjectNode selected = ProfileDocument.select(document, fields);
    if (call.request().query().get("flatcf").filter("true"::equals).isPresent()) {
      ProfileDocument.flattenCustomFields(selected);
    }
    return selected;
  }

  private Response answer(Call call, Client client, ObjectNode document) {
    String algorithm = client.openid().userinfoSignedResponseAlg();
    return algorithm == null ? Answers.secret(document) : signed(call, client, algorithm, document);
  }

  private Response signed(Call call, Client client, String algorithm, ObjectNode document) {
    String token = issuer.userinfo(call.tenant(), client, algorithm, document);
    return Response.of(200, "application/jwt", token.getBytes(StandardCharsets.US_ASCII))
        .with("Cache-Control", "no-store")
        .with("Pragma", "no-cache");
  }

  /** In the header, or in a form (RFC 6750 sections 2.1 and 2.2), and not in both. */
  private static ShownToken shown(Call call) {
    String inForm = call.isForm() ? call.bodyOrForm().text("access_token", Limits.TOKEN) : null;
    if (inForm == null) {
      return call.bearerToken();
    }
    if (call.request().header("Authorization").isPresent()) {
      throw ApiError.VALIDATION.exception("Two access tokens");
    }
    return call.tokenInParameter(inForm);
  }

  private Response update(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    Client client = call.firstParty(bearer.clientId());
    Fields body = call.body();
    ProfileChange change = ProfileParser.parse(body, call.tenant(), bearer.profile().consents());
    UpdateProfile.Input input =
        new UpdateProfile.Input(
            change,
            body.isNull("phone_number"),
            MessageUrls.verification(body, client),
            call.messageLanguage().apply(bearer.profile()));
    body.check();
    ProfileDetails updated = updateProfile.run(call.tenant(), client, bearer, input, call.caller());
    return Answers.secret(ProfileDocument.of(updated, call.tenant(), bearer.scopes()));
  }
}
