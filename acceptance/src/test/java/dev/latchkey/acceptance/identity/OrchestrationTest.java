package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Orchestration (contract section 4.1.7): users without a session log in on the client's own page,
 * and the request that they came with goes on. The page sends what the vendor's web client sends.
 */
class OrchestrationTest extends MfaContract {

  private static final Upstream UPSTREAM = Upstream.start();
  private static final String LOGIN_PAGE = "https://app.example/login?of=spa";
  private static final String LOGIN_FRAGMENT = "#/sign-in?a=b";
  private static final String OTHER_PAGE = "https://other.example/login";

  @Override
  TestConfig config() {
    return super.config()
        .set(TestConfig.client(TestConfig.SPA) + "/login_url", LOGIN_PAGE + LOGIN_FRAGMENT)
        .set(TestConfig.client(TestConfig.OTHER_SPA) + "/login_url", OTHER_PAGE)
        .set(TestConfig.client(TestConfig.LEGACY) + "/login_url", OTHER_PAGE)
        .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
        .set("/tenants/0/providers", List.of(UPSTREAM.provider("acme")));
  }

  @BeforeAll
  void followTheClock() {
    UPSTREAM.follow(server.clock());
  }

  @AfterAll
  static void closeUpstream() {
    UPSTREAM.close();
  }

  private OAuthClient spa(Http at) {
    return new OAuthClient(at, TestConfig.SPA);
  }

  /** The request token that an authorize request without a session is answered with. */
  private static String begin(OAuthClient client, @Nullable String... changes) {
    return requestToken(client.authorize(changes));
  }

  private static String requestToken(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(302);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    String token = answer.redirectParameter("r5_request_token");
    assertThat(token).as("%s", answer).hasSize(43);
    return token;
  }

