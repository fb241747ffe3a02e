package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Console;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack class 31: a secret shows up where it does not belong. Canaries are put through every flow,
 * in their own place and in wrong ones, and then looked for: in every answer but the one that gives
 * them, in the whole log at its most talkative, and in every row of the database.
 */
@AttackClass(31)
class Attack31CanaryTest {

  private static final String MARK = "canary-";
  private static final String PASSWORD = MARK + "first staple horse";
  private static final String WRONG = MARK + "wrong staple horse";
  private static final String CHANGED = MARK + "second staple horse";
  private static final String RESET = MARK + "third staple horse";
  private static final String SECRET = MARK + "client-secret-0123456789abcdefghijkl";
  private static final String CLIENT_IP_KEY = MARK + "true-client-ip-key-0123456789abcdef";
  private static final String SMS_SECRET = MARK + "sms-secret-0123456789abcdef";
  private static final String MAIL_PASSWORD = MARK + "mail-password";

  private static final List<String> PATHS =
      List.of(
          "/identity/v1/password/login",
          "/identity/v1/update-password",
          "/oauth/token",
          "/identity/v1/token/access-token",
          "/oauth/revoke");

  /** Every secret of the configuration and of the users; what is issued on the way is added. */
  private final Set<String> canaries =
      new LinkedHashSet<>(
          List.of(
              PASSWORD, WRONG, CHANGED, RESET, SECRET, CLIENT_IP_KEY, SMS_SECRET, MAIL_PASSWORD));

  private final List<Answer> answers = new ArrayList<>();

  private static TestConfig config(String format) {
    return TestConfig.standard()
        .set("/log/level", "trace")
        .set("/log/format", format)
        .set("/tenants/0/lockout/failures", 100)
        .set("/tenants/0/true_client_ip_key", CLIENT_IP_KEY)
        .set(
            "/tenants/0/sms",
            Map.of("provider", "webhook", "url", "https://sms.example/", "secret", SMS_SECRET))
        .set(
            "/tenants/0/mail",
            Map.of(
                "from", "a@example.org",
                "host", "mail.example",
                "username", "mailer",
                "password", MAIL_PASSWORD))
        .set(TestConfig.client(TestConfig.LEGACY) + "/secrets", List.of(SECRET))
        .set(TestConfig.client(TestConfig.WEB_APP) + "/secrets", List.of(SECRET))
        .set(TestConfig.client(TestConfig.BACKEND) + "/secrets", List.of(SECRET));
  }

  @ParameterizedTest
  @Requirement("ASVS 6.5.2")
  @ValueSource(strings = {"text", "json"})
  void attack_31_no_secret_is_seen_but_where_it_is_given(String format) {
    try (Console console = new Console();
        TestServer server = TestServer.start(config(format))) {
      String email = Users.newEmail();
      throughEveryFlow(server, email);
      throughWrongPlaces(server, email);
      askForEverything(server);

      assertThat(canaries.size()).isGreaterThan(20);
      String log = console.text();
      assertThat(log).as("the log was heard").contains("INVALID_EMAIL_OR_PASSWORD", "userinfo");
      for (String canary : canaries) {
        assertThat(log.lines().filter(line -> line.contains(canary))).as(canary).isEmpty();
        assertThat(answers.stream().map(Answer::toString).filter(a -> a.contains(canary)))
            .as(canary)
            .isEmpty();
      }
      assertNothingIsStoredInClear(server);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/root_key, canary-short",
    "/tenants/0/true_client_ip_key, canary-short",
    "/tenants/0/sms/secret, canary-short",
    "/tenants/0/clients/4/secrets/0, canary-too-short-for-hs256"
  })
  void attack_31_a_failed_start_does_not_show_the_secret_it_stumbled_over(
      String pointer, String value) {
    TestConfig broken = config("text").set(pointer, value);
    String said;
    try (Console console = new Console()) {
      said = refusal(broken) + console.text();
    }
    assertThat(said).contains("1 problem").doesNotContain(MARK);
  }

