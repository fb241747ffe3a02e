package dev.latchkey.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.conformance.Person.Callback;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The modules of the plan for FAPI 2.0 on what is asked for and answered. */
final class Fapi2RequestsPlanTest extends Fapi2Plan {

  // --- Clients that behave ----------------------------------------------------------------------

  @Test
  @Module("discovery-end-point-verification")
  void what_the_profile_needs_is_announced() {
    JsonNode metadata = checks.metadata();
    assertThat(metadata.path("issuer").asString()).isEqualTo(server.url());
    for (String endpoint :
        List.of(
            "authorization_endpoint",
            "token_endpoint",
            "pushed_authorization_request_endpoint",
            "userinfo_endpoint",
            "jwks_uri")) {
      assertThat(metadata.path(endpoint).asString()).as(endpoint).startsWith(server.url() + "/");
    }
    assertThat(Checks.texts(metadata.path("response_types_supported"))).contains("code");
    assertThat(metadata.path("authorization_response_iss_parameter_supported").asBoolean())
        .isTrue();
    assertThat(metadata.path("require_pushed_authorization_requests").isBoolean()).isTrue();
    for (String name :
        List.of(
            "dpop_signing_alg_values_supported",
            "token_endpoint_auth_signing_alg_values_supported",
            "request_object_signing_alg_values_supported")) {
      assertThat(Checks.texts(metadata.path(name))).as(name).contains("PS256", "ES256", "EdDSA");
    }
    assertThat(Checks.texts(metadata.path("id_token_signing_alg_values_supported")))
        .contains("PS256", "ES256");
    assertThat(metadata.has("userinfo_signing_alg_values_supported")).isFalse();
    assertThat(Checks.texts(metadata.path("token_endpoint_auth_methods_supported")))
        .contains("private_key_jwt");
    assertThat(Checks.texts(metadata.path("code_challenge_methods_supported")))
        .containsExactly("S256");
    assertThat(Checks.texts(metadata.path("scopes_supported")))
        .contains("openid", "profile", "email");
    assertThat(Checks.texts(metadata.path("subject_types_supported"))).contains("public");
    assertThat(Checks.texts(metadata.path("grant_types_supported"))).contains("refresh_token");
  }

  /** Two clients, the second with more of everything. */
  @Test
  @Module("happy-flow")
  void two_clients_get_tokens_that_are_good_by_their_own_keys() throws Exception {
    Answer firsts = flow("scope", "openid").tokens();
    areGood(first, firsts);
    assertThat(Checks.payload(firsts.text("id_token")).propertyNames())
        .containsOnly(
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "auth_time",
            "nonce",
            "acr",
            "amr",
            "azp",
            "at_hash",
            "sid",
            "auth_type");
    String token = firsts.text("access_token");
    Http proving = server.http().with("DPoP", first.proof(token));
    assertThat(proving.get(Checks.USERINFO, Map.of("access_token", token)).status()).isEqualTo(401);
    for (String accept :
        List.of(
            "application/json;charset=UTF-8",
            "application/json, application/*+json, */*",
            "text/html, */*")) {
      assertThat(first.proving(token).with("Accept", accept).get(Checks.USERINFO).status())
          .isEqualTo(200);
    }

    PushedFlow flow =
        new PushedFlow(
            second,
            "state",
            random(128),
            "nonce",
            random(43),
            "dpop_jkt",
            second.dpop().thumbprint());
    flow.visit(flow.reference(), "response_type", "code", "scope", PushedFlow.SCOPE);
    Callback callback = flow.answered();
    assertThat(callback.parameters())
        .containsEntry("dummy1", "lorem")
        .containsEntry("dummy2", "ipsum");
    Answer seconds = flow.tokens(checks.code(callback));
    areGood(second, seconds);
    assertThat(first.proving(seconds.text("access_token")).get(Checks.USERINFO).status())
        .isEqualTo(401);
  }

  /** By both clients. */
  @Test
  @Module("user-rejects-authentication")
  void a_user_who_says_no_is_told_to_the_client() {
    for (Bank bank : List.of(first, second)) {
      PushedFlow flow = new PushedFlow(bank, "state", random(128));
      Callback callback = flow.visit(flow.reference()).refused();
      checks.error(callback, "access_denied");
      assertThat(callback.parameter("dummy1")).isEqualTo(bank == second ? "lorem" : "");
    }
  }

