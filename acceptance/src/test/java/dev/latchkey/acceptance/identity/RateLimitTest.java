package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often is too often, to the request and to the millisecond (contract section 1.16, DECISIONS
 * 11). The clock stands still.
 */
class RateLimitTest extends IdentityContract {

  private static final int PER_ADDRESS = 20;
  private static final int PER_RECIPIENT = 5;
  private static final String LOGIN_PAGE = "https://www.example.com/login";
  private static final String KEY = "a-key-with-which-a-back-end-speaks-for-its-users";

  private final AtomicInteger addresses = new AtomicInteger();

  @Override
  TestConfig config() {
    return demo()
        .set("/tenants/0/rate_limits", Map.of())
        .set("/tenants/0/signup", Map.of("verify_email", false))
        .set("/tenants/0/true_client_ip_key", KEY)
        .set(TestConfig.client(TestConfig.OTHER_SPA) + "/login_url", LOGIN_PAGE)
        .alsoTenant("own")
        .set("/tenants/1/true_client_ip_key", KEY)
        .set(
            "/tenants/1/rate_limits",
            Map.of(
                "per_address", limit(3, "10s"),
                "password_strength", limit(2, "5s"),
                "per_recipient", limit(1, "1m")))
        .alsoTenant("unlimited");
  }

  private static Map<String, Object> limit(int requests, String window) {
    return Map.of("requests", requests, "window", window);
  }

  @BeforeAll
  void stopTheClock() {
    server.clock().stop();
  }

  /** A client at an address that no other test has. */
  private Http somewhere() {
    int n = addresses.incrementAndGet();
    return at("203.%d.113.%d".formatted(n / 250, n % 250));
  }

  private Http at(String address) {
    return http.with("True-Client-IP-Key", KEY).with("True-Client-IP", address);
  }

  private static void limited(Answer answer, Duration wait) {
    Expect.error(answer, 429, "rate_limit_reached", "error.rateLimit");
    assertThat(answer.header("Retry-After")).isEqualTo(Long.toString(wait.toSeconds()));
  }

  private static boolean isLimited(Answer answer) {
    return answer.status() == 429;
  }

  /** Sends so many requests, none of which is one too many. */
  private static void pass(int times, Supplier<Answer> request) {
    for (int i = 1; i <= times; i++) {
      Answer answer = request.get();
      assertThat(isLimited(answer)).as("request %d of %d: %s", i, times, answer).isFalse();
    }
  }

  private static Answer login(Http from) {
    return call(
        from,
        "password/login",
        TestConfig.SPA,
        Map.of("email", "nobody@example.org", "password", "x"));
  }

  // Per address

  record Endpoint(String method, String path, int limit) {