  private static String refusal(TestConfig broken) {
    try (TestServer server = TestServer.start(broken)) {
      throw new AssertionError("It started on " + server.url());
    } catch (RuntimeException refused) {
      return refused.toString();
    }
  }

  /** Everything right: sign-up, login, tokens, refresh, change, reset, revocation, logout. */
  private void throughEveryFlow(TestServer server, String email) {
    Http browser = server.browser();
    Users users = new Users(browser);
    String number = Users.newPhoneNumber();
    String signUpTkn =
        secret(
            "tkn",
            users.signUp(Map.of("email", email, "phone_number", number, "password", PASSWORD)));
    String tkn = secret("tkn", users.logIn(email, PASSWORD));
    assertThat(signUpTkn).isNotEqualTo(tkn);
    seen(users.tryPassword(email, WRONG));
    seen(users.tryPassword(Users.newEmail(), WRONG));

    Pkce pkce = Pkce.create();
    secret("verifier", pkce.verifier());
    String code = secret("code", users.code(tkn, pkce));
    browser.cookies().values().forEach(cookie -> secret("cookie", cookie));
    assertThat(browser.cookies()).hasSize(3);
    Answer exchanged = users.exchange(code, pkce);
    secret("access", exchanged.text("access_token"));
    secret("id", exchanged.text("id_token"));
    String refresh = secret("refresh", exchanged.text("refresh_token"));
    Answer refreshed = users.refresh(refresh);
    String access = secret("access", refreshed.text("access_token"));
    secret("id", refreshed.text("id_token"));
    secret("refresh", refreshed.text("refresh_token"));

    Http bearer = server.http().bearer(access);
    seen(bearer.get("/identity/v1/userinfo"));
    seen(bearer.get("/identity/v1/me"));
    seen(bearer.post("/identity/v1/update-profile", Map.of("given_name", "Ada")));
    seen(browser.get("/identity/v1/sso/data?client_id=" + TestConfig.SPA));
    seen(
        bearer.post(
            "/identity/v1/update-password", Map.of("old_password", WRONG, "password", CHANGED)));
    Answer changed =
        seen(
            bearer.post(
                "/identity/v1/update-password",
                Map.of("old_password", PASSWORD, "password", CHANGED)));
    assertThat(changed.status()).isEqualTo(204);

    seen(
        server
            .http()
            .post("/identity/v1/forgot-password", Map.of("client_id", "spa", "email", email)));
    Inbox.Message verify = server.inbox().await(email, 1);
    String link = verify.link();
    secret("link", link.substring(link.lastIndexOf('/') + 1));
    seen(server.http().get(link.substring(link.indexOf("/link/"))));
    String mailed = secret("mailed", resetMail(server, email));
    seen(
        server
            .http()
            .post(
                "/identity/v1/update-password",
                Map.of(
                    "client_id", TestConfig.SPA,
                    "email", email,
                    "verification_code", mailed,
                    "password", RESET)));

    Answer granted =
        server
            .http()
            .post(
                "/oauth/token",
                Map.of(
                    "grant_type", "password",
                    "client_id", TestConfig.LEGACY,
                    "client_secret", SECRET,
                    "username", email,
                    "password", RESET));
    assertThat(granted.status()).isEqualTo(200);
    String byPassword = secret("access", granted.text("access_token"));
    secret("id", granted.text("id_token"));
    Answer own =
        server
            .http()
            .basic(TestConfig.BACKEND, SECRET)
            .postForm("/oauth/token", Map.of("grant_type", "client_credentials"));
    secret("access", own.text("access_token"));
    Http webApp = server.http().with("True-Client-IP-Key", CLIENT_IP_KEY);
    seen(
        webApp.postForm(
            "/oauth/introspect",
            Map.of("client_id", TestConfig.WEB_APP, "client_secret", SECRET, "token", byPassword)));
    seen(
        webApp.postForm(
            "/oauth/revoke",
            Map.of("client_id", TestConfig.LEGACY, "client_secret", SECRET, "token", byPassword)));
    seen(browser.get("/identity/v1/logout"));
  }

