package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Attack class 2: a link in a mail, the issuer or a redirect is built from the host that the
 * request names. They come from the configured public URL, under any mix of headers.
 */
@AttackClass(2)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack02PoisonedLinkTest {

  private static final String EVIL = "evil.example";
  private static final String PUBLIC_URL = "https://id.example.com";

  private TestServer server;

  @BeforeAll
  void start() {
    // A client without callbacks of its own: its links fall back on the server's own address.
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/public_url", PUBLIC_URL)
                .set("/trusted_proxies", new String[] {"127.0.0.1"})
                .set(TestConfig.client(TestConfig.BACKEND) + "/redirect_uris", List.of()));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /**
   * Every header that says, somewhere, which host or scheme was asked for; alone, and all together.
   */
  static Stream<Map<String, String>> headers() {
    Map<String, String> all =
        Map.ofEntries(
            Map.entry("Host", EVIL),
            Map.entry("X-Forwarded-Host", EVIL),
            Map.entry("X-Forwarded-Server", EVIL),
            Map.entry("X-Original-Host", EVIL),
            Map.entry("X-Host", EVIL),
            Map.entry("X-HTTP-Host-Override", EVIL),
            Map.entry("Forwarded", "for=198.51.100.1;host=" + EVIL + ";proto=http"),
            Map.entry("X-Forwarded-Proto", "http"),
            Map.entry("X-Forwarded-Scheme", "http"),
            Map.entry("X-Forwarded-Port", "4711"),
            Map.entry("X-Forwarded-Prefix", "//" + EVIL),
            Map.entry("X-Original-URL", "//" + EVIL + "/"),
            Map.entry("X-Rewrite-URL", "//" + EVIL + "/"),
            Map.entry("Referer", "https://" + EVIL + "/"));
    List<Map<String, String>> mixes = new ArrayList<>();
    all.forEach((name, value) -> mixes.add(Map.of(name, value)));
    mixes.add(all);
    return mixes.stream();
  }

  @ParameterizedTest
  @MethodSource("headers")
  void attack_02_links_and_issuer_are_the_configured_ones(Map<String, String> headers) {
    Http http = server.http();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      http = http.with(header.getKey(), header.getValue());
    }
    String email = Users.newEmail();
    Users.Tokens tokens = new Users(http).tokens(new Users(http).signUp(email));
    Answer asked =
        http.basic(TestConfig.BACKEND, TestConfig.SECRET)
            .post(
                "/identity/v1/forgot-password",
                Map.of("client_id", TestConfig.BACKEND, "email", email));
    assertThat(asked.status()).isEqualTo(204);

    Inbox.Message verification = server.inbox().await(email, 1);
    assertThat(verification.link()).startsWith(PUBLIC_URL + "/link/verify-email/");
    Inbox.Message reset = server.inbox().await(email, 2);
    assertThat(reset.link()).startsWith(PUBLIC_URL + "/?verification_code=");
    for (Inbox.Message message : List.of(verification, reset)) {
      assertThat(message.text() + message.html() + message.subject()).doesNotContain(EVIL);
    }
    assertThat(claim(tokens.accessToken(), "iss")).isEqualTo(PUBLIC_URL);
    assertThat(claim(tokens.idToken(), "iss")).isEqualTo(PUBLIC_URL);
    for (String path :
        List.of(
            "/.well-known/openid-configuration",
            "/.well-known/oauth-authorization-server",
            "/identity/v1/config?client_id=spa",
            "/link/verify-email/invented",
            "/nowhere")) {
      Answer answer = http.get(path);
      assertThat(answer.body() + answer.headers().map()).as(path).doesNotContain(EVIL, "4711");
    }
    assertThat(http.get("/.well-known/openid-configuration").text("issuer")).isEqualTo(PUBLIC_URL);
  }

  @Test
  void attack_02_an_absolute_request_target_names_no_host_either() {
    String answer =
        RawHttp.exchange(
            server.url(),
            "GET http://%s/.well-known/openid-configuration HTTP/1.1\r\nHost: %1$s\r\nConnection: close\r\n\r\n"
                .formatted(EVIL));
    assertThat(answer).doesNotContain(EVIL);
  }

  @Test
  void attack_02_the_tenant_is_the_hosts_and_no_other_header_changes_that() {
    try (TestServer two = TestServer.start(TestConfig.twoTenants())) {
      Http demo = two.http();
      Http other = two.http().with("Host", "other.localhost");
      String demoIssuer = demo.get("/.well-known/openid-configuration").text("issuer");
      String otherIssuer = other.get("/.well-known/openid-configuration").text("issuer");
      assertThat(demoIssuer).isEqualTo(two.url());
      assertThat(otherIssuer).isEqualTo("http://other.localhost:9999");
      for (Map<String, String> mix : headers().filter(m -> !m.containsKey("Host")).toList()) {
        Http disguised = other;
        for (Map.Entry<String, String> header : mix.entrySet()) {
          disguised = disguised.with(header.getKey(), header.getValue().replace(EVIL, "localhost"));
        }
        assertThat(disguised.get("/.well-known/openid-configuration").text("issuer"))
            .isEqualTo(otherIssuer);
        String email = Users.newEmail();
        new Users(demo).signUp(email);
        assertThat(new Users(disguised).tryPassword(email, Users.PASSWORD).status())
            .as("a user of the first tenant only")
            .isEqualTo(401);
      }
    }
  }

  @Test
  void attack_02_a_request_that_names_two_hosts_or_none_or_no_mere_host_is_refused() {
    try (TestServer two = TestServer.start(TestConfig.twoTenants())) {
      for (String hosts :
          List.of(
              "",
              "Host: localhost\r\nHost: other.localhost\r\n",
              "Host: localhost@other.localhost\r\n",
              "Host: localhost:80@other.localhost\r\n",
              "Host: localhost#other.localhost\r\n",
              "Host: localhost, other.localhost\r\n",
              "Host: localhost other.localhost\r\n",
              "Host:\r\n")) {
        String answer =
            RawHttp.exchange(
                two.url(),
                "GET /.well-known/openid-configuration HTTP/1.1\r\n"
                    + hosts
                    + "Connection: close\r\n\r\n");
        assertThat(RawHttp.status(answer)).as(hosts + "\n" + answer).isBetween(400, 499);
      }
    }
  }

  private static String claim(String jwt, String name) {
    byte[] payload = Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]);
    return JsonMapper.shared()
        .readTree(new String(payload, StandardCharsets.UTF_8))
        .path(name)
        .asString();
  }
}
