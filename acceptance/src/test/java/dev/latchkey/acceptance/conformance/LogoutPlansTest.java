package dev.latchkey.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import dev.latchkey.acceptance.conformance.Person.Callback;
import dev.latchkey.acceptance.pages.Browser;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Call;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestServer;
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
final class LogoutPlansTest {

  private static final String LOGOUT = "/oauth/logout";
  private static final String CALLED = "/backchannel_logout";
  private static final String BYE = Guide.SUITE + "/post_logout_redirect";
  private static final Party SUITE = Party.basic("suite-logout");
  private static final Party BACK = Party.basic("suite-back-channel");
  private static final Party FRONT = Party.basic("suite-front-channel");
  private static final Pattern FRAME = Pattern.compile("<iframe src=\"([^\"]*)\"");

  private HookReceiver suite;
  private TestServer server;
  private Checks checks;

  @BeforeAll
  void start() {
    suite = HookReceiver.start();
    server =
        TestServer.start(
            Guide.with(
                text -> text.replace(Guide.SUITE + CALLED, suite.url(CALLED)),
                "RP-initiated logout",
                "Back-channel logout",
                "Front-channel logout"));
    checks = new Checks(server);
  }

  @AfterAll
  void stop() {
    server.close();
    suite.close();
  }

  /** A user who is logged in at the client, and what the client knows of it. */
  private record Login(Person person, Party party, String idToken, String state) {

    Browser browser() {
      return person.browser();
    }

    JWTClaimsSet claims() throws Exception {
      return JWTParser.parse(idToken).getJWTClaimsSet();
    }
  }

  private Login logIn(Party party) throws Exception {
    Person person = Person.at(server, false);
    // The suite's longest, to see that it comes back unharmed.
    String state = "s".repeat(92) + UUID.randomUUID();
    Callback callback = person.authorizes(party, "state", state);
    Answer tokens = party.redeems(server.http(), checks.code(callback));
    checks.idToken(party, tokens, callback.request().get("nonce"));
    return new Login(person, party, tokens.text("id_token"), state);
  }

  private Login logIn() throws Exception {
    return logIn(SUITE);
  }

  /** The suite's request, changed by name and value; null: without it. */
  private Browser logOut(Login login, @Nullable String... changes) {
    Map<String, String> usual =
        Map.of(
            "id_token_hint",
            login.idToken(),
            "post_logout_redirect_uri",
            BYE,
            "state",
            login.state());
    Map<String, String> request = Fields.changed(usual, changes);
    return login.browser().open(LOGOUT + (request.isEmpty() ? "" : "?" + Http.form(request)));
  }

  /** The browser is sent on, with these parameters and no others. */
  private static void isSentOn(Browser browser, Map<String, String> parameters) {
    String address = String.valueOf(browser.elsewhere());
    assertThat(address.split("\\?", 2)[0]).isEqualTo(BYE);
    assertThat(Fields.of(address)).isEqualTo(parameters);
  }

  private void isLoggedOut(Login login) {
    checks.error(login.person().authorizes(login.party(), "prompt", "none"), "login_required");
  }

  private void isStillLoggedIn(Login login) {
    Callback callback = login.person().authorizes(login.party(), "prompt", "none");
    assertThat(callback.asked()).isEmpty();
    checks.code(callback);
  }

  private static void errorPage(Browser browser) {
    Checks.errorPage(browser);
    assertThat(browser.page().body()).contains("Something went wrong");
  }

  private JsonNode metadata() {
    JsonNode metadata = checks.metadata();
    for (String name : metadata.propertyNames()) {
      if (name.endsWith("_endpoint")) {
        assertThat(metadata.path(name).asString()).as(name).startsWith(server.url() + "/");
      }
    }
    assertThat(metadata.path("end_session_endpoint").asString()).isEqualTo(server.url() + LOGOUT);
    return metadata;
  }

  // --- RP-initiated logout ----------------------------------------------------------------------

  @Test
  @Module("oidcc-rp-initiated-logout-discovery-endpoint-verification")
  void the_logout_is_announced() {
    assertThat(metadata().path("end_session_endpoint").isString()).isTrue();
  }

