package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Router;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of which origins may do and read (contract section 1.3). */
class CrossOriginTest extends IdentityContract {

  private static final String OWN = TestConfig.ORIGIN;
  private static final String OTHER_CLIENTS = "https://two.example";
  private static final String SERVERS = "http://localhost:9999";
  private static final String EVIL = "https://evil.example";

  @Override
  TestConfig config() {
    return demo().set(TestConfig.client(TestConfig.OTHER_SPA) + "/origins", List.of(OTHER_CLIENTS));
  }

  private Http from(String origin) {
    return http.browser(origin);
  }

  private static void mayBeRead(Answer answer, String origin) {
    assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(origin);
    assertThat(answer.headers().allValues("Access-Control-Allow-Credentials"))
        .containsExactly("true");
    assertThat(answer.headers().allValues("Vary")).containsExactly("Origin");
  }

  private static void mayNotBeRead(Answer answer) {
    assertThat(answer.headers().map())
        .doesNotContainKeys("access-control-allow-origin", "access-control-allow-credentials");
    assertThat(answer.headers().allValues("Vary")).containsExactly("Origin");
  }

  private static void originRefused(Answer answer) {
    Expect.error(answer, 403, "origin_not_allowed", "error.origin.notAllowed");
    mayNotBeRead(answer);
  }

  /** Every path that pages may call. */
  List<String> paths() {
    return server.routes().stream()
        .map(Router.Entry::pattern)
        .filter(path ->
            path.startsWith(API) || path.startsWith("/texts/") || path.equals("/api/v1/providers"))
        .map(path -> path.replaceAll("\\{.*?}", "en.json"))
        .distinct()
        .toList();
  }

  List<String> posts() {
    return server.routes().stream()
        .filter(route -> route.method() == Method.POST && route.pattern().startsWith(API))
        .map(Router.Entry::pattern)
        .toList();
  }

  // Preflights

  @ParameterizedTest
  @MethodSource("paths")
  void a_preflight_needs_nothing_and_is_answered_without_a_body(String path) {
    Answer answer =
        from(OWN)
            .with("Access-Control-Request-Method", "POST")
            .with("Access-Control-Request-Headers", "authorization,content-type")
            .options(path);

    Expect.nothing(answer);
    mayBeRead(answer, OWN);
    assertThat(answer.header("Access-Control-Allow-Methods"))
        .isEqualTo("GET, POST, DELETE, OPTIONS");
    assertThat(answer.header("Access-Control-Allow-Headers"))
        .isEqualTo(
            "authorization, content-type, accept-language, custom-locale, x-r5-correlation-id,"
                + " dpop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-endpoint", "mfa/credentials/emails/verify", "password/callback"})
  void a_preflight_is_answered_on_every_path_of_the_api(String path) {
    Answer answer = from(OWN).options(API + path);

    Expect.nothing(answer);
    mayBeRead(answer, OWN);
    assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST");
  }

  @Test
  void a_preflight_does_not_say_for_which_client_so_the_origin_of_any_will_do() {
    mayBeRead(from(OTHER_CLIENTS).options(API + "signup"), OTHER_CLIENTS);
    mayBeRead(from(SERVERS).options(API + "signup"), SERVERS);
  }

  @Test
  void a_preflight_from_elsewhere_is_not_let_through() {
    for (String origin :
        List.of(
            EVIL,
            "null",
            "https://app.example.evil.example",
            "http://app.example",
            "https://app.example:444")) {
      Answer answer = from(origin).options(API + "signup");

      Expect.nothing(answer);
      mayNotBeRead(answer);
    }
  }

  // Successes

  Stream<String> gets() {
    return Stream.of(
        API + "config?client_id=spa",
        API + "config/consents",
        "/texts/v1/fr.json",
        "/api/v1/providers",
        API + "sso/data?client_id=spa",
        API + "logout");
  }

  @ParameterizedTest
  @MethodSource("gets")
  void a_success_may_be_read_by_the_clients_pages_and_the_servers_own(String path) {
    for (String origin : List.of(OWN, SERVERS)) {
      Answer answer = from(origin).get(path);

      assertThat(answer.status()).isBetween(200, 204);
      mayBeRead(answer, origin);
    }
    mayNotBeRead(http.get(path));
  }

  @Test
  void a_post_may_be_read_by_the_clients_pages() {
    String email = Users.newEmail();
    for (Answer answer :
        List.of(
            call(
                from(OWN),
                "signup",
                TestConfig.SPA,
                Map.of("data", Map.of("email", email, "password", Users.PASSWORD))),
            new Users(from(OWN)).tryPassword(email, Users.PASSWORD),
            call(from(OWN), "forgot-password", TestConfig.SPA, Map.of("email", email)),
            call(from(OWN), "password/strength", TestConfig.SPA, Map.of("password", "x")))) {
      assertThat(answer.status()).isBetween(200, 204);
      mayBeRead(answer, OWN);
    }
  }