    Answer call(Http from) {
      return method.equals("GET") ? from.get(path) : from.post(path, Map.of("client_id", "nobody"));
    }
  }

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("POST", API + "password/login", 20),
        new Endpoint("POST", API + "signup", 20),
        new Endpoint("POST", API + "signup-token", 20),
        new Endpoint("POST", API + "forgot-password", 20),
        new Endpoint("POST", API + "account-recovery", 20),
        new Endpoint("POST", API + "update-password", 20),
        new Endpoint("POST", API + "update-email", 20),
        new Endpoint("POST", API + "update-phone-number", 20),
        new Endpoint("POST", API + "send-email-verification", 20),
        new Endpoint("POST", API + "send-phone-number-verification", 20),
        new Endpoint("POST", API + "verify-email", 20),
        new Endpoint("POST", API + "verify-phone-number", 20),
        new Endpoint("POST", API + "token/access-token", 20),
        new Endpoint("GET", "/link/verify-email/nonsense", 20),
        new Endpoint("POST", API + "password/strength", 200));
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void the_last_request_of_the_window_passes_and_the_next_is_refused_until_it_closes(
      Endpoint endpoint) {
    Http from = somewhere();
    Duration window = Duration.ofSeconds(60);

    pass(endpoint.limit(), () -> endpoint.call(from));
    limited(endpoint.call(from), window);
    server.clock().advance(window.minusMillis(1));
    limited(endpoint.call(from), Duration.ofSeconds(1));

    server.clock().advance(Duration.ofMillis(1));
    pass(endpoint.limit(), () -> endpoint.call(from));
    limited(endpoint.call(from), window);
  }

  @Test
  void ways_to_a_provider_are_counted_and_other_authorize_requests_are_not() {
    OAuthClient from = new OAuthClient(somewhere(), TestConfig.SPA);
    for (int i = 0; i <= PER_ADDRESS; i++) {
      assertThat(from.authorize("prompt", "none").header("Location"))
          .contains("error=login_required");
    }
    for (int i = 0; i < PER_ADDRESS; i++) {
      assertThat(from.authorize("provider", "nobodys").header("Location"))
          .contains("error_description=No+such+provider");
    }
    assertThat(from.authorize("provider", "nobodys").header("Location"))
        .contains("error=rate_limit_reached");
  }

  @Test
  void ways_to_a_login_page_are_counted_until_they_come_back() {
    OAuthClient from = new OAuthClient(somewhere(), TestConfig.OTHER_SPA);
    String back = "";
    for (int i = 0; i < PER_ADDRESS; i++) {
      back = from.authorize().header("Location");
      assertThat(back).startsWith(LOGIN_PAGE);
    }
    assertThat(from.authorize().header("Location")).contains("error=rate_limit_reached");
    assertThat(from.authorize("r5_request_token", back.replaceFirst(".*=", "")).header("Location"))
        .isEqualTo(back);
  }

  @Test
  void pushed_requests_are_counted() {
    OAuthClient from = new OAuthClient(somewhere(), TestConfig.SPA);
    for (int i = 0; i < PER_ADDRESS; i++) {
      assertThat(from.post("/oauth/par", from.authorizeParameters()).status()).isEqualTo(201);
    }
    assertThat(from.post("/oauth/par", from.authorizeParameters()).status()).isEqualTo(429);
  }

  @Test
  void requests_that_are_to_be_fetched_are_counted() {
    OAuthClient from = new OAuthClient(somewhere(), TestConfig.SPA);
    String uri = "https://www.example.com/request.jwt";
    for (int i = 0; i < PER_ADDRESS; i++) {
      assertThat(from.authorize("request_uri", uri).text("error")).isEqualTo("invalid_request_uri");
    }
    assertThat(from.authorize("request_uri", uri).status()).isEqualTo(429);
  }

  @Test
  void a_window_opens_with_its_first_request() {
    Http from = somewhere();
    pass(10, () -> login(from));
    server.clock().advance(Duration.ofSeconds(40));
    pass(10, () -> login(from));

    limited(login(from), Duration.ofSeconds(20));
    server.clock().advance(Duration.ofSeconds(20));
    pass(PER_ADDRESS, () -> login(from));
    limited(login(from), Duration.ofSeconds(60));
  }

  @Test
  void refused_requests_do_not_keep_the_window_open() {
    Http from = somewhere();
    pass(PER_ADDRESS, () -> login(from));
    for (int i = 0; i < 6; i++) {
      server.clock().advance(Duration.ofSeconds(9));
      assertThat(isLimited(login(from))).isTrue();
    }

    server.clock().advance(Duration.ofSeconds(6));
    pass(PER_ADDRESS, () -> login(from));
  }

  @Test
  void a_success_counts_like_a_failure() {
    String email = Users.newEmail();
    new Users(somewhere()).signUp(email);
    Http from = somewhere();

    pass(10, () -> new Users(from).tryPassword(email, Users.PASSWORD));
    pass(9, () -> from.send("POST", API + "password/login", "application/json", "{"));
    Expect.secret(new Users(from).tryPassword(email, Users.PASSWORD));
    limited(new Users(from).tryPassword(email, Users.PASSWORD), Duration.ofSeconds(60));
  }

  @Test
  void endpoints_of_one_class_are_counted_together_and_the_classes_apart() {
    Http from = somewhere();
    Map<String, Object> nothing = Map.of();

    pass(10, () -> call(from, "signup", "nobody", nothing));
    pass(10, () -> call(from, "signup-token", "nobody", nothing));
    limited(call(from, "signup", "nobody", nothing), Duration.ofSeconds(60));

    pass(10, () -> call(from, "forgot-password", "nobody", nothing));
    pass(10, () -> call(from, "update-password", "nobody", nothing));
    limited(call(from, "forgot-password", "nobody", nothing), Duration.ofSeconds(60));

    pass(PER_ADDRESS, () -> login(from));
    pass(PER_ADDRESS, () -> call(from, "token/access-token", "nobody", nothing));
    pass(PER_ADDRESS, () -> from.get("/link/verify-email/nonsense"));
  }

  @Test
  void every_address_has_a_count_of_its_own() {
    Http one = somewhere();
    Http two = somewhere();
    pass(PER_ADDRESS, () -> login(one));

    limited(login(one), Duration.ofSeconds(60));
    pass(1, () -> login(two));
  }

  @Test
  void the_addresses_of_one_subscriber_are_counted_together() {
    pass(10, () -> login(at("2001:db8:1:2::1")));
    pass(10, () -> login(at("2001:db8:1:2:ffff:ffff:ffff:ffff")));

    limited(login(at("2001:db8:1:2::3")), Duration.ofSeconds(60));
    pass(1, () -> login(at("2001:db8:1:3::1")));
  }

  @Test
  void an_address_is_only_believed_from_who_knows_the_key() {
    String address = "198.51.100.7";
    List<Http> liars =
        List.of(
            http.with("True-Client-IP", address),
            http.with("True-Client-IP", address).with("True-Client-IP-Key", KEY + "x"),
            http.with("True-Client-IP", address).with("True-Client-IP-Key", ""),
            http.with("X-Forwarded-For", address),
            at("not an address"));
    for (int i = 0; i < 4; i++) {
      liars.forEach(liar -> assertThat(isLimited(login(liar))).isFalse());
    }

    liars.forEach(liar -> limited(login(liar), Duration.ofSeconds(60)));
    limited(login(http), Duration.ofSeconds(60));
    pass(PER_ADDRESS, () -> login(at(address)));
  }

  @Test
  void what_anybody_may_read_and_what_needs_a_token_is_not_counted() {
    Http from = somewhere();
    Http bearer = from.bearer(tokenOf(somewhere(), "openid full_write", Map.of()));

    pass(50, () -> from.get(API + "config?client_id=spa"));
    pass(50, () -> from.get(API + "sso/data?client_id=spa"));
    pass(50, () -> from.get(API + "logout"));
    pass(50, () -> bearer.get(API + "userinfo"));
    pass(50, () -> bearer.post(API + "update-profile", Map.of()));
  }

  @Test
  void preflights_are_not_counted() {
    Http from = somewhere();

    pass(50, () -> from.options(API + "password/login"));
    pass(PER_ADDRESS, () -> login(from));
    pass(1, () -> from.options(API + "password/login"));
  }

  @Test
  void a_page_can_read_that_it_asked_too_often() {
    Http from = somewhere().with("Origin", TestConfig.ORIGIN).with("Accept-Language", "fr");
    pass(PER_ADDRESS, () -> login(from));

    Answer answer = login(from);

    limited(answer, Duration.ofSeconds(60));
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(TestConfig.ORIGIN);
    assertThat(answer.text("error_user_msg"))
        .isEqualTo(http.get("/texts/v1/fr.json").json().path("error.rateLimit").asString());
  }

  @Test
  void a_tenant_has_limits_and_counts_of_its_own() {
    Http own = somewhere().with("Host", "own.localhost");

    pass(3, () -> login(own));
    limited(login(own), Duration.ofSeconds(10));
    pass(2, () -> call(own, "password/strength", TestConfig.SPA, Map.of()));
    limited(call(own, "password/strength", TestConfig.SPA, Map.of()), Duration.ofSeconds(5));
    server.clock().advance(Duration.ofSeconds(5));
    pass(1, () -> call(own, "password/strength", TestConfig.SPA, Map.of()));
    limited(login(own), Duration.ofSeconds(5));
    pass(1, () -> login(own.without("Host")));
  }

  @Test
  void a_limit_of_zero_is_none() {
    Http from = somewhere().with("Host", "unlimited.localhost");

    pass(60, () -> call(from, "password/login", "nobody", Map.of()));
    pass(
        10,
        () -> call(from, "forgot-password", TestConfig.SPA, Map.of("email", "nobody@example.org")));
  }

  // Per recipient

  private Answer forgot(String field, String recipient) {
    return call(somewhere(), "forgot-password", TestConfig.SPA, Map.of(field, recipient));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_address_gets_five_messages_in_ten_minutes_whoever_asks_and_whether_or_not_it_is_anybodys(
      boolean known) {
    String email = Users.newEmail();
    if (known) {
      new Users(somewhere()).signUp(email);
    }

    for (int i = 0; i < PER_RECIPIENT; i++) {
      Expect.nothing(forgot("email", email));
    }
    limited(forgot("email", email), Duration.ofMinutes(10));
    limited(forgot("email", " " + email.toUpperCase(Locale.ROOT)), Duration.ofMinutes(10));
    server.clock().advance(Duration.ofMinutes(10).minusMillis(1));
    limited(forgot("email", email), Duration.ofSeconds(1));

    server.clock().advance(Duration.ofMillis(1));
    for (int i = 0; i < PER_RECIPIENT; i++) {
      Expect.nothing(forgot("email", email));
    }
    limited(forgot("email", email), Duration.ofMinutes(10));
    if (known) {
      server.inbox().await(email, 2 * PER_RECIPIENT);
      assertThat(server.inbox().to(email)).hasSize(2 * PER_RECIPIENT);
    }
  }

  @Test
  void a_phone_number_is_the_same_however_it_is_written() {
    String number = Users.newPhoneNumber();

    for (int i = 0; i < PER_RECIPIENT; i++) {
      Expect.nothing(forgot("phone_number", i % 2 == 0 ? number : "0" + number.substring(3)));
    }

    limited(forgot("phone_number", number), Duration.ofMinutes(10));
    limited(forgot("phone_number", "0" + number.substring(3)), Duration.ofMinutes(10));
    Expect.nothing(forgot("phone_number", Users.newPhoneNumber()));
  }

  @Test
  void a_request_that_sends_nothing_does_not_count_for_its_recipient() {
    String email = Users.newEmail();
    for (int i = 0; i < 10; i++) {
      Expect.invalid(
          call(
              somewhere(),
              "forgot-password",
              TestConfig.SPA,
              Map.of("email", email, "redirect_url", "https://evil.example/")),
          "redirect_url:invalid");
    }

    for (int i = 0; i < PER_RECIPIENT; i++) {
      Expect.nothing(forgot("email", email));
    }
  }

  @Test
  void a_tenant_has_its_own_limit_for_recipients() {
    String email = Users.newEmail();
    Http own = somewhere().with("Host", "own.localhost");
    Map<String, Object> fields = Map.of("email", email);

    Expect.nothing(call(own, "forgot-password", TestConfig.SPA, fields));
    limited(call(own, "forgot-password", TestConfig.SPA, fields), Duration.ofMinutes(1));
    Expect.nothing(forgot("email", email));
  }
}