  /** The code of the newest mail that has one. */
  private static String resetMail(TestServer server, String email) {
    for (int count = 2; ; count++) {
      List<String> codes = server.inbox().await(email, count).codes();
      if (!codes.isEmpty()) {
        return codes.get(0);
      }
    }
  }

  /**
   * Each secret in every field and header that takes a text: all refused or ignored, none repeated.
   */
  private void throughWrongPlaces(TestServer server, String email) {
    Http http = server.http();
    int turn = 0;
    for (String canary : List.copyOf(canaries)) {
      for (String field :
          List.of(
              "client_id",
              "email",
              "phone_number",
              "custom_identifier",
              "password",
              "old_password",
              "verification_code",
              "redirect_url",
              "scope",
              "grant_type",
              "code",
              "code_verifier",
              "redirect_uri",
              "refresh_token",
              "access_token",
              "token",
              "username",
              "client_secret",
              "tkn",
              "nonce",
              canary)) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("client_id", TestConfig.SPA);
        body.put("email", email);
        body.put("password", "wrong");
        body.put(field, canary);
        // One path each, in turn: over all fields and canaries every path has met them.
        seen(http.post(PATHS.get(turn % PATHS.size()), body));
        seen(
            http.post(
                "/identity/v1/signup",
                Map.of("client_id", TestConfig.SPA, "data", Map.of(field, canary))));
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", TestConfig.SPA);
        query.put("redirect_uri", "https://elsewhere.example/");
        query.put(field, canary);
        seen(http.get(turn % 2 == 0 ? "/oauth/authorize" : "/identity/v1/config", query));
        turn++;
      }
      seen(http.get("/identity/v1/logout", Map.of("redirect_to", canary)));
      seen(http.bearer(canary).get("/identity/v1/userinfo"));
      seen(http.basic(canary, canary).postForm("/oauth/token", Map.of("grant_type", "x")));
      seen(http.get("/link/verify-email/" + Http.form(Map.of("x", canary))));
      seen(http.send("POST", "/oauth/token", "application/json", "{\"" + canary));
      seen(http.send("POST", "/oauth/token", canary.replace(' ', '/'), canary));
      for (String header :
          List.of(
              // But X-R5-Correlation-Id: that one is for the log (contract section 1.2).
              "Cookie",
              "Origin",
              "User-Agent",
              "Accept-Language",
              "Custom-Locale",
              "Referer",
              "X-Forwarded-For",
              "True-Client-IP-Key",
              "traceparent")) {
        seen(http.with(header, canary).get("/nowhere/at/all"));
        seen(
            http.with(header, canary)
                .post("/identity/v1/password/login", Map.of("client_id", "spa", "email", email)));
      }
    }
  }

  /** What anybody may read. */
  private void askForEverything(TestServer server) {
    for (String path :
        List.of(
            "/identity/v1/config?client_id=spa",
            "/identity/v1/config?client_id=legacy",
            "/identity/v1/config/consents",
            "/api/v1/providers",
            "/jwks.json",
            "/metrics",
            "/health",
            "/health/ready",
            "/.well-known/openid-configuration",
            "/nowhere")) {
      seen(server.http().get(path));
    }
    assertThat(server.http().get("/jwks.json").body())
        .doesNotContain("\"d\"", "\"p\"", "\"q\"", "\"k\"");
  }

  /** But for the inbox, which stands in for a mailbox. */
  private void assertNothingIsStoredInClear(TestServer server) {
    String tables =
        server.sql(
            """
            select string_agg(table_name, ' ') from information_schema.tables
            where table_schema = 'public' and table_name <> 'inbox_message'\
            """);
    for (String table : tables.split(" ", -1)) {
      String rows =
          server.sql("select coalesce(string_agg(t::text, '|'), '') from " + table + " t");
      for (String canary : canaries) {
        assertThat(rows).as(table).doesNotContain(canary);
      }
    }
  }

  private String secret(String what, String value) {
    assertThat(value).as(what).hasSizeGreaterThanOrEqualTo(6);
    canaries.add(value);
    return value;
  }

  private Answer seen(Answer answer) {
    answers.add(answer);
    assertThat(answer.status()).as(answer.toString()).isLessThan(500);
    return answer;
  }
}