  @Test
  @Module("ensure-authorization-request-without-state-success")
  void a_request_may_have_no_state() throws Exception {
    goesWell(flow("state", null));
  }

  @Test
  @Module("ensure-authorization-request-without-nonce-success")
  void a_request_may_have_no_nonce() throws Exception {
    goesWell(flow("nonce", null));
  }

  @Test
  @Module("ensure-authorization-request-with-64-char-nonce-success")
  void a_nonce_of_64_characters_comes_back() throws Exception {
    goesWell(flow("nonce", random(64)));
  }

  @Test
  @Module("ensure-other-scope-order-succeeds")
  void scopes_may_come_in_any_order() throws Exception {
    goesWell(flow("scope", "email profile openid"));
  }

  /** Of a user of whom everything is known. */
  @Test
  @Module("test-claims-parameter-identity-claims")
  void every_claim_that_is_announced_can_be_asked_for_by_its_name() throws Exception {
    List<String> standard =
        List.of(
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "email",
            "email_verified",
            "gender",
            "birthdate",
            "locale",
            "phone_number",
            "phone_number_verified",
            "updated_at");
    assertThat(checks.announced("claims_supported"))
        .containsAll(standard)
        .doesNotContain("website", "zoneinfo");
    Map<String, Object> wanted = new LinkedHashMap<>();
    standard.forEach(claim -> wanted.put(claim, null));
    wanted.put("given_name", Map.of("essential", true));
    wanted.put("a_random_claim", Map.of("essential", true));
    String claims =
        JsonMapper.shared()
            .writeValueAsString(Map.of("id_token", wanted, "userinfo", wanted, "nowhere", wanted));
    PushedFlow flow = flow("scope", "openid", "claims", claims);
    Answer tokens = flow.tokens();
    JsonNode idToken = flow.idToken(tokens);
    Answer answer = first.proving(tokens.text("access_token")).get(Checks.USERINFO);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    JsonNode userinfo = answer.json();
    assertThat(userinfo.path("sub")).isEqualTo(idToken.path("sub"));
    for (JsonNode source : List.of(idToken, userinfo)) {
      assertThat(source.propertyNames()).containsAll(standard).doesNotContain("a_random_claim");
      assertThat(source.path("updated_at").isIntegralNumber()).isTrue();
      assertThat(source.path("email_verified").isBoolean()).isTrue();
    }
  }

  // --- Requests ---------------------------------------------------------------------------------

  @Test
  @Module("ensure-different-nonce-inside-and-outside-request-object")
  void a_nonce_beside_the_reference_is_not_looked_at() throws Exception {
    PushedFlow flow = flow();
    flow.visit(flow.reference(), "nonce", "another");
    areGood(first, flow.tokens(flow.code()));
  }

  @Test
  @Module("ensure-different-state-inside-and-outside-request-object")
  void a_state_beside_the_reference_is_not_looked_at() throws Exception {
    PushedFlow flow = flow();
    flow.visit(flow.reference(), "state", "another");
    areGood(first, flow.tokens(flow.code()));
  }

  @Test
  @Module("state-only-outside-request-object-not-used")
  void a_state_that_was_not_pushed_does_not_come_back() throws Exception {
    PushedFlow flow = flow("state", null);
    flow.visit(flow.reference(), "state", "outside");
    areGood(first, flow.tokens(flow.code()));
  }

  @Test
  @Module("ensure-authorization-request-with-long-nonce")
  void a_nonce_of_384_characters_comes_back() throws Exception {
    goesWell(flow("nonce", random(384)));
  }

  @Test
  @Module("ensure-authorization-request-with-long-state")
  void a_state_of_1000_characters_comes_back() throws Exception {
    goesWell(flow("state", random(1000)));
  }

  /** Nothing is signed in this plan. */
  @Test
  @Module("ensure-request-object-without-redirect-uri-fails")
  void nor_is_a_request_object_that_names_no_redirect_uri() {
    a_request_without_a_redirect_uri_is_not_taken();
  }

  @Test
  @Module("ensure-redirect-uri-in-authorization-request")
  void a_request_without_a_redirect_uri_is_not_taken() {
    Checks.refused(flow("redirect_uri", null).push(), 400, "invalid_request");
  }