  /** What the login page sends, with parameters of its own that must not count. */
  private static Map<String, String> fromPage(String clientId, String token) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", clientId);
    query.put("r5_request_token", token);
    query.put("response_type", "token");
    query.put("redirect_uri", TestConfig.RESET_PAGE);
    query.put("display", "page");
    query.put("code_challenge", Pkce.create().challenge());
    query.put("code_challenge_method", "S256");
    query.put("scope", "openid");
    query.put("state", "of the page");
    query.put("nonce", "of the page");
    return query;
  }

  private static Answer goOn(Http at, String token, @Nullable String tkn) {
    Map<String, String> query = fromPage(TestConfig.SPA, token);
    if (tkn != null) {
      query.put("tkn", tkn);
    }
    return at.get("/oauth/authorize", query);
  }

  private static JsonNode letIn(OAuthClient client, Answer answer) {
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK + "?");
    Users.Tokens tokens = Users.Tokens.of(client.redeem(answer.redirectParameter("code")));
    return claims(tokens.idToken());
  }

  private static void invalidState(Answer answer) {
    Expect.error(answer, 400, "invalid_state", "error.flow.state");
  }

  private static void loginRequired(Answer answer) {
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK);
    assertThat(answer.redirectParameter("error")).isEqualTo("login_required");
  }

  @Test
  void who_has_no_session_is_sent_to_the_login_page_with_its_query_and_fragment() {
    Answer answer = spa(server.browser()).authorize();
    String token = requestToken(answer);
    assertThat(answer.header("Location"))
        .isEqualTo(LOGIN_PAGE + "&r5_request_token=" + token + LOGIN_FRAGMENT);
    assertThat(new OAuthClient(http, TestConfig.OTHER_SPA).authorize().header("Location"))
        .startsWith(OTHER_PAGE + "?r5_request_token=");
  }

  /** OpenID Connect Core section 3.1.2.1: what is for the page reaches it. */
  @Test
  void the_page_is_told_what_it_can_make_something_of() {
    Answer answer =
        new OAuthClient(http, TestConfig.OTHER_SPA)
            .authorize(
                "login_hint",
                "ada@example.org",
                "ui_locales",
                "fr-CA fr",
                "display",
                "touch",
                "nonce",
                "n");
    assertThat(answer.redirectParameters())
        .containsEntry("login_hint", "ada@example.org")
        .containsEntry("ui_locales", "fr-CA fr")
        .containsEntry("display", "touch")
        .doesNotContainKey("nonce");
  }

  /** Initiating User Registration 1.0 section 4.1, at a client whose page can do it. */
  @Test
  void who_is_to_sign_up_is_sent_to_the_page_session_or_not() {
    Http browser = server.browser();
    new OAuthClient(browser, TestConfig.NATIVE).newUser();
    assertThat(spa(browser).authorize("prompt", "create").redirectParameters())
        .containsKey("r5_request_token")
        .containsEntry("prompt", "create");
    assertThat(spa(browser).authorize("prompt", "create consent").redirectParameter("error"))
        .isEqualTo("invalid_request");
  }

  @Test
  void the_first_request_goes_on_whatever_the_page_sends() {
    OAuthClient client = spa(server.browser());
    String token = begin(client, "state", "of the app", "nonce", "n-1", "scope", "openid email");
    String email = Users.newEmail();
    Answer answer = goOn(client.http(), token, users.signUp(email));

    assertThat(answer.redirectParameter("state")).isEqualTo("of the app");
    Answer tokens = client.redeem(answer.redirectParameter("code"));
    assertThat(tokens.text("scope")).isEqualTo("openid email");
    assertThat(claims(tokens.text("id_token")).path("nonce").asString()).isEqualTo("n-1");
    assertThat(claims(tokens.text("id_token")).path("email").asString()).isEqualTo(email);
  }

  @Test
  void the_form_of_the_answer_is_the_first_requests_too() {
    OAuthClient legacy = new OAuthClient(http, TestConfig.LEGACY);
    String token =
        begin(
            legacy,
            "response_type",
            "token",
            "code_challenge",
            null,
            "code_challenge_method",
            null);
    Map<String, String> query = fromPage(TestConfig.LEGACY, token);
    query.put("response_type", "code");
    query.put("tkn", legacy.newTkn());
    URI location = http.get("/oauth/authorize", query).location();
    assertThat(location.getRawFragment()).contains("access_token=");
  }

  @Test
  void whether_the_browser_keeps_the_session_is_said_on_the_page() {
    for (String persistent : List.of("true", "false")) {
      OAuthClient client = spa(server.browser());
      String token = begin(client, "persistent", persistent.equals("true") ? "false" : "true");
      Map<String, String> query = fromPage(TestConfig.SPA, token);
      query.put("tkn", client.newTkn());
      query.put("persistent", persistent);
      Answer answer = client.http().get("/oauth/authorize", query);
      assertThat(answer.setCookie("__Host-SESSION").contains("Max-Age"))
          .isEqualTo(persistent.equals("true"));
    }
  }

  @Test
  void a_request_token_is_good_for_one_login() {
    OAuthClient client = spa(server.browser());
    String token = begin(client);
    letIn(client, goOn(http, token, client.newTkn()));
    invalidState(goOn(http, token, client.newTkn()));
    invalidState(goOn(http, token, null));
  }

  @Test
  void of_many_logins_at_once_one_ends_the_request() {
    OAuthClient client = spa(http);
    String token = begin(client);
    List<String> tkns = Together.run(6, i -> client.newTkn());
    List<Answer> answers = Together.run(6, i -> goOn(http, token, tkns.get(i)));
    assertThat(answers)
        .filteredOn(answer -> answer.redirectParameters().containsKey("code"))
        .hasSize(1);
  }

  @Test
  void a_request_token_is_good_for_half_an_hour_and_for_its_client() {
    OAuthClient client = spa(http);
    String token = begin(client);
    OAuthClient other = new OAuthClient(http, TestConfig.OTHER_SPA);
    Map<String, String> query = fromPage(other.id(), token);
    query.put("tkn", other.newTkn());
    invalidState(http.get("/oauth/authorize", query));
    invalidState(goOn(http, "no such token", client.newTkn()));
    invalidState(
        call(
            "passwordless/start",
            TestConfig.OTHER_SPA,
            Map.of("email", Users.newEmail(), "r5_request_token", token)));

    server.clock().advance(Duration.ofMinutes(29));
    letIn(client, goOn(http, token, client.newTkn()));
    String late = begin(client);
    server.clock().advance(Duration.ofMinutes(31));
    invalidState(goOn(http, late, client.newTkn()));
  }

  @Test
  void an_error_goes_to_where_the_first_request_goes_and_leaves_it_as_it_is() {
    OAuthClient client = spa(http);
    String token = begin(client, "state", "of the app");
    Answer answer = goOn(http, token, "no such ticket");
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK + "?");
    assertThat(answer.redirectParameters())
        .containsEntry("error_message_key", "error.tkn.invalid")
        .containsEntry("state", "of the app");
    letIn(client, goOn(http, token, client.newTkn()));
  }

  @Test
  void who_comes_back_without_a_login_is_sent_to_the_page_again() {
    OAuthClient client = spa(http);
    String token = begin(client);
    assertThat(requestToken(goOn(http, token, null))).isEqualTo(token);
    assertThat(
            server.sql(
                "select count(*) from flow where kind = 'authorize' and data ->> 'state'"
                    + " = 'of the page'"))
        .isEqualTo("0");
  }

  @Test
  void nobody_is_sent_to_a_page_who_must_not_see_one() {
    OAuthClient client = spa(http);
    loginRequired(client.authorize("prompt", "none"));
    Answer posted = client.authorize("response_mode", "web_message");
    assertThat(posted.status()).isEqualTo(200);
    assertThat(posted.body()).contains("login_required");
    loginRequired(new OAuthClient(http, TestConfig.NATIVE).authorize());
  }

  @Test
  void who_has_a_session_sees_no_page_unless_a_new_login_is_wanted() {
    String email = Users.newEmail();
    users.signUp(email);
    Http browser = loggedIn(email);
    OAuthClient client = spa(browser);
    letIn(client, client.authorize());

    String token = begin(client, "prompt", "login");
    assertThat(requestToken(goOn(browser, token, null)))
        .as("a session of before is not new")
        .isEqualTo(token);
    server.clock().advance(Duration.ofSeconds(5));
    OAuthClient elsewhere = new OAuthClient(browser, TestConfig.NATIVE);
    elsewhere.code(elsewhere.users().logIn(email));
    letIn(client, goOn(browser, token, null));

    server.clock().advance(Duration.ofSeconds(61));
    begin(client, "max_age", "60");
  }

  @Test
  void a_provider_can_be_chosen_on_the_page() {
    Person ada = Person.of(Users.newEmail());
    OAuthClient client = spa(server.browser());
    String token = begin(client, "state", "of the app", "login_hint", UPSTREAM.hint(ada));
    Map<String, String> query = fromPage(TestConfig.SPA, token);
    query.put("provider", "acme");
    Answer away = client.http().get("/oauth/authorize", query);
    assertThat(away.header("Location")).startsWith(UPSTREAM.issuer());
    URI back = UPSTREAM.visit(away.location());
    Answer answer = client.http().get(back.getRawPath() + "?" + back.getRawQuery());
    assertThat(answer.redirectParameter("state")).isEqualTo("of the app");
    assertThat(letIn(client, answer).path("email").asString()).isEqualTo(ada.email());
    invalidState(goOn(http, token, client.newTkn()));
  }

  @Test
  void a_code_can_be_asked_for_on_the_page() {
    String email = Users.newEmail();
    OAuthClient client = spa(server.browser());
    String token = begin(client, "state", "of the app", "nonce", "n-1");
    Map<String, String> start = fromPage(TestConfig.SPA, token);
    start.put("auth_type", "magic_link");
    start.put("email", email);
    Expect.nothing(client.http().post(API + "passwordless/start", start));
    String code = server.inbox().await(email, 1).code();
    Map<String, String> shown = Map.of("email", email, "verification_code", code);
    Expect.nothing(client.http().post(API + "verify-auth-code", shown));

    Map<String, String> query = fromPage(TestConfig.SPA, token);
    query.remove("r5_request_token");
    query.putAll(shown);
    Answer answer = client.http().get(API + "passwordless/verify", query);
    assertThat(answer.redirectParameter("state")).isEqualTo("of the app");
    JsonNode idToken = letIn(client, answer);
    assertThat(idToken.path("email").asString()).isEqualTo(email);
    assertThat(idToken.path("nonce").asString()).isEqualTo("n-1");
    invalidState(goOn(http, token, client.newTkn()));
  }

  @Test
  void a_code_for_a_request_that_is_done_is_no_good() {
    String email = Users.newEmail();
    OAuthClient client = spa(http);
    String token = begin(client);
    Expect.nothing(call("passwordless/start", Map.of("email", email, "r5_request_token", token)));
    String code = server.inbox().await(email, 1).code();
    letIn(client, goOn(http, token, client.newTkn()));
    invalidState(call("passwordless/verify", Map.of("email", email, "verification_code", code)));
  }

  @Test
  void a_second_factor_is_shown_for_the_first_request() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    OAuthClient client = spa(server.browser());
    Http page = client.http();
    String token = begin(client, "state", "of the app");
    Answer login = users.tryPassword(ada.email(), Users.PASSWORD);
    assertThat(login.json().path("mfa_required").asBoolean()).isTrue();
    Map<String, Object> stepUp = new LinkedHashMap<>();
    stepUp.put("client_id", TestConfig.SPA);
    stepUp.put("response_type", "token");
    stepUp.put("display", "page");
    stepUp.put("tkn", login.text("tkn"));
    JsonNode begun = Expect.secret(page.post(API + "mfa/stepup", stepUp));

    Map<String, Object> choice = new LinkedHashMap<>(fromPage(TestConfig.SPA, token));
    choice.put("step_up", begun.path("token").asString());
    choice.put("auth_type", "totp");
    Map<String, Object> ofNothing = new LinkedHashMap<>(choice);
    ofNothing.remove("r5_request_token");
    invalidState(page.post(API + "passwordless/start", ofNothing));
    Map<String, Object> ofAnother = new LinkedHashMap<>(choice);
    ofAnother.put("client_id", TestConfig.OTHER_SPA);
    ofAnother.put("r5_request_token", begin(new OAuthClient(http, TestConfig.OTHER_SPA)));
    invalidState(page.post(API + "passwordless/start", ofAnother));
    Expect.secret(page.post(API + "passwordless/start", choice));
    String challenge =
        Expect.secret(page.post(API + "passwordless/start", choice))
            .path("challenge_id")
            .asString();

    Map<String, String> shown =
        Map.of("challenge_id", challenge, "verification_code", nextCode(app));
    Expect.nothing(page.post(API + "verify-auth-code", shown));
    Answer answer = page.get(API + "passwordless/verify", shown);
    assertThat(answer.redirectParameter("state")).isEqualTo("of the app");
    assertThat(letIn(client, answer).path("amr").toString()).isEqualTo("[\"pwd\",\"otp\",\"mfa\"]");
    invalidState(goOn(http, token, client.newTkn()));
  }

  @Test
  void a_client_without_a_login_page_says_at_once_what_a_step_up_is_for() {
    Ada ada = ada();
    app(ada.http());
    OAuthClient natives = new OAuthClient(http, TestConfig.NATIVE);
    Expect.invalid(
        call(
            "mfa/stepup",
            TestConfig.NATIVE,
            Map.of("response_type", "code", "tkn", natives.users().logIn(ada.email()))),
        "redirect_uri:missing");
  }

  @Test
  void nothing_that_tells_who_is_there_is_kept_with_the_request() {
    String hint = spa(http).newUser().idToken();
    begin(
        spa(http), "state", "kept here", "id_token_hint", hint, "access_token", "an.access.token");
    String kept =
        server.sql(
            "select data from flow where kind = 'authorize' and data ->> 'state' = 'kept here'");
    assertThat(kept)
        .contains("kept here")
        .doesNotContain("access_token", "an.access.token", "id_token_hint", hint);
  }
}
