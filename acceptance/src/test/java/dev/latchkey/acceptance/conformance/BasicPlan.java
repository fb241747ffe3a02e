package dev.latchkey.acceptance.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.acceptance.conformance.Person.Callback;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestServer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * The modules of the plan <i>basic</i>, with clients of the configuration as the page has them;
 * <i>formpost-basic</i> has the same, with another response mode.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BasicPlan {

  private static final Party SUITE = Party.basic("suite");
  private static final Party SECOND = Party.basic("suite-2");
  private static final Party BY_POST = Party.post("suite-post");

  private final boolean formPost;
  private TestServer server;
  private Checks checks;

  BasicPlan(boolean formPost) {
    this.formPost = formPost;
  }

  @BeforeAll
  void start() {
    server = TestServer.start(Guide.here());
    checks = new Checks(server);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Person person() {
    return Person.at(server, formPost);
  }

  /** The tokens of a flow that goes well. */
  private record Flow(Callback callback, Answer tokens, JsonNode idToken) {}

  private Flow flow(Person person, Party party, @Nullable String... changes) throws Exception {
    Callback callback = person.authorizes(party, changes);
    Answer tokens = party.redeems(server.http(), checks.code(callback));
    JsonNode idToken = checks.idToken(party, tokens, callback.request().get("nonce"));
    assertThat(checks.userinfo(tokens).path("sub")).isEqualTo(idToken.path("sub"));
    return new Flow(callback, tokens, idToken);
  }

  private Flow flow(@Nullable String... changes) throws Exception {
    return flow(person(), SUITE, changes);
  }

  @Test
  @Module("oidcc-server")
  void a_login_leads_to_a_code_and_the_code_to_tokens() throws Exception {
    Flow flow = flow();
    assertThat(flow.callback().asked()).containsExactly("/login", "/consent");
    assertThat(flow.idToken().has("name")).as("only with the scope profile").isFalse();
    assertThat(flow.idToken().has("at_hash")).isTrue();
  }

  @Test
  @Module("oidcc-response-type-missing")
  void a_request_without_a_response_type_is_refused_where_the_client_hears_it() {
    Person person = person();
    Callback callback = person.authorizes(SUITE, "response_type", null);
    checks.error(callback, "invalid_request", "unsupported_response_type");
  }

  @Test
  @Module("oidcc-idtoken-signature")
  void id_tokens_are_signed_with_rs256_by_a_key_with_an_id_when_nobody_says_otherwise()
      throws Exception {
    SignedJWT idToken = SignedJWT.parse(flow().tokens().text("id_token"));
    assertThat(idToken.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
    assertThat(checks.keys().getKeyByKeyId(idToken.getHeader().getKeyID())).isNotNull();
  }

  /** Which lets the suite skip it. */
  @Test
  @Module("oidcc-idtoken-unsigned")
  void id_tokens_without_a_signature_are_not_announced() {
    assertThat(checks.announced("id_token_signing_alg_values_supported"))
        .contains("RS256")
        .doesNotContain("none");
  }

  @Test
  @Module("oidcc-userinfo-get")
  void userinfo_is_got_with_a_token_in_the_header() throws Exception {
    assertThat(checks.userinfo(flow().tokens()).path("sub").isString()).isTrue();
  }

  @Test
  @Module("oidcc-userinfo-post-header")
  void userinfo_is_posted_for_with_a_token_in_the_header() throws Exception {
    Flow flow = flow();
    Answer answer =
        server
            .http()
            .bearer(flow.tokens().text("access_token"))
            .postForm(Checks.USERINFO, Map.of());
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.json().path("sub")).isEqualTo(flow.idToken().path("sub"));
  }

  @Test
  @Module("oidcc-userinfo-post-body")
  void userinfo_is_posted_for_with_a_token_in_the_form() throws Exception {
    Flow flow = flow();
    Answer answer =
        server
            .http()
            .postForm(Checks.USERINFO, Map.of("access_token", flow.tokens().text("access_token")));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.json().path("sub")).isEqualTo(flow.idToken().path("sub"));
  }

  @Test
  @Module("oidcc-ensure-request-without-nonce-succeeds-for-code-flow")
  void a_request_for_a_code_needs_no_nonce() throws Exception {
    assertThat(flow("nonce", null).idToken().has("nonce")).isFalse();
  }

  private JsonNode userinfoOf(String scope) throws Exception {
    for (String one : scope.split(" ")) {
      assertThat(checks.announced("scopes_supported")).contains(one);
    }
    return checks.userinfo(flow("scope", scope).tokens());
  }

  private static final String[] PROFILE = {
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "profile",
    "picture",
    "gender",
    "birthdate",
    "locale",
    "updated_at",
    "preferred_username"
  };

  @Test
  @Module("oidcc-scope-profile")
  void the_scope_profile_gives_what_is_known_of_a_profile() throws Exception {
    assertThat(userinfoOf("openid profile").propertyNames()).contains(PROFILE);
  }

  @Test
  @Module("oidcc-scope-email")
  void the_scope_email_gives_the_address_and_whether_it_is_verified() throws Exception {
    assertThat(userinfoOf("openid email").propertyNames()).contains("email", "email_verified");
  }

  @Test
  @Module("oidcc-scope-address")
  void the_scope_address_gives_the_address() throws Exception {
    JsonNode address = userinfoOf("openid address").path("address");
    assertThat(address.propertyNames())
        .contains("street_address", "locality", "region", "postal_code", "country");
  }

  @Test
  @Module("oidcc-scope-phone")
  void the_scope_phone_gives_the_number_and_whether_it_is_verified() throws Exception {
    assertThat(userinfoOf("openid phone").propertyNames())
        .contains("phone_number", "phone_number_verified");
  }

  @Test
  @Module("oidcc-scope-all")
  void all_scopes_together_give_all_of_it() throws Exception {
    assertThat(userinfoOf("openid email phone address profile").propertyNames())
        .contains(PROFILE)
        .contains("email", "email_verified", "address", "phone_number", "phone_number_verified");
  }

  @Test
  @Module("oidcc-ensure-other-scope-order-succeeds")
  void scopes_stand_in_any_order() throws Exception {
    assertThat(userinfoOf("email openid").propertyNames()).contains("email", "email_verified");
  }

  @Test
  @Module("oidcc-display-page")
  void a_client_may_ask_for_a_page() throws Exception {
    assertThat(flow("display", "page").callback().asked()).contains("/login");
  }

  @Test
  @Module("oidcc-display-popup")
  void a_client_may_ask_for_a_window() throws Exception {
    assertThat(flow("display", "popup").callback().asked()).contains("/login");
  }

  @Test
  @Module("oidcc-prompt-login")
  void prompt_login_asks_a_second_time_and_says_when() throws Exception {
    Person person = person();
    Flow first = flow(person, SUITE);
    server.clock().advance(Duration.ofSeconds(1));
    Flow second = flow(person, SUITE, "prompt", "login");
    assertThat(second.callback().asked()).containsExactly("/login");
    assertThat(authTime(second)).isGreaterThan(authTime(first));
  }

  private static long authTime(Flow flow) {
    return flow.idToken().path("auth_time").asLong(0);
  }

  @Test
  @Module("oidcc-prompt-none-not-logged-in")
  void prompt_none_tells_that_nobody_is_logged_in() {
    Callback callback = person().authorizes(SUITE, "prompt", "none", "state", "s".repeat(128));
    assertThat(callback.asked()).isEmpty();
    checks.error(
        callback,
        "interaction_required",
        "login_required",
        "account_selection_required",
        "consent_required");
  }

  /** The first and the second time it is the same login of the same user, with nobody asked. */
  private void asksNothingMore(Person person, Flow first, @Nullable String... changes)
      throws Exception {
    server.clock().advance(Duration.ofSeconds(1));
    Flow second = flow(person, SUITE, changes);
    assertThat(second.callback().asked()).isEmpty();
    assertThat(authTime(second)).isEqualTo(authTime(first)).isPositive();
    assertThat(second.idToken().path("sub")).isEqualTo(first.idToken().path("sub"));
  }

  @Test
  @Module("oidcc-prompt-none-logged-in")
  void prompt_none_asks_nobody_who_is_logged_in() throws Exception {
    Person person = person();
    asksNothingMore(person, flow(person, SUITE), "prompt", "none");
  }

  @Test
  @Module("oidcc-max-age-1")
  void a_login_that_is_too_old_is_asked_for_anew() throws Exception {
    Person person = person();
    Flow first = flow(person, SUITE);
    server.clock().advance(Duration.ofSeconds(2));
    Flow second = flow(person, SUITE, "max_age", "1");
    assertThat(second.callback().asked()).containsExactly("/login");
    assertThat(authTime(second)).isGreaterThan(authTime(first));
    assertThat(server.clock().instant().getEpochSecond() - authTime(second)).isBetween(0L, 60L);
  }

  @Test
  @Module("oidcc-max-age-10000")
  void a_login_that_is_young_enough_is_not_asked_for_anew() throws Exception {
    Person person = person();
    asksNothingMore(person, flow(person, SUITE, "max_age", "15000"), "max_age", "10000");
  }

  @Test
  @Module("oidcc-ensure-request-with-unknown-parameter-succeeds")
  void a_parameter_that_nobody_knows_does_no_harm() throws Exception {
    flow("extra", "foobar");
  }

  @Test
  @Module("oidcc-id-token-hint")
  void an_id_token_tells_who_is_meant() throws Exception {
    Person person = person();
    Flow first = flow(person, SUITE);
    asksNothingMore(
        person, first, "prompt", "none", "id_token_hint", first.tokens().text("id_token"));
  }

  @Test
  @Module("oidcc-login-hint")
  void a_client_may_say_who_the_user_may_be() throws Exception {
    Person person = person();
    person.opens(person.request(SUITE, "login_hint", "buffy@localhost"));
    assertThat(person.browser().page().body()).contains("value=\"buffy@localhost\"");
    flow(person, SUITE, "login_hint", "buffy@localhost");
  }

  @Test
  @Module("oidcc-ui-locales")
  void a_client_may_ask_for_languages_and_gets_the_first_that_there_is() throws Exception {
    Person person = person();
    person.opens(person.request(SUITE, "ui_locales", "se fr"));
    assertThat(person.browser().page().body()).contains("lang=\"fr\"");
    flow(person, SUITE, "ui_locales", "se");
  }

  @Test
  @Module("oidcc-claims-locales")
  void a_client_may_ask_for_claims_in_a_language() throws Exception {
    flow("claims_locales", "se");
  }

  @Test
  @Module("oidcc-ensure-request-with-acr-values-succeeds")
  void a_client_that_asks_for_any_acr_gets_one_of_them() throws Exception {
    List<String> announced = checks.announced("acr_values_supported");
    Flow flow = flow("acr_values", String.join(" ", announced));
    assertThat(flow.idToken().path("acr").asString()).isIn(announced);
  }

  @Test
  @Module("oidcc-codereuse")
  void a_code_is_good_for_one_use() throws Exception {
    Flow flow = flow();
    Checks.refused(
        SUITE.redeems(server.http(), flow.callback().parameter("code")), "invalid_grant");
  }

  @Test
  @Module("oidcc-codereuse-30seconds")
  void a_code_that_comes_again_later_ends_what_it_gave() throws Exception {
    Flow flow = flow();
    server.clock().advance(Duration.ofSeconds(30));
    Checks.refused(
        SUITE.redeems(server.http(), flow.callback().parameter("code")), "invalid_grant");
    Http bearer = server.http().bearer(flow.tokens().text("access_token"));
    assertThat(bearer.get(Checks.USERINFO).status()).isEqualTo(401);
  }

  @Test
  @Module("oidcc-ensure-registered-redirect-uri")
  void an_address_that_is_not_registered_gets_no_answer_and_the_user_a_page() {
    Person person = person();
    person.opens(person.request(SUITE, "redirect_uri", Guide.CALLBACK + "/of-somebody-else"));
    Checks.errorPage(person.browser());
    assertThat(person.browser().page().body()).doesNotContain("of-somebody-else");
  }

  @Test
  @Module("oidcc-ensure-post-request-succeeds")
  void a_request_may_be_posted() throws Exception {
    Person person = person();
    Map<String, String> request = person.request(SUITE);
    person.browser().post("/oauth/authorize", request);
    Callback callback = person.answered(request);
    assertThat(callback.asked()).containsExactly("/login", "/consent");
    Answer tokens = SUITE.redeems(server.http(), checks.code(callback));
    checks.idToken(SUITE, tokens, request.get("nonce"));
  }

  @Test
  @Module("oidcc-server-client-secret-post")
  void a_client_may_authenticate_in_the_form() throws Exception {
    flow(person(), BY_POST);
  }

  private static String unsigned(Map<String, String> request) {
    StringBuilder claims = new StringBuilder();
    request.forEach((name, value) ->
        claims.append(claims.isEmpty() ? "{" : ",").append("\"%s\":\"%s\"".formatted(name, value)));
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString("{\"alg\":\"none\"}".getBytes(US_ASCII))
        + "."
        + base64.encodeToString(claims.append('}').toString().getBytes(US_ASCII))
        + ".";
  }

  /** Which lets the suite skip it; what it would try is refused all the same. */
  @Test
  @Module("oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported")
  void request_objects_without_a_signature_are_neither_announced_nor_taken() {
    unsignedIsNotAnnounced();
    Person person = person();
    Map<String, String> request = person.request(SUITE);
    request.put("request", unsigned(request));
    person.opens(request);
    Checks.errorPage(person.browser());
  }

  private void unsignedIsNotAnnounced() {
    assertThat(checks.announced("request_object_signing_alg_values_supported"))
        .isNotEmpty()
        .doesNotContain("none");
  }

  /** Likewise. */
  @Test
  @Module("oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported")
  void nor_are_they_where_they_stand_elsewhere() {
    unsignedIsNotAnnounced();
    assertThat(checks.metadata().path("request_uri_parameter_supported").asBoolean()).isTrue();
  }

  /** Likewise. */
  @Test
  @Module("oidcc-ensure-request-object-with-redirect-uri")
  void nor_do_they_lead_anywhere_beside_an_address_that_is_not_registered() {
    unsignedIsNotAnnounced();
    Person person = person();
    Map<String, String> request = person.request(SUITE);
    request.put("request", unsigned(request));
    request.put("redirect_uri", Guide.CALLBACK + "/of-somebody-else");
    person.opens(request);
    Checks.errorPage(person.browser());
  }

  @Test
  @Module("oidcc-claims-essential")
  void a_claim_that_is_asked_for_comes_where_it_is_asked_for() throws Exception {
    Flow flow = flow("claims", "{\"userinfo\":{\"name\":{\"essential\":true}}}");
    assertThat(checks.userinfo(flow.tokens()).path("name").asString()).isNotEmpty();
    assertThat(flow.idToken().has("name")).isFalse();
  }

  @Test
  @Module("oidcc-refresh-token")
  void a_refresh_token_gives_tokens_of_the_same_login_to_its_client_alone() throws Exception {
    assertThat(checks.announced("grant_types_supported")).contains("refresh_token");
    String scope = "openid offline_access";
    Person person = person();
    Flow first = flow(person, SUITE, "scope", scope, "prompt", "consent");
    String token = first.tokens().text("refresh_token");
    assertThat(token).matches("[\\x20-\\x7E]{16,}");
    server.clock().advance(Duration.ofSeconds(1));
    Answer refreshed = SUITE.refreshes(server.http(), token, "scope", scope);
    checks.refreshed(SUITE, first.tokens(), refreshed);

    Flow second = flow(person, SECOND, "scope", scope, "prompt", "consent");
    Checks.refused(
        SUITE.refreshes(server.http(), second.tokens().text("refresh_token"), "scope", scope),
        "invalid_grant");
  }

  @Test
  @Module("oidcc-ensure-request-with-valid-pkce-succeeds")
  void a_challenge_is_met_by_its_verifier() throws Exception {
    Pkce pkce = Pkce.create();
    Callback callback =
        person()
            .authorizes(SUITE, "code_challenge", pkce.challenge(), "code_challenge_method", "S256");
    Answer tokens =
        SUITE.redeems(server.http(), checks.code(callback), "code_verifier", pkce.verifier());
    checks.idToken(SUITE, tokens, callback.request().get("nonce"));
  }
}
