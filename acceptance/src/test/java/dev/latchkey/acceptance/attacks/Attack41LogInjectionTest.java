package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Console;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Attack class 41: a caller writes lines of his own into the log. Whatever is sent, a line of the
 * log begins as the server's lines do. That no secret gets there is tested with class 31.
 */
@AttackClass(41)
class Attack41LogInjectionTest {

  private static final String FORGED = "00:00:00.000 ERROR dev.latchkey.Forged all is well";

  /** A time, a level, a logger; what belongs to the line before begins with white space. */
  private static final Pattern LINE =
      Pattern.compile(
          "(\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (ERROR|WARN|INFO|DEBUG|TRACE) +\\S.*|\\s.*|)");

  private static final List<String> LINE_ENDS =
      List.of(
          "\r\n",
          "\n",
          "\r",
          "\u0085",
          "\u2028",
          "\u2029",
          "\u000b",
          "\f",
          "\u001b[2K\r",
          "%0d%0a",
          "\\n");

  @Test
  void attack_41_nothing_that_is_sent_begins_a_line_of_text() {
    String log = attackedLog("text");
    assertThat(log.lines()).allMatch(line -> LINE.matcher(line).matches());
    assertThat(log.lines()).noneMatch(line -> line.startsWith(FORGED));
    assertThat(log).doesNotContain("\u001b", "\u2028", "\u2029", "\u0085");
  }

  @Test
  void attack_41_every_line_of_json_is_one_object_of_the_servers_making() {
    String log = attackedLog("json");
    assertThat(log.lines())
        .allSatisfy(line -> {
          var json = JsonMapper.shared().readTree(line);
          assertThat(json.path("loggerName").asString("")).doesNotContain("Forged");
          assertThat(json.has("level")).isTrue();
        });
  }

  /** Access API contract 1.2 and 1.3: both references are in the log, the caller's tamed. */
  @Test
  void attack_41_a_reference_of_the_callers_is_one_field_of_the_log_and_no_more() {
    TestConfig config = TestConfig.standard().withAccess(0, Map.of()).set("/log/level", "debug");
    try (Console console = new Console();
        TestServer server = TestServer.start(config)) {
      AccessClient client = AccessClient.of(server);
      String plain = "order-7/2026-11:a.b+c";
      String reference = client.with("call-ref", plain).get("/identities").header("request-ref");
      client.with("call-ref", "x, tenant=other\tuser=root [31m").get("/identities");
      // One that is too long to be taken is not logged at its length either.
      client.as(client.newConsumer().token()).with("call-ref", "y".repeat(5000)).get("/identities");

      List<String> requests =
          console.text().lines().filter(line -> line.contains("/multi/identities 4")).toList();
      assertThat(requests).hasSize(3);
      assertThat(requests.get(0))
          .contains("call_ref=" + plain + ",")
          .contains("request_ref=" + reference);
      assertThat(requests.get(1))
          .contains("call_ref=x__tenant_other_user_root__31m")
          .contains("tenant=demo")
          .doesNotContain("tenant=other", "user=root");
      assertThat(requests.get(2))
          .contains("call_ref=" + "y".repeat(255))
          .doesNotContain("y".repeat(256));
    }
  }

  private static String attackedLog(String format) {
    TestConfig config =
        TestConfig.standard()
            .withAccess(0, Map.of())
            .set("/log/level", "trace")
            .set("/log/format", format);
    try (Console console = new Console();
        TestServer server = TestServer.start(config)) {
      for (String end : LINE_ENDS) {
        sendEverywhere(server, end + FORGED + end);
      }
      Logger logger = LoggerFactory.getLogger("dev.latchkey.test");
      for (String end : LINE_ENDS) {
        // What others say to the server (a mail server, a driver) comes as the message of an
        // exception.
        logger.warn(
            "It said: {}", end + FORGED, new IllegalStateException("550-no" + end + FORGED));
      }
      String heard = console.text();
      assertThat(heard).as("the log was heard").contains("VALIDATION", "IllegalStateException");
      return heard;
    }
  }

  private static void sendEverywhere(TestServer server, String text) {
    String raw = RawHttp.utf8(text);
    Http http = server.http();
    Users users = new Users(http);
    users.tryPassword(text, text);
    new Users(http, text).tryPassword(Users.newEmail(), "wrong");
    http.post(
        "/identity/v1/signup",
        Map.of(
            "client_id",
            TestConfig.SPA,
            text,
            text,
            "data",
            Map.of("email", text, "given_name", text, "password", text, text, text)));
    http.post("/identity/v1/forgot-password", Map.of("client_id", TestConfig.SPA, "email", text));
    http.postForm("/oauth/token", Map.of("grant_type", text, "client_id", TestConfig.SPA));
    http.postForm(
        "/oauth/token",
        Map.of("grant_type", "refresh_token", "client_id", TestConfig.SPA, "refresh_token", text));
    http.basic(text, text).postForm("/oauth/introspect", Map.of("token", text));
    http.get(
        "/oauth/authorize",
        Map.of("client_id", TestConfig.SPA, "redirect_uri", text, "state", text, text, text));
    http.get("/identity/v1/logout", Map.of("redirect_to", text));
    for (String header :
        List.of(
            "User-Agent",
            "X-R5-Correlation-Id",
            "Host",
            "Origin",
            "Referer",
            "Accept-Language",
            "Custom-Locale",
            "Authorization",
            "Cookie",
            "X-Forwarded-For",
            "traceparent",
            "Content-Type",
            raw)) {
      RawHttp.exchange(
          server.url(),
          "POST /identity/v1/password/login HTTP/1.1\r\n"
              + (header.equals("Host") ? "" : "Host: localhost\r\n")
              + header
              + ": "
              + raw
              + "\r\nContent-Length: 2\r\n\r\n{}");
    }
    for (String header : List.of("call-ref", "idempotency-ref", "api-key", "x-api-version")) {
      RawHttp.exchange(
          server.url(),
          "POST /multi/login_with_password HTTP/1.1\r\nHost: localhost\r\n"
              + (header.equals("api-key") ? "" : "api-key: " + AccessClient.KEY + "0\r\n")
              + header
              + ": "
              + raw
              + "\r\nContent-Length: 2\r\n\r\n{}");
    }
    AccessClient.of(server).tryLogin(text + "@example.org", text);
    RawHttp.exchange(server.url(), raw + " / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    RawHttp.exchange(server.url(), "GET /" + raw + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    RawHttp.exchange(server.url(), "GET /?" + raw + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
}
