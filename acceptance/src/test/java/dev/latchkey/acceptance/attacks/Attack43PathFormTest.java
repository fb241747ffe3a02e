package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Router;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attack class 43: the rule in front of a path and the handler behind it read it differently. Here
 * there is one reading: a path is one of the router's byte for byte, or it is nothing. Every route
 * is asked for in every other spelling, with a token and a session that would be let in.
 */
@AttackClass(43)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack43PathFormTest {

  private TestServer server;
  private String head;

  @BeforeAll
  void start() {
    server = TestServer.start();
    OAuthClient spa = new OAuthClient(server.browser(), TestConfig.SPA);
    Users.Tokens tokens = spa.newUser();
    head =
        " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + tokens.accessToken()
            + "\r\nCookie: __Host-SESSION="
            + spa.http().cookies().getOrDefault("__Host-SESSION", "")
            + "\r\n\r\n";
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Preflights are answered for whatever is under the API (contract section 1.3). */
  Stream<Router.Entry> routes() {
    return server.routes().stream().filter(route -> route.method() != Method.OPTIONS);
  }

  private int ask(Router.Entry route, String path) {
    return RawHttp.status(RawHttp.exchange(server.url(), route.method() + " " + path + head));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void attack_43_no_other_spelling_of_a_path_is_that_path(Router.Entry route) {
    if (route.pattern().equals("/")) {
      return; // It has no letter to spell otherwise; what stands beside it is tried below.
    }
    // What stands for a name in braces is the handler's, and any text.
    int open = route.pattern().indexOf("/{");
    String fixed = open < 0 ? route.pattern() : route.pattern().substring(0, open);
    String rest = route.pattern().substring(fixed.length()).replaceAll("\\{[a-z_]+}", "x");
    for (String spelling : spellings(fixed)) {
      assertThat(ask(route, spelling + rest)).as("%s %s", route.method(), spelling).isIn(400, 404);
    }
  }

  private static Set<String> spellings(String path) {
    int slash = path.lastIndexOf('/');
    String parent = path.substring(0, slash);
    String name = path.substring(slash + 1);
    String escaped = "%" + Integer.toHexString(path.charAt(1)) + path.substring(2);
    Set<String> spellings =
        new LinkedHashSet<>(
            List.of(
                path + "/",
                path + "//",
                path + "/.",
                path + "/..",
                path + "/x/..",
                path + "%2f",
                path + "%00",
                path + "%20",
                path + "%09",
                path + "%0a",
                path + "%3f",
                path + "%23",
                path + ";",
                path + ";x=y",
                path + ".",
                path + ".json",
                path + "~",
                "/" + path,
                "//localhost" + path,
                "/." + path,
                "/x/.." + path,
                "/%2e" + path,
                "/x/%2e%2e" + path,
                "/;x" + path,
                "/" + escaped,
                "/%25" + escaped.substring(1),
                "%2f" + path.substring(1),
                path.substring(1),
                parent + "//" + name,
                parent + "/./" + name,
                parent + "/x/../" + name,
                parent + "%2f" + name,
                parent + "%252f" + name,
                parent + "%5c" + name,
                parent + "\\" + name,
                parent + "%c0%af" + name,
                parent + "%e0%80%af" + name,
                parent + "%u002f" + name,
                path + "\u00ff"));
    spellings.add(path.toUpperCase(Locale.ROOT));
    return spellings;
  }

  @Test
  void attack_43_no_way_leads_from_an_open_path_to_one_that_is_not() {
    for (String path :
        List.of(
            "/health/../metrics",
            "/health/..%2fmetrics",
            "/health/%2e%2e/metrics",
            "/health;/../metrics",
            "/identity/v1/config/../userinfo",
            "/identity/v1/config%2f..%2fuserinfo",
            "/.well-known/../identity/v1/userinfo",
            "/jwks.json/../identity/v1/userinfo",
            "/identity/v1//userinfo",
            "/identity/v2/../v1/userinfo",
            "/..",
            "/.",
            "/%2e")) {
      String answer = RawHttp.exchange(server.url(), "GET " + path + head);
      assertThat(RawHttp.status(answer)).as(path).isIn(400, 404);
      assertThat(answer).doesNotContain("@example.org", "http_server_requests");
    }
  }

  /** Metrics are for this machine; the proxy says that the caller is not. */
  @Test
  void attack_43_what_is_for_this_machine_alone_has_no_other_name() {
    TestConfig config = TestConfig.standard().set("/trusted_proxies", new String[] {"127.0.0.1"});
    try (TestServer proxied = TestServer.start(config)) {
      Set<String> paths = new LinkedHashSet<>(spellings("/metrics"));
      paths.add("/metrics");
      paths.add("/metrics?x=/health");
      for (String path : paths) {
        String answer =
            RawHttp.exchange(
                proxied.url(),
                "GET "
                    + path
                    + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n");
        assertThat(RawHttp.status(answer)).as(path).isIn(400, 404);
      }
    }
  }
}