  @Test
  @Module("plain-fapi-tolerate-unregistered-redirect-uri")
  void a_redirect_uri_that_is_not_registered_is_not_taken() {
    Checks.refused(
        flow("redirect_uri", Guide.CALLBACK + "/" + random(10)).push(), 400, "invalid_request");
  }

  private static void errorPage(PushedFlow flow, String error) {
    Checks.errorPage(flow.browser());
    assertThat(flow.browser().page().body()).contains("class=\"detail\">" + error + " ");
  }

  @Test
  @Module("ensure-unsigned-authorization-request-without-using-par-fails")
  void a_request_that_was_not_pushed_is_an_error() {
    PushedFlow flow = flow();
    flow.browser().open("/oauth/authorize?" + Http.form(flow.request()));
    errorPage(flow, "invalid_request");
  }

  @Test
  @Module("ensure-response-type-code-idtoken-fails")
  void no_id_token_travels_through_the_browser() {
    Checks.refused(
        flow("response_type", "code id_token").push(),
        403,
        "unsupported_response_type",
        "invalid_request",
        "unauthorized_client");
  }

  @Test
  @Module("ensure-response-type-token-fails")
  void no_access_token_travels_through_the_browser() {
    Checks.refused(
        flow("response_type", "token").push(),
        403,
        "unsupported_response_type",
        "invalid_request",
        "unauthorized_client");
  }

  // --- Pushed requests --------------------------------------------------------------------------

  @Test
  @Module("par-ensure-reused-request-uri-prior-to-auth-completion-succeeds")
  void a_reference_may_be_visited_again_until_it_is_answered() throws Exception {
    PushedFlow flow = flow();
    String uri = flow.reference();
    flow.visit(uri);
    assertThat(flow.browser().title()).isEqualTo("Log in");
    areGood(first, flow.tokens(flow.visit(uri).code()));
  }

  @Test
  @Module("par-attempt-reuse-request_uri")
  void a_reference_that_was_answered_is_an_error() throws Exception {
    PushedFlow flow = flow();
    String uri = flow.reference();
    areGood(first, flow.tokens(flow.visit(uri).code()));
    errorPage(flow.visit(uri), "invalid_request_uri");
  }

  @Test
  @Module("par-attempt-to-use-expired-request_uri")
  void a_reference_is_an_error_when_its_time_is_over() {
    PushedFlow flow = flow();
    Answer pushed = flow.push();
    String uri = PushedFlow.reference(pushed);
    server.clock().advance(Duration.ofSeconds(pushed.json().path("expires_in").asInt() + 1));
    errorPage(flow.visit(uri), "invalid_request_uri");
  }

  @Test
  @Module("par-attempt-to-use-request_uri-for-different-client")
  void a_reference_is_the_clients_that_pushed() {
    PushedFlow flow = flow();
    errorPage(flow.visit(flow.reference(), "client_id", second.id()), "invalid_request_uri");
  }

  @Test
  @Module("par-authorization-request-containing-request_uri-form-param")
  void a_reference_is_not_pushed() {
    Checks.refused(
        flow("request_uri", "urn:ietf:params:oauth:request_uri:" + random(43)).push(),
        400,
        "invalid_request",
        "invalid_request_object",
        "request_uri_not_supported");
  }

  @Test
  @Module("par-attempt-invalid-http-method")
  void requests_are_pushed_by_post_alone() {
    Answer answer =
        server
            .http()
            .send(
                "PUT",
                PushedFlow.PAR,
                "application/x-www-form-urlencoded",
                Http.form(flow().request()));
    assertThat(answer.status()).isBetween(400, 499);
  }

  @Test
  @Module("par-without-duplicate-parameters")
  void the_reference_and_the_client_are_enough() throws Exception {
    goesWell(new PushedFlow(second));
  }

  @Test
  @Module("par-ensure-pkce-required")
  void no_request_without_a_challenge() {
    Checks.refused(
        flow("code_challenge", null, "code_challenge_method", null).push(), 400, "invalid_request");
  }

  @Test
  @Module("par-plain-pkce-rejected")
  void no_request_whose_challenge_is_the_verifier() {
    String verifier = Pkce.create().verifier();
    PushedFlow flow = flow("code_challenge", verifier, "code_challenge_method", "plain");
    Checks.refused(flow.push(), 400, "invalid_request");
  }
}
