package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.http.Router;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attack class 29: what one tenant gave is shown to another. Both tenants of this installation have
 * the same clients with the same secrets and a user of the same address; all that differs is the
 * host.
 */
@AttackClass(29)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack29TenantIsolationTest {

  private static final String OTHER_HOST = "other.localhost";
  private static final String OTHERS_PASSWORD = "what the other tenant's user typed";

  /** What a tenant gave to one of its users. */
  private record Material(
      String email,
      String id,
      Users.Tokens tokens,
      String tkn,
      Pkce pkce,
      String code,
      String session,
      String device,
      String resetCode,
      String linkToken) {}

  private TestServer server;
  private Http demo;
  private Http other;
  private Material foreign;

  @BeforeAll
  void start() {
    server = TestServer.start(TestConfig.twoTenants());
    demo = server.http();
    other = server.http().with("Host", OTHER_HOST);
    foreign = othersMaterial(Users.newEmail());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Material othersMaterial(String email) {
    return material(other, email, OTHERS_PASSWORD);
  }

  private Material material(Http http, String email, String password) {
    Users users = new Users(http);
    Users.Tokens tokens =
        users.tokens(
            users.signUp(Map.of("email", email, "password", password, "given_name", "Canary")));
    Http browser = http.browser(TestConfig.ORIGIN);
    Http onHost = http == other ? browser.with("Host", OTHER_HOST) : browser;
    Users inBrowser = new Users(onHost);
    Pkce pkce = Pkce.create();
    String code = inBrowser.code(inBrowser.logIn(email, password), pkce);
    http.post("/identity/v1/forgot-password", Map.of("client_id", TestConfig.SPA, "email", email));
    Inbox inbox = new Inbox(http);
    String link = inbox.await(email, 1).link();
    return new Material(
        email,
        users.userinfo(tokens.accessToken()).text("id"),
        tokens,
        users.logIn(email, password),
        pkce,
        code,
        onHost.cookies().getOrDefault("__Host-SESSION", ""),
        onHost.cookies().getOrDefault("__Host-known-device-id", ""),
        inbox.await(email, 2).code(),
        link.substring(link.lastIndexOf('/') + 1));
  }

  /** Or all the refusals below would prove nothing. */
  @Test
  void attack_29_the_material_is_good_where_it_comes_from() {
    assertGood(othersMaterial(Users.newEmail()));
  }

  private void assertGood(Material mine) {
    Users users = new Users(other);
    assertThat(users.exchange(mine.code(), mine.pkce()).status()).isEqualTo(200);
    assertThat(users.refresh(mine.tokens().refreshToken()).status()).isEqualTo(200);
    assertThat(sso(other, mine.session()).json().path("is_authenticated").asBoolean()).isTrue();
    assertThat(other.get("/link/verify-email/" + mine.linkToken()).status()).isEqualTo(200);
    assertThat(reset(other, mine.email(), mine.resetCode()).status()).isEqualTo(204);
  }

  @Test
  void attack_29_no_token_code_or_cookie_of_one_tenant_opens_anything_at_another() {
    String email = Users.newEmail();
    new Users(demo).signUp(email);
    Material theirs = othersMaterial(email);
    String before = othersRows();
    Users users = new Users(demo);

    assertThat(users.userinfo(theirs.tokens().accessToken()).status()).isEqualTo(401);
    assertThat(
            demo.bearer(theirs.tokens().accessToken())
                .post("/identity/v1/update-profile", Map.of("given_name", "Mallory"))
                .status())
        .isEqualTo(401);
    assertThat(
            demo.bearer(theirs.tokens().accessToken())
                .post(
                    "/identity/v1/update-password",
                    Map.of("old_password", OTHERS_PASSWORD, "password", "a thief's passphrase"))
                .status())
        .isEqualTo(401);
    assertThat(
            demo.post(
                    "/identity/v1/token/access-token",
                    Map.of(
                        "client_id", TestConfig.SPA, "access_token", theirs.tokens().accessToken()))
                .status())
        .isEqualTo(401);
    assertThat(users.refresh(theirs.tokens().refreshToken()).status()).isEqualTo(400);
    assertThat(users.exchange(theirs.code(), theirs.pkce()).status()).isEqualTo(400);
    Map<String, String> authorize = users.authorizeParameters(Pkce.create());
    assertThat(
            demo.with("Cookie", "__Host-SESSION=" + theirs.session())
                .get("/oauth/authorize", authorize)
                .redirectParameters())
        .containsEntry("error", "login_required");
    authorize.put("tkn", theirs.tkn());
    assertThat(demo.get("/oauth/authorize", authorize).redirectParameters())
        .containsEntry("error", "invalid_grant");
    assertThat(sso(demo, theirs.session()).json().path("is_authenticated").asBoolean(true))
        .isFalse();
    assertThat(users.tryPassword(email, OTHERS_PASSWORD).status()).isEqualTo(401);
    assertThat(reset(demo, email, theirs.resetCode()).status()).isEqualTo(401);
    assertThat(demo.get("/link/verify-email/" + theirs.linkToken()).status()).isEqualTo(401);
    for (String token : List.of(theirs.tokens().accessToken(), theirs.tokens().refreshToken())) {
      assertThat(
              demo.postForm(
                      "/oauth/introspect",
                      Map.of(
                          "client_id", TestConfig.WEB_APP,
                          "client_secret", TestConfig.SECRET,
                          "token", token))
                  .json()
                  .path("active")
                  .asBoolean(true))
          .isFalse();
      demo.postForm("/oauth/revoke", Map.of("client_id", TestConfig.SPA, "token", token));
    }
    demo.with("Cookie", "__Host-SESSION=" + theirs.session()).get("/identity/v1/logout");
    assertThat(new Inbox(demo).to(email)).hasSize(1);
    demo.delete("/inbox/messages");

    assertThat(othersRows()).as("nothing of the other tenant has changed").isEqualTo(before);
    assertGood(theirs);
  }

  @Test
  void attack_29_failures_locks_and_known_devices_are_each_tenants_own() {
    String email = Users.newEmail();
    Users here = new Users(demo);
    here.signUp(email);
    Material theirs = othersMaterial(email);
    for (int i = 0; i < 6; i++) {
      here.tryPassword(email, "wrong");
    }
    assertThat(here.tryPassword(email, Users.PASSWORD).status()).isEqualTo(403);
    assertThat(new Users(other).tryPassword(email, OTHERS_PASSWORD).status()).isEqualTo(200);
    Http onTheirDevice =
        server.browser().with("Cookie", "__Host-known-device-id=" + theirs.device());
    assertThat(new Users(onTheirDevice).tryPassword(email, Users.PASSWORD).status()).isEqualTo(403);
  }

  @Test
  void attack_29_a_clients_token_is_its_tenants_only() {
    Answer given =
        other
            .basic(TestConfig.BACKEND, TestConfig.SECRET)
            .postForm("/oauth/token", Map.of("grant_type", "client_credentials"));
    String token = given.text("access_token");
    assertThat(introspected(other, token)).isTrue();
    assertThat(introspected(demo, token)).isFalse();
    demo.basic(TestConfig.BACKEND, TestConfig.SECRET)
        .postForm("/oauth/revoke", Map.of("token", token));
    assertThat(introspected(other, token)).isTrue();
  }

  private static boolean introspected(Http http, String token) {
    return http.basic(TestConfig.BACKEND, TestConfig.SECRET)
        .postForm("/oauth/introspect", Map.of("token", token))
        .json()
        .path("active")
        .asBoolean(false);
  }

  /** But for the metrics, which are of the whole server and know no users. */
  Stream<Router.Entry> routes() {
    return server.routes().stream().filter(route -> !route.pattern().equals("/metrics"));
  }

  /**
   * Every route with everything the other tenant gave, under every name under which it is asked
   * for.
   */
  @ParameterizedTest
  @MethodSource("routes")
  void attack_29_no_route_says_or_changes_anything_of_another_tenants_user(Router.Entry route) {
    String before = othersRows();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("client_id", TestConfig.SPA);
    fields.put("email", foreign.email());
    fields.put("password", OTHERS_PASSWORD);
    fields.put("old_password", OTHERS_PASSWORD);
    fields.put("verification_code", foreign.resetCode());
    fields.put("grant_type", "refresh_token");
    fields.put("refresh_token", foreign.tokens().refreshToken());
    fields.put("access_token", foreign.tokens().accessToken());
    fields.put("token", foreign.tokens().accessToken());
    fields.put("code", foreign.code());
    fields.put("code_verifier", foreign.pkce().verifier());
    fields.put("redirect_uri", TestConfig.CALLBACK);
    fields.put("tkn", foreign.tkn());
    fields.put("id", foreign.id());
    fields.put("sub", foreign.id());
    fields.put("to", foreign.email());
    fields.put("response_type", "code");
    fields.put("code_challenge", Pkce.create().challenge());
    fields.put("code_challenge_method", "S256");
    fields.put("data", Map.of("phone_number", "nobody's"));
    Http http =
        demo.bearer(foreign.tokens().accessToken())
            .with(
                "Cookie",
                "__Host-SESSION="
                    + foreign.session()
                    + "; __Host-known-device-id="
                    + foreign.device());
    Map<String, String> query = new LinkedHashMap<>();
    fields.forEach((name, value) -> query.put(name, String.valueOf(value)));
    String path =
        route
            .pattern()
            .replace("{token}", foreign.linkToken())
            .replace("{id}", foreign.id())
            .replace("{language}.json", "en.json")
            .replaceAll("\\{[a-z_]+}", "en");
    Answer answer =
        switch (route.method().name()) {
          case "POST" -> http.post(path, fields);
          default -> http.send(route.method().name(), path + "?" + Http.form(query), null, null);
        };
    assertThat(answer.status()).as(answer.toString()).isLessThan(500);
    assertThat(answer.toString()).doesNotContain("Canary", foreign.id());
    assertThat(answer.redirectParameters()).doesNotContainKeys("code", "access_token", "id_token");
    assertThat(answer.headers().allValues("Set-Cookie"))
        .noneMatch(line -> line.startsWith("__Host-SESSION=") && !line.contains("Max-Age=0"));
    assertThat(othersRows()).isEqualTo(before);
  }

  /**
   * A digest of every table's rows of the other tenant, but for the messages, which move on by
   * themselves.
   */
  private String othersRows() {
    String digest =
        """
        select '%1$s ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '-') as d
        from %1$s t where tenant = 'other'
        """;
    String digests =
        tablesWithTenant().stream()
            .filter(table -> !table.equals("outbox") && !table.equals("inbox_message"))
            .map(table -> digest.formatted(table))
            .collect(Collectors.joining(" union all "));
    return server.sql("select string_agg(d, ', ') from (" + digests + ") s");
  }

  private List<String> tablesWithTenant() {
    return List.of(
        server
            .sql(
                """
                select string_agg(table_name, ' ' order by table_name) from information_schema.columns
                where table_schema = 'public' and column_name = 'tenant'\
                """)
            .split(" ", -1));
  }

  @Test
  void attack_29_every_table_names_its_tenant_first_in_its_key() {
    String others =
        server.sql(
            """
            select string_agg(c.relname, ' ') from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not exists (
              select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
              where i.indrelid = c.oid and i.indisprimary and a.attname = 'tenant')\
            """);
    assertThat(others)
        .as("the table of the migrations is of the whole server")
        .isEqualTo("schema_history");
    assertThat(tablesWithTenant()).hasSizeGreaterThan(12);
  }

  @Test
  void attack_29_an_unknown_host_is_nobodys() {
    List<String> wholeServer = List.of("/health", "/health/ready", "/metrics", "/");
    for (String host :
        List.of(
            "unknown.localhost", "localhost.evil.example", "other", "xother.localhost", "[::1]")) {
      Http http = server.http().with("Host", host).bearer(foreign.tokens().accessToken());
      for (Router.Entry route : server.routes()) {
        String path = route.pattern().replaceAll("\\{[a-z_]+}", "x");
        if (!wholeServer.contains(path)
            && !path.matches("/inbox|/playground|/(inbox|demo|playground)/[a-z]+\\.(js|css)")) {
          Answer answer = http.send(route.method().name(), path, null, null);
          assertThat(answer.status()).as(host + " " + route + " " + answer).isEqualTo(404);
        }
      }
    }
  }

  private static Answer sso(Http http, String session) {
    return http.with("Cookie", "__Host-SESSION=" + session)
        .get("/identity/v1/sso/data?client_id=" + TestConfig.SPA);
  }

  private static Answer reset(Http http, String email, String code) {
    return http.post(
        "/identity/v1/update-password",
        Map.of(
            "client_id",
            TestConfig.SPA,
            "email",
            email,
            "verification_code",
            code,
            "password",
            "an entirely new passphrase"));
  }
}