  @Test
  void what_needs_no_client_may_be_read_from_the_origin_of_any() {
    mayBeRead(from(OTHER_CLIENTS).get(API + "config/consents"), OTHER_CLIENTS);
    mayNotBeRead(from(EVIL).get(API + "config/consents"));
  }

  @Test
  void what_is_for_one_client_may_not_be_read_by_the_pages_of_another() {
    mayNotBeRead(from(OTHER_CLIENTS).get(API + "config?client_id=spa"));
    mayBeRead(from(OTHER_CLIENTS).get(API + "config?client_id=other-spa"), OTHER_CLIENTS);
    mayNotBeRead(from(EVIL).get(API + "config?client_id=spa"));
  }

  @Test
  void a_profile_may_be_read_by_the_pages_of_the_tokens_client_alone() {
    String token = users.newUser().accessToken();

    mayBeRead(from(OWN).bearer(token).get(API + "userinfo"), OWN);
    mayNotBeRead(from(OTHER_CLIENTS).bearer(token).get(API + "userinfo"));
    mayNotBeRead(from(EVIL).bearer(token).get(API + "userinfo"));
  }

  // Errors

  @Test
  void an_error_may_be_read_too_or_the_browser_would_hide_it() {
    Http page = from(OWN);
    for (Answer answer :
        List.of(
            call(page, "signup", TestConfig.SPA, Map.of()),
            page.send("POST", API + "signup", "application/json", "{"),
            page.send("POST", API + "signup", "text/plain", "{}"),
            page.send("POST", API + "signup", "application/json", " ".repeat(70_000)),
            new Users(page).tryPassword(Users.newEmail(), "wrong horse"),
            call(page, "password/login", "nobody", Map.of()),
            call(
                page,
                "signup-token",
                TestConfig.SPA,
                Map.of("data", Map.of("email", "a@example.org", "password", Users.PASSWORD))),
            page.get(API + "config?client_id=nobody"),
            page.get(API + "config?client_id=third-party"),
            page.get(API + "userinfo"),
            page.bearer("nonsense").get(API + "userinfo"),
            page.get(API + "logout?redirect_to=https://evil.example/"),
            page.get(API + "no-such-endpoint"),
            page.get("/texts/v1/en"))) {
      assertThat(answer.status()).isBetween(400, 404);
      assertThat(answer.text("error")).isNotEmpty();
      mayBeRead(answer, OWN);
    }
  }

  // Refusals

  @ParameterizedTest
  @MethodSource("posts")
  void a_page_from_elsewhere_may_not_change_anything(String path) {
    for (String origin :
        List.of(EVIL, "null", "http://app.example", "https://app.example.evil.example")) {
      originRefused(from(origin).post(path, Map.of("client_id", TestConfig.SPA)));
      originRefused(from(origin).send("POST", path, "text/plain", "x"));
    }
  }

  @Test
  void a_page_of_another_client_may_not_act_for_this_one() {
    Map<String, Object> data = Map.of("email", Users.newEmail(), "password", Users.PASSWORD);
    String token = users.newUser().accessToken();
    Http bearer = from(OTHER_CLIENTS).bearer(token);

    originRefused(call(from(OTHER_CLIENTS), "signup", TestConfig.SPA, Map.of("data", data)));
    originRefused(bearer.post(API + "update-profile", Map.of("given_name", "Mallory")));
    originRefused(
        bearer.post(API + "update-password", Map.of("password", "an entirely new passphrase")));
    originRefused(bearer.post(API + "userinfo"));
    assertThat(users.userinfo(token).json().has("given_name")).isFalse();
    Expect.secret(call(from(OTHER_CLIENTS), "signup", TestConfig.OTHER_SPA, Map.of("data", data)));
  }

  @Test
  void nothing_has_happened_when_an_origin_was_refused() {
    String email = Users.newEmail();
    Map<String, Object> data = Map.of("email", email, "password", Users.PASSWORD);

    originRefused(call(from(EVIL), "signup", TestConfig.SPA, Map.of("data", data)));

    Expect.secret(call(from(OWN), "signup", TestConfig.SPA, Map.of("data", data)));
  }

  @Test
  void what_is_no_browser_names_no_origin_and_is_not_held_to_one() {
    Expect.wrongPassword(users.tryPassword(Users.newEmail(), "wrong horse"));
  }
}
