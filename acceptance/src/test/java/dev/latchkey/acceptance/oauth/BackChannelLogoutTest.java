package dev.latchkey.acceptance.oauth;

import static dev.latchkey.testkit.AccessClient.PASSWORD;
import static dev.latchkey.testkit.AccessClient.password;
import static dev.latchkey.testkit.AccessClient.required;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.AccessClient.Consumer;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Call;
import dev.latchkey.testkit.HookReceiver.Reply;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.ProviderLogin;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OpenID Connect Back-Channel Logout 1.0: clients are called when a session ends, however it ends.
 * The receiver is real, and the tokens are checked by a library that nobody here wrote.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackChannelLogoutTest {

  private static final String NEW_PASSWORD = "an entirely new passphrase";

  private HookReceiver receiver;
  private Upstream upstream;
  private TestServer server;
  private OAuthClient spa;

  private TestConfig config() {
    TestConfig config =
        TestConfig.standard()
            .withAccess(0, Map.of())
            .set("/tenants/0/pages", Map.of())
            .set(
                TestConfig.client(TestConfig.SPA) + "/redirect_uris",
                List.of(TestConfig.CALLBACK, TestConfig.RESET_PAGE, "${PUBLIC_URL}/account"))
            .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
            .set("/tenants/0/providers", List.of(upstream.provider("acme")))
            .set("/tenants/0/passwordless", Map.of("email", false, "sms", false))
            .set("/tenants/0/clients/8/access_api/invite_url", "https://app.example/invite")
            .set(
                TestConfig.client(TestConfig.SPA) + "/scopes",
                List.of((Users.SCOPES + " session").split(" ")))
            .set(TestConfig.client(TestConfig.OTHER_SPA) + "/id_token_alg", "ES256");
    for (String id :
        List.of(
            TestConfig.SPA,
            TestConfig.OTHER_SPA,
            TestConfig.LEGACY,
            TestConfig.NATIVE,
            TestConfig.WEB_APP)) {
      config.set(
          TestConfig.client(id) + "/logout",
          Map.of("backchannel_logout_uri", receiver.url("/" + id) + "?of=" + id));
    }
    return config
        .set(
            "/tenants/0/clients/8/logout",
            Map.of("backchannel_logout_uri", receiver.url("/" + TestConfig.ACCESS)))
        .alsoTenant("guarded")
        .set(
            TestConfig.client(1, TestConfig.SPA) + "/logout",
            Map.of("backchannel_logout_uri", receiver.url("/guarded")));
  }

  @BeforeAll
  void start() {
    receiver = HookReceiver.start();
    upstream = Upstream.start();
    server = TestServer.start(config());
    upstream.follow(server.clock());
    spa = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
    receiver.close();
  }

  // What somebody was given

  /** A login in a browser, and the session that its ID token names. */
  private record Login(String email, Http browser, Users.Tokens tokens, String sid) {}

  private OAuthClient in(Http browser, String client) {
    return new OAuthClient(browser, client);
  }

  private Login logIn(String email, String password) {
    Http browser = server.browser();
    OAuthClient client = in(browser, TestConfig.SPA);
    Users.Tokens tokens =
        client.tokens(
            new Users(server.http()).logIn(email, password), "scope", Users.SCOPES + " session");
    return new Login(email, browser, tokens, sid(tokens));
  }

  private Login newLogin() {
    String email = Users.newEmail();
    spa.users().signUp(email);
    return logIn(email, Users.PASSWORD);
  }

  private static String sid(Users.Tokens tokens) {
    try {
      return SignedJWT.parse(tokens.idToken()).getJWTClaimsSet().getStringClaim("sid");
    } catch (ParseException e) {
      throw new AssertionError(tokens.idToken(), e);
    }
  }

  private static String logoutToken(Call call) {
    assertThat(call.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(call.text()).startsWith("logout_token=").doesNotContain("&");
    return URLDecoder.decode(
        call.text().substring("logout_token=".length()), StandardCharsets.UTF_8);
  }

  private static Predicate<Call> of(String sid) {
    return call -> {
      try {
        return sid.equals(
            SignedJWT.parse(logoutToken(call)).getJWTClaimsSet().getStringClaim("sid"));
      } catch (ParseException e) {
        throw new AssertionError(call.text(), e);
      }
    };
  }

  private String awaitToken(String client, String sid) {
    return logoutToken(receiver.await("/" + client, of(sid)));
  }

  /** Whoever would be told is told by now: the client of the marker is. */
  private void assertNotTold(String client, String sid) {
    Login marker = newLogin();
    marker.browser().get("/identity/v1/logout");
    awaitToken(TestConfig.SPA, marker.sid());
    assertThat(receiver.calls("/" + client, of(sid))).isEmpty();
  }

  private void awaitSql(TestServer where, String expected, String query) {
    Instant end = Instant.now().plusSeconds(20);
    while (!where.sql(query).equals(expected) && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    assertThat(where.sql(query)).isEqualTo(expected);
  }

  // Section 2.4, the logout token

  @Test
  void section_2_4_the_token_is_what_the_specification_says_and_nothing_else() throws Exception {
    Login login = newLogin();
    SignedJWT idToken = SignedJWT.parse(login.tokens().idToken());

    login.browser().get("/identity/v1/logout");

    SignedJWT token = SignedJWT.parse(awaitToken(TestConfig.SPA, login.sid()));
    assertThat(token.getHeader().getType().getType()).isEqualTo("logout+jwt");
    assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
    assertThat(token.getHeader().getKeyID()).isEqualTo(idToken.getHeader().getKeyID());
    LogoutTokenClaimsSet claims =
        new LogoutTokenValidator(
                new Issuer(server.url()),
                new ClientID(TestConfig.SPA),
                JWSAlgorithm.RS256,
                URI.create(server.url() + "/jwks.json").toURL())
            .validate(token);
    assertThat(claims.getSubject().getValue()).isEqualTo(idToken.getJWTClaimsSet().getSubject());
    assertThat(claims.getSessionID().getValue()).isEqualTo(login.sid());
    assertThat(token.getJWTClaimsSet().getClaims())
        .containsOnlyKeys("iss", "aud", "iat", "exp", "jti", "events", "sub", "sid");
    assertThat(token.getJWTClaimsSet().getJSONObjectClaim("events"))
        .isEqualTo(Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    assertThat(token.getJWTClaimsSet().getAudience()).containsExactly(TestConfig.SPA);
    assertThat(
            Duration.between(
                token.getJWTClaimsSet().getIssueTime().toInstant(),
                token.getJWTClaimsSet().getExpirationTime().toInstant()))
        .isLessThanOrEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void section_2_6_the_token_is_signed_as_the_clients_id_tokens_are() throws Exception {
    Login login = newLogin();
    OAuthClient other = in(login.browser(), TestConfig.OTHER_SPA);
    other.redeem(other.authorize().redirectParameter("code"));
    OAuthClient legacy = in(login.browser(), TestConfig.LEGACY);
    legacy.redeem(legacy.authorize().redirectParameter("code"));

    login.browser().get("/identity/v1/logout");

    new LogoutTokenValidator(
            new Issuer(server.url()),
            new ClientID(TestConfig.OTHER_SPA),
            JWSAlgorithm.ES256,
            URI.create(server.url() + "/jwks.json").toURL())
        .validate(SignedJWT.parse(awaitToken(TestConfig.OTHER_SPA, login.sid())));
    new LogoutTokenValidator(
            new Issuer(server.url()),
            new ClientID(TestConfig.LEGACY),
            JWSAlgorithm.HS256,
            new Secret(TestConfig.SECRET))
        .validate(SignedJWT.parse(awaitToken(TestConfig.LEGACY, login.sid())));
  }

  /** Section 2.4: told apart by its type from an ID token, and from an access token. */
  @Test
  @AttackClass(24)
  void section_2_4_a_logout_token_is_good_for_nothing_else() {
    Login login = newLogin();
    login.browser().get("/identity/v1/logout");
    String token = awaitToken(TestConfig.SPA, login.sid());

    assertThat(spa.users().userinfo(token).status()).isEqualTo(401);
    OAuthClient backend = new OAuthClient(server.http(), TestConfig.BACKEND);
    assertThat(backend.introspect(token).json().path("active").asBoolean(true)).isFalse();
  }

  // Section 2.3 and 2.5, who is told

  @Test
  void section_2_5_every_client_of_the_session_is_told_and_no_other() {
    Login login = newLogin();
    OAuthClient other = in(login.browser(), TestConfig.OTHER_SPA);
    other.redeem(other.authorize().redirectParameter("code"));
    OAuthClient webApp = in(login.browser(), TestConfig.WEB_APP);
    webApp.redeem(webApp.authorize("scope", "profile").redirectParameter("code"));
    OAuthClient natives = in(login.browser(), TestConfig.NATIVE);
    assertThat(natives.authorize().redirectParameter("code")).isNotEmpty();
    Login elsewhere = logIn(login.email(), Users.PASSWORD);

    login.browser().get("/identity/v1/logout");

    awaitToken(TestConfig.SPA, login.sid());
    Call call = receiver.await("/" + TestConfig.OTHER_SPA, of(login.sid()));
    assertThat(call.path()).isEqualTo("/" + TestConfig.OTHER_SPA);
    assertNotTold(TestConfig.WEB_APP, login.sid()); // it has no ID token
    assertThat(receiver.calls("/" + TestConfig.NATIVE, of(login.sid())))
        .as("it never redeemed its code")
        .isEmpty();
    assertThat(receiver.calls("/" + TestConfig.SPA, of(elsewhere.sid()))).isEmpty();
    assertThat(receiver.calls("/" + TestConfig.SPA, of(login.sid()))).hasSize(1);
  }

  @Test
  void section_2_5_a_session_is_longer_than_the_grants_that_were_made_in_it() {
    Login login = newLogin();
    server.sql("delete from token_grant where session_id = '" + login.sid() + "'");

    login.browser().get("/identity/v1/logout");

    awaitToken(TestConfig.SPA, login.sid());
  }

  @Test
  void section_2_5_a_session_ends_once() {
    Login login = newLogin();
    Http same =
        server
            .http()
            .with("Cookie", "__Host-SESSION=" + login.browser().cookies().get("__Host-SESSION"));
    login.browser().get("/identity/v1/logout");
    same.get("/identity/v1/logout");
    resetPassword(login.email());

    awaitToken(TestConfig.SPA, login.sid());
    assertThat(
            server.sql(
                "select count(*) from webhook_delivery where event_type = 'logout' and profile_id ="
                    + " (select id from profile where email = '"
                    + login.email()
                    + "')"))
        .isEqualTo("1");
  }

  /** Section 2.7: refresh tokens here always come of offline_access, which outlives a session. */
  @Test
  void section_2_7_refresh_tokens_of_offline_access_are_not_revoked() {
    Login login = newLogin();
    OAuthClient client = in(login.browser(), TestConfig.SPA);
    Answer without =
        client.redeem(client.authorize("scope", "openid profile").redirectParameter("code"));
    assertThat(without.text("refresh_token")).isEmpty();

    login.browser().get("/identity/v1/logout");

    awaitToken(TestConfig.SPA, login.sid());
    assertThat(spa.refresh(login.tokens().refreshToken()).status()).isEqualTo(200);
  }

  // Every way a session ends

  /** Opens a session, has it end, and tells which it was. */
  private enum Way {
    LOGOUT,
    LOGOUT_AT_THE_CLIENTS_WISH,
    LOGOUT_AT_THE_USERS_WORD,
    ANOTHER_LOGIN_IN_THE_BROWSER,
    ANOTHER_USER_IN_THE_BROWSER,
    REMOVED_FROM_THE_LIST_OF_DEVICES,
    LOGOUT_AT_THE_ACCESS_API,
    CHANGED_PASSWORD,
    RESET_PASSWORD,
    RECOVERED_ACCOUNT,
    SUSPENDED,
    ALL_OTHERS_ENDED_ON_THE_ACCOUNT_PAGE,
    ACCOUNT_DELETED,
    ACCOUNT_GIVEN_UP
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void however_a_session_ends_its_clients_are_told(Way way) {
    switch (way) {
      case LOGOUT ->
          told(TestConfig.SPA, newLogin(), login -> login.browser().get("/identity/v1/logout"));
      case LOGOUT_AT_THE_CLIENTS_WISH ->
          told(
              TestConfig.SPA,
              newLogin(),
              login -> {
                Http browser = login.browser().without("Origin");
                Answer answer =
                    browser.get("/oauth/logout", Map.of("id_token_hint", login.tokens().idToken()));
                assertThat(answer.status()).isEqualTo(200);
                // RP-Initiated Logout 1.0 section 3: told before the browser goes on.
                assertThat(receiver.calls("/" + TestConfig.SPA, of(login.sid()))).hasSize(1);
              });
      case LOGOUT_AT_THE_USERS_WORD ->
          told(
              TestConfig.SPA,
              newLogin(),
              login -> {
                Answer question = login.browser().without("Origin").get("/oauth/logout");
                Answer answer =
                    login
                        .browser()
                        .with("Origin", server.url())
                        .postForm(
                            LogoutContract.action(question),
                            Map.of("form_token", LogoutContract.formToken(question)));
                assertThat(answer.status()).as("%s", answer).isEqualTo(200);
              });
      case ANOTHER_LOGIN_IN_THE_BROWSER ->
          told(TestConfig.SPA, newLogin(), login -> loginInBrowser(login.browser(), login.email()));
      case ANOTHER_USER_IN_THE_BROWSER ->
          told(TestConfig.SPA, newLogin(), login -> loginInBrowser(login.browser(), newEmail()));
      case REMOVED_FROM_THE_LIST_OF_DEVICES ->
          told(
              TestConfig.SPA,
              newLogin(),
              login ->
                  assertThat(
                          server
                              .http()
                              .bearer(login.tokens().accessToken())
                              .delete("/identity/v1/session-devices/" + login.sid())
                              .status())
                      .isEqualTo(204));
      case LOGOUT_AT_THE_ACCESS_API -> {
        Http browser = server.browser();
        OAuthClient client = in(browser, TestConfig.ACCESS);
        Users.Tokens tokens = client.tokens(client.newTkn());
        Login login = new Login("", browser, tokens, sid(tokens));
        told(
            TestConfig.ACCESS,
            login,
            any -> {
              AccessClient access = AccessClient.of(server);
              Answer exchanged =
                  required(access.as(tokens.accessToken()).post("/access_token"), 200);
              required(access.as(exchanged.text("token")).post("/logout"), 204);
            });
      }
      case CHANGED_PASSWORD ->
          told(
              TestConfig.SPA,
              newLogin(),
              login -> {
                Login owner = logIn(login.email(), Users.PASSWORD);
                Answer changed =
                    server
                        .http()
                        .bearer(owner.tokens().accessToken())
                        .post(
                            "/identity/v1/update-password",
                            Map.of("old_password", Users.PASSWORD, "password", NEW_PASSWORD));
                assertThat(changed.status()).isEqualTo(204);
                awaitToken(TestConfig.SPA, login.sid());
                assertThat(receiver.calls("/" + TestConfig.SPA, of(owner.sid())))
                    .as("the one who changes it stays")
                    .isEmpty();
              });
      case RESET_PASSWORD ->
          told(TestConfig.SPA, newLogin(), login -> resetPassword(login.email()));
      case RECOVERED_ACCOUNT ->
          told(TestConfig.SPA, newLogin(), login -> setPassword("account-recovery", login.email()));
      case ALL_OTHERS_ENDED_ON_THE_ACCOUNT_PAGE ->
          told(
              TestConfig.SPA,
              newLogin(),
              login -> {
                Login here = logIn(login.email(), Users.PASSWORD);
                String page = "/account/sessions";
                assertThat(post(here, page, page + "/end-others", Map.of()).status())
                    .isEqualTo(303);
                awaitToken(TestConfig.SPA, login.sid());
                assertThat(receiver.calls("/" + TestConfig.SPA, of(here.sid()))).isEmpty();
              });
      case ACCOUNT_DELETED ->
          told(
              TestConfig.SPA,
              newLogin(),
              login -> {
                String page = "/account/delete";
                Map<String, String> confirmation = Map.of("confirmation", login.email());
                assertThat(post(login, page, page, confirmation).status()).isEqualTo(200);
              });
      case SUSPENDED -> suspended();
      case ACCOUNT_GIVEN_UP -> givenUp();
    }
  }

  private void told(String client, Login login, java.util.function.Consumer<Login> end) {
    end.accept(login);
    awaitToken(client, login.sid());
    assertThat(in(login.browser(), client).authorize("prompt", "none").redirectParameter("error"))
        .isIn("login_required", "");
  }

  private String newEmail() {
    String email = Users.newEmail();
    spa.users().signUp(email);
    return email;
  }

  /** Sends a form of ours, as it stands on a page. */
  private Answer post(Login login, String page, String path, Map<String, String> fields) {
    Answer form = login.browser().without("Origin").get(page);
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("form_token", LogoutContract.formToken(form));
    return login.browser().with("Origin", server.url()).postForm(path, all);
  }

  private void loginInBrowser(Http browser, String email) {
    OAuthClient client = in(browser, TestConfig.SPA);
    client.tokens(client.users().logIn(email));
  }

  private void resetPassword(String email) {
    setPassword("forgot-password", email);
  }

  private void setPassword(String endpoint, String email) {
    server.inbox().await(email, 1);
    int mails = server.inbox().to(email).size();
    Http http = server.http();
    http.post("/identity/v1/" + endpoint, Map.of("client_id", TestConfig.SPA, "email", email));
    String code = server.inbox().await(email, mails + 1).code();
    Answer set =
        http.post(
            "/identity/v1/update-password",
            Map.of(
                "client_id",
                TestConfig.SPA,
                "email",
                email,
                "verification_code",
                code,
                "password",
                NEW_PASSWORD));
    assertThat(set.status()).as("%s", set).isEqualTo(204);
  }

  private void suspended() {
    AccessClient client = AccessClient.of(server);
    Consumer corporate = client.newCorporate();
    client.enrol(server, corporate);
    AccessClient root = client.as(corporate.token());
    String email = Users.newEmail();
    String id =
        required(root.post("/users", Map.of("name", "Ann", "surname", "Onym", "email", email)), 200)
            .text("id");
    required(root.post("/users/" + id + "/invite"), 204);
    String link = server.inbox().await(email, 1).link();
    required(
        client.post(
            "/users/" + id + "/invite/consume",
            Map.of(
                "inviteCode",
                link.substring(link.indexOf("nonce=") + 6),
                "password",
                password(PASSWORD))),
        200);
    told(
        TestConfig.SPA,
        logIn(email, PASSWORD),
        login -> required(root.post("/users/" + id + "/deactivate"), 204));
  }

  private void givenUp() {
    Http browser = server.browser();
    Users.Tokens tokens =
        new ProviderLogin(upstream, in(browser, TestConfig.SPA))
            .tokens("acme", Person.of(Users.newEmail()));
    told(
        TestConfig.SPA,
        new Login("", browser, tokens, sid(tokens)),
        login -> {
          String identity =
              spa.users().userinfo(tokens.accessToken()).json().at("/identities/0/id").asString();
          Answer unlinked =
              server
                  .http()
                  .bearer(tokens.accessToken())
                  .post(
                      "/identity/v1/unlink?keepInLiteProfile=true",
                      Map.of("identity_id", identity));
          assertThat(unlinked.status()).as("%s", unlinked).isEqualTo(200);
        });
  }

  // Section 2.8, answers; attack class 27

  @Test
  @AttackClass(27)
  void a_private_address_is_not_called_and_not_tried_again() {
    OAuthClient client =
        new OAuthClient(server.browser().with("Host", "guarded.localhost"), TestConfig.SPA);
    client.newUser();
    client.http().get("/identity/v1/logout");
    awaitSql(
        server,
        "failed 1 http://127.0.0.1 is not on the public internet",
        "select state || ' ' || attempts || ' ' || last_error from webhook_delivery where tenant ="
            + " 'guarded'");
    assertThat(
            server.sql(
                "select details ->> 'failed_hook_error_code' from event where tenant = 'guarded'"
                    + " and type = 'post_event_failure'"))
        .isEqualTo("webhook_host_forbidden");
    assertThat(receiver.calls("/guarded", call -> true)).isEmpty();
  }

  /** What is done when it is not taken: {@code state, attempts} of the delivery. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 delivered",
        "204 delivered",
        "400 failed",
        "202 queued",
        "404 queued",
        "500 queued",
        "503 queued",
        "307 queued"
      })
  void section_2_8_the_answer_says_whether_it_is_tried_again(String rule) {
    int status = Integer.parseInt(rule.substring(0, 3));
    Login login = newLogin();
    receiver.answer(
        "/" + TestConfig.SPA,
        call ->
            of(login.sid()).test(call)
                ? status == 307 ? Reply.redirect(receiver.url("/elsewhere")) : Reply.of(status)
                : Reply.of(200));

    login.browser().get("/identity/v1/logout");

    awaitToken(TestConfig.SPA, login.sid());
    awaitSql(
        server,
        rule.substring(4)
            + " 1 "
            + (rule.endsWith("delivered") ? "" : "Answered with status " + status),
        "select state || ' ' || attempts || ' ' || coalesce(last_error, '') from webhook_delivery"
            + " where profile_id = (select profile_id from session where id = '"
            + login.sid()
            + "')");
    assertThat(receiver.calls("/elsewhere", call -> true)).as("no redirect is followed").isEmpty();
  }

  @Test
  void section_2_8_a_row_beside_the_end_outlives_the_server_and_is_tried_again_with_a_new_token() {
    TestConfig config = config();
    TestServer first = TestServer.start(config);
    try (TestServer second = first.secondNode(config)) {
      first.clock().stop();
      OAuthClient client = new OAuthClient(first.browser(), TestConfig.SPA);
      String sid = sid(client.newUser());
      receiver.answer(
          "/" + TestConfig.SPA,
          call ->
              receiver.calls("/" + TestConfig.SPA, of(sid)).size() == 1
                  ? Reply.of(503)
                  : Reply.of(200));
      String rows = "select count(*) from webhook_delivery where state = 'queued'";
      assertThat(first.sql(rows)).isEqualTo("0");

      assertThat(client.http().get("/identity/v1/logout").status()).isEqualTo(204);

      assertThat(first.sql(rows)).isEqualTo("1");
      awaitSql(
          first,
          "Answered with status 503",
          "select last_error from webhook_delivery where state = 'queued'");
      first.close();
      second.clock().advance(Duration.ofSeconds(10));
      List<Call> calls = receiver.await("/" + TestConfig.SPA, 2, of(sid));
      assertThat(logoutToken(calls.get(0))).isNotEqualTo(logoutToken(calls.get(1)));
      awaitSql(second, "delivered 2", "select state || ' ' || attempts from webhook_delivery");
      assertThat(second.sql("select event is null from webhook_delivery")).isEqualTo("t");
    }
  }
}