  @Test
  @Module("oidcc-rp-initiated-logout")
  void a_client_logs_its_user_out_and_is_gone_back_to() throws Exception {
    Login login = logIn();
    isSentOn(logOut(login), Map.of("state", login.state()));
    isLoggedOut(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-bad-post-logout-redirect-uri")
  void an_address_that_is_not_registered_is_an_error() throws Exception {
    Login login = logIn();
    errorPage(
        logOut(login, "post_logout_redirect_uri", Guide.SUITE + "/bad_post_logout_redirect_uri"));
    isStillLoggedIn(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri")
  void a_registered_address_with_a_query_added_is_another() throws Exception {
    Login login = logIn();
    errorPage(logOut(login, "post_logout_redirect_uri", BYE + "?foo=bar"));
    isStillLoggedIn(login);
  }

  /** Unsigned, with the same claims. */
  @Test
  @Module("oidcc-rp-initiated-logout-modified-id-token-hint")
  void a_hint_whose_signature_was_taken_off_is_an_error() throws Exception {
    Login login = logIn();
    errorPage(logOut(login, "id_token_hint", new PlainJWT(login.claims()).serialize()));
    isStillLoggedIn(login);
  }

  /** Signed by the suite itself. */
  @Test
  @Module("oidcc-rp-initiated-logout-bad-id-token-hint")
  void a_hint_that_another_signed_is_an_error() throws Exception {
    Login login = logIn();
    String forged =
        SigningPair.of("RS256", "suite").sign("RS256", "JWT", login.claims().toJSONObject());
    errorPage(logOut(login, "id_token_hint", forged));
    isStillLoggedIn(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-no-id-token-hint")
  void an_address_without_a_hint_is_an_error() throws Exception {
    Login login = logIn();
    errorPage(logOut(login, "id_token_hint", null));
    isStillLoggedIn(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-no-params")
  void a_user_who_comes_without_anything_is_asked_and_logged_out() throws Exception {
    Login login = logIn();
    logOut(login, "id_token_hint", null, "post_logout_redirect_uri", null, "state", null);
    assertThat(login.browser().title()).isEqualTo("Log out?");
    login.browser().submit(LOGOUT + "/confirm");
    assertThat(login.browser().title()).isEqualTo("You are logged out");
    isLoggedOut(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-only-state")
  void a_state_alone_changes_nothing_of_that() throws Exception {
    Login login = logIn();
    logOut(login, "id_token_hint", null, "post_logout_redirect_uri", null);
    login.browser().submit(LOGOUT + "/confirm");
    assertThat(login.browser().title()).isEqualTo("You are logged out");
    isLoggedOut(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-no-post-logout-redirect-uri")
  void a_user_whom_the_client_names_is_logged_out_and_told() throws Exception {
    Login login = logIn();
    logOut(login, "post_logout_redirect_uri", null);
    assertThat(login.browser().title()).isEqualTo("You are logged out");
    isLoggedOut(login);
  }

  @Test
  @Module("oidcc-rp-initiated-logout-no-state")
  void without_a_state_none_is_made_up() throws Exception {
    Login login = logIn();
    isSentOn(logOut(login, "state", null), Map.of());
    isLoggedOut(login);
  }

  // --- Back-channel logout ----------------------------------------------------------------------

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
    isSentOn(logOut(login), Map.of("state", login.state()));

    Call call = suite.await(CALLED, any -> true);
    assertThat(call.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    Map<String, String> form = Fields.ofForm(call.text());
    assertThat(form).containsOnlyKeys("logout_token");
    LogoutTokenClaimsSet token =
        new LogoutTokenValidator(
                new Issuer(server.url()),
                new ClientID(BACK.id()),
                JWSAlgorithm.RS256,
                checks.keys())
            .validate(JWTParser.parse(form.getOrDefault("logout_token", "")));
    assertThat(token.getSubject().getValue()).isEqualTo(login.claims().getSubject());
    assertThat(token.getSessionID().getValue()).isEqualTo(login.claims().getClaim("sid"));
    JWTClaimsSet claims = token.toJWTClaimsSet();
    assertThat(claims.getClaim("nonce")).isNull();
    assertThat(claims.getJWTID()).isNotEmpty();
    assertThat(claims.getClaim("events"))
        .isEqualTo(Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    isLoggedOut(login);
  }

  // --- Front-channel logout ---------------------------------------------------------------------

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
    assertThat(frames.getFirst()).startsWith(Guide.SUITE + "/frontchannel_logout?");
    assertThat(Fields.of(frames.getFirst()))
        .isEqualTo(
            Map.of("iss", server.url(), "sid", String.valueOf(login.claims().getClaim("sid"))));
    assertThat(login.browser().page().header("Refresh"))
        .isEqualTo("0;url=" + BYE + "?state=" + login.state());
    isLoggedOut(login);
  }
}
