package dev.latchkey.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import dev.latchkey.acceptance.pages.Browser;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Call;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * The plans of the conformance suite for logouts, a test a module. Each logs a user in through the
 * hosted pages, leads the browser to the logout, does what the page asks for, and asks without a
 * page whether anybody is still logged in.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogoutPlansTest {

  private static final String LOGOUT = "/oauth/logout";
  private static final String CLIENT = "suite-logout";
  private static final String BACK = "suite-back-channel";
  private static final String FRONT = "suite-front-channel";
  private static final Pattern FRAME = Pattern.compile("<iframe src=\"([^\"]*)\"");

  private HookReceiver suite;
  private TestServer server;

  @BeforeAll
  void start() {
    suite = HookReceiver.start();
    server =
        TestServer.start(
            Snippet.of(
                text -> text.replace(Snippet.SUITE, suite.url("")),
                "RP-initiated logout",
                "Back-channel logout",
                "Front-channel logout"));
  }

  @AfterAll
  void stop() {
    server.close();
    suite.close();
  }

  // --- Words for the tests ----------------------------------------------------------------------

  /** A user who is logged in at the client, and what the client knows of it. */
  private record Login(Browser browser, String client, String idToken, String state) {

    JWTClaimsSet claims() throws Exception {
      return JWTParser.parse(idToken).getJWTClaimsSet();
    }
  }

  private String authorize(String client, String state, String... more) {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("client_id", client);
    request.put("redirect_uri", suite.url("/callback"));
    request.put("scope", "openid");
    request.put("state", state);
    request.put("nonce", UUID.randomUUID().toString());
    request.put("response_type", "code");
    for (int i = 0; i < more.length; i += 2) {
      request.put(more[i], more[i + 1]);
    }
    return "/oauth/authorize?" + Http.form(request);
  }

  private Login logIn(String client) {
    String email = Users.newEmail();
    new Users(server.http()).signUp(email);
    Browser browser = new Browser(server.url());
    // The suite's longest, to see that it comes back unharmed.
    String state = "s".repeat(92) + UUID.randomUUID();
    browser
        .open(authorize(client, state))
        .submit("/login", "identifier", email, "password", Users.PASSWORD);
    assertThat(browser.elsewhere()).startsWith(suite.url("/callback?"));
    assertThat(browser.parameter("state")).isEqualTo(state);
    Answer tokens =
        server
            .http()
            .basic(client, TestConfig.SECRET)
            .postForm(
                "/oauth/token",
                Map.of(
                    "grant_type",
                    "authorization_code",
                    "code",
                    String.valueOf(browser.parameter("code")),
                    "redirect_uri",
                    suite.url("/callback")));
    assertThat(tokens.status()).as("%s", tokens).isEqualTo(200);
    return new Login(browser, client, tokens.text("id_token"), state);
  }

  private Login logIn() {
    return logIn(CLIENT);
  }

  private String bye() {
    return suite.url("/post_logout_redirect");
  }

  /** The suite's request, changed by name and value; null: without it. */
  private Browser logOut(Login login, @Nullable String... changes) {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("id_token_hint", login.idToken());
    request.put("post_logout_redirect_uri", bye());
    request.put("state", login.state());
    for (int i = 0; i < changes.length; i += 2) {
      String name = String.valueOf(changes[i]);
      String value = changes[i + 1];
      if (value == null) {
        request.remove(name);
      } else {
        request.put(name, value);
      }
    }
    return login.browser().open(LOGOUT + (request.isEmpty() ? "" : "?" + Http.form(request)));
  }

  private static Map<String, String> query(String address) {
    Map<String, String> parameters = new LinkedHashMap<>();
    String query = URI.create(address).getRawQuery();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      String[] parts = pair.split("=", 2);
      parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  /** The browser is sent on, with these parameters and no others. */
  private void assertSentOn(Browser browser, Map<String, String> parameters) {
    String address = String.valueOf(browser.elsewhere());
    assertThat(address.split("\\?", 2)[0]).isEqualTo(bye());
    assertThat(query(address)).isEqualTo(parameters);
  }

  private void assertLoggedOut(Login login) {
    String state = UUID.randomUUID().toString();
    login.browser().open(authorize(login.client(), state, "prompt", "none"));
    assertThat(login.browser().elsewhere()).startsWith(suite.url("/callback?"));
    assertThat(login.browser().parameter("error")).isEqualTo("login_required");
    assertThat(login.browser().parameter("state")).isEqualTo(state);
  }

  private void assertLoggedIn(Login login) {
    login.browser().open(authorize(login.client(), "still", "prompt", "none"));
    assertThat(login.browser().parameter("code")).as("still logged in").isNotNull();
  }

  /** A page of ours, from which nothing leads to the client. */
  private void assertErrorPage(Browser browser) {
    assertThat(browser.elsewhere()).isNull();
    assertThat(browser.page().status()).isBetween(400, 403);
    assertThat(browser.page().body())
        .contains("Something went wrong")
        .doesNotContain("post_logout_redirect");
  }

  private JsonNode metadata() {
    Answer answer = server.http().get("/.well-known/openid-configuration");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    JsonNode metadata = answer.json();
    for (String name : metadata.propertyNames()) {
      if (name.endsWith("_endpoint")) {
        assertThat(metadata.path(name).asString()).as(name).startsWith(server.url() + "/");
      }
    }
    assertThat(metadata.path("end_session_endpoint").asString()).isEqualTo(server.url() + LOGOUT);
    return metadata;
  }

  // --- oidcc-rp-initiated-logout-certification-test-plan
  // ----------------------------------------

  @Test
  @Module("oidcc-rp-initiated-logout-discovery-endpoint-verification")
  void the_logout_is_announced() {
    assertThat(metadata().path("end_session_endpoint").isString()).isTrue();
  }

  @Test
  @Module("oidcc-rp-initiated-logout")
  void a_client_logs_its_user_out_and_is_gone_back_to() {
    Login login = logIn();
    assertSentOn(logOut(login), Map.of("state", login.state()));
    assertLoggedOut(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-bad-post-logout-redirect-uri")
  void an_address_that_is_not_registered_is_an_error() {
    Login login = logIn();
    assertErrorPage(
        logOut(login, "post_logout_redirect_uri", suite.url("/bad_post_logout_redirect_uri")));
    assertLoggedIn(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri")
  void a_registered_address_with_a_query_added_is_another() {
    Login login = logIn();
    assertErrorPage(logOut(login, "post_logout_redirect_uri", bye() + "?foo=bar"));
    assertLoggedIn(login);
  }

  /** Unsigned, with the same claims. */
  @Test
  @Module("oidcc-rp-initiated-logout-modified-id-token-hint")
  void a_hint_whose_signature_was_taken_off_is_an_error() throws Exception {
    Login login = logIn();
    assertErrorPage(logOut(login, "id_token_hint", new PlainJWT(login.claims()).serialize()));
    assertLoggedIn(login);
  }

  /** Signed by the suite itself. */
  @Test
  @Module("oidcc-rp-initiated-logout-bad-id-token-hint")
  void a_hint_that_another_signed_is_an_error() throws Exception {
    Login login = logIn();
    String forged =
        SigningPair.of("RS256", "suite").sign("RS256", "JWT", login.claims().toJSONObject());
    assertErrorPage(logOut(login, "id_token_hint", forged));
    assertLoggedIn(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-no-id-token-hint")
  void an_address_without_a_hint_is_an_error() {
    Login login = logIn();
    assertErrorPage(logOut(login, "id_token_hint", null));
    assertLoggedIn(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-no-params")
  void a_user_who_comes_without_anything_is_asked_and_logged_out() {
    Login login = logIn();
    logOut(login, "id_token_hint", null, "post_logout_redirect_uri", null, "state", null);
    assertThat(login.browser().title()).isEqualTo("Log out?");
    login.browser().submit(LOGOUT + "/confirm");
    assertThat(login.browser().title()).isEqualTo("You are logged out");
    assertLoggedOut(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-only-state")
  void a_state_alone_changes_nothing_of_that() {
    Login login = logIn();
    logOut(login, "id_token_hint", null, "post_logout_redirect_uri", null);
    login.browser().submit(LOGOUT + "/confirm");
    assertThat(login.browser().title()).isEqualTo("You are logged out");
    assertLoggedOut(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-no-post-logout-redirect-uri")
  void a_user_whom_the_client_names_is_logged_out_and_told() {
    Login login = logIn();
    logOut(login, "post_logout_redirect_uri", null);
    assertThat(login.browser().title()).isEqualTo("You are logged out");
    assertLoggedOut(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-no-state")
  void without_a_state_none_is_made_up() {
    Login login = logIn();
    assertSentOn(logOut(login, "state", null), Map.of());
    assertLoggedOut(login);
  }

  // --- oidcc-backchannel-rp-initiated-logout-certification-test-plan
  // ----------------------------------

  @Test
  @Module("oidcc-backchannel-logout-discovery-endpoint-verification")
  void the_calls_of_a_logout_are_announced_with_their_session() {
    JsonNode metadata = metadata();
    assertThat(metadata.path("backchannel_logout_supported").isBoolean()).isTrue();
    assertThat(metadata.path("backchannel_logout_supported").asBoolean()).isTrue();
    assertThat(metadata.path("backchannel_logout_session_supported").asBoolean()).isTrue();
  }

  @Test
  @Module("oidcc-backchannel-rp-initiated-logout")
  void a_client_is_called_with_a_token_of_the_session_and_gone_back_to() throws Exception {
    Login login = logIn(BACK);
    assertSentOn(logOut(login), Map.of("state", login.state()));

    Call call = suite.await("/backchannel_logout", any -> true);
    assertThat(call.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    Map<String, String> form = query("?" + call.text());
    assertThat(form).containsOnlyKeys("logout_token");
    LogoutTokenClaimsSet token =
        new LogoutTokenValidator(
                new Issuer(server.url()),
                new ClientID(BACK),
                JWSAlgorithm.RS256,
                JWKSet.parse(server.http().get("/jwks.json").body()))
            .validate(JWTParser.parse(form.getOrDefault("logout_token", "")));
    assertThat(token.getSubject().getValue()).isEqualTo(login.claims().getSubject());
    assertThat(token.getSessionID().getValue()).isEqualTo(login.claims().getClaim("sid"));
    JWTClaimsSet claims = token.toJWTClaimsSet();
    assertThat(claims.getClaim("nonce")).isNull();
    assertThat(claims.getJWTID()).isNotEmpty();
    assertThat(claims.getClaim("events"))
        .isEqualTo(Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    assertLoggedOut(login);
  }

  // --- oidcc-frontchannel-rp-initiated-logout-certification-test-plan
  // ---------------------------------

  @Test
  @Module("oidcc-frontchannel-logout-discovery-endpoint-verification")
  void the_frames_of_a_logout_are_announced_with_their_session() {
    JsonNode metadata = metadata();
    assertThat(metadata.path("frontchannel_logout_supported").asBoolean()).isTrue();
    assertThat(metadata.path("frontchannel_logout_session_supported").asBoolean()).isTrue();
  }

  @Test
  @Module("oidcc-frontchannel-rp-initiated-logout")
  void a_client_is_shown_with_the_session_before_it_is_gone_back_to() throws Exception {
    Login login = logIn(FRONT);
    logOut(login);

    List<String> frames =
        FRAME
            .matcher(login.browser().page().body())
            .results()
            .map(found -> Browser.text(found.group(1)))
            .toList();
    assertThat(frames).hasSize(1);
    assertThat(frames.getFirst()).startsWith(suite.url("/frontchannel_logout?"));
    assertThat(query(frames.getFirst()))
        .isEqualTo(
            Map.of("iss", server.url(), "sid", String.valueOf(login.claims().getClaim("sid"))));
    assertThat(login.browser().page().header("Refresh"))
        .isEqualTo("0;url=" + bye() + "?state=" + login.state());
    assertLoggedOut(login);
  }
}
