package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Native apps that listen on whatever port the system gave them (RFC 8252 section 7.3). */
@AttackClass(3)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoopbackRedirectTest {

  private static final List<String> REGISTERED =
      List.of(
          "http://127.0.0.1/cb",
          "http://[::1]/cb?app=1",
          "http://localhost/cb",
          "http://127.0.0.1:7777/fixed",
          "https://127.0.0.1/secure",
          "http://127.0.0.2/cb",
          "native://cb/");

  private TestServer server;
  private OAuthClient app;

  @BeforeAll
  void start() {
    TestConfig config = TestConfig.standard();
    for (String client : List.of(TestConfig.NATIVE, TestConfig.WEB_APP)) {
      config = config.set(TestConfig.client(client) + "/redirect_uris", REGISTERED);
    }
    server = TestServer.start(config);
    app = new OAuthClient(server.http(), TestConfig.NATIVE);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Answer codeTo(String redirectUri) {
    return app.authorize("tkn", app.newTkn(), "redirect_uri", redirectUri);
  }

  @Test
  void any_port_is_good_for_an_app_that_registered_none() {
    for (String uri :
        List.of(
            "http://127.0.0.1/cb",
            "http://127.0.0.1:1/cb",
            "http://127.0.0.1:80/cb",
            "http://127.0.0.1:49152/cb",
            "http://127.0.0.1:65535/cb",
            "http://[::1]:49152/cb?app=1")) {
      Answer answer = codeTo(uri);
      assertThat(answer.header("Location")).startsWith(uri + (uri.contains("?") ? "&" : "?"));
      assertThat(
              app.redeem(answer.redirectParameter("code"), "redirect_uri", uri)
                  .text("access_token"))
          .isNotEmpty();
    }
  }

  @Test
  void nothing_but_the_port_may_differ() {
    for (String uri :
        List.of(
            "http://127.0.0.1:0/cb",
            "http://127.0.0.1:00080/cb",
            "http://127.0.0.1:65536/cb",
            "http://127.0.0.1:99999999999/cb",
            "http://127.0.0.1:-1/cb",
            "http://127.0.0.1:/cb",
            "http://127.0.0.1:+80/cb",
            "http://127.0.0.1:８０/cb",
            "http://127.0.0.1:80",
            "http://127.0.0.1:80/",
            "http://127.0.0.1:80/cb/",
            "http://127.0.0.1:80/cb?a=b",
            "http://127.0.0.1:80/cb#a",
            "http://127.0.0.1:80/CB",
            "http://127.0.0.1:80//cb",
            "http://127.0.0.1:80/../cb",
            "http://127.0.0.1:80@evil.example/cb",
            "http://127.0.0.1:80\\@evil.example/cb",
            "http://127.0.0.1:80:80/cb",
            "http://127.0.0.1.evil.example:80/cb",
            "http://user@127.0.0.1:80/cb",
            "HTTP://127.0.0.1:80/cb",
            "https://127.0.0.1:80/cb",
            "https://127.0.0.1:80/secure",
            "http://127.1:80/cb",
            "http://2130706433:80/cb",
            "http://0x7f.0.0.1:80/cb",
            "http://127.0.0.2:80/cb",
            "http://0.0.0.0:80/cb",
            "http://[::1]:80/cb",
            "http://[0:0:0:0:0:0:0:1]:80/cb?app=1",
            "http://[::ffff:127.0.0.1]:80/cb",
            "native://cb:80/")) {
      assertNowhere(uri, codeTo(uri));
    }
  }

  @Test
  void a_registered_port_is_the_only_one() {
    assertThat(codeTo("http://127.0.0.1:7777/fixed").redirectParameters()).containsKey("code");
    assertNowhere("another", codeTo("http://127.0.0.1:7778/fixed"));
    assertNowhere("none", codeTo("http://127.0.0.1/fixed"));
  }

  /** A name may lead to another machine (RFC 8252 section 8.3). */
  @Test
  void a_name_is_good_only_as_it_is_registered() {
    assertThat(codeTo("http://localhost/cb").redirectParameters()).containsKey("code");
    assertNowhere("localhost", codeTo("http://localhost:49152/cb"));
  }

  @Test
  void a_client_on_a_server_has_no_port_of_the_users_machine() {
    OAuthClient backEnd = new OAuthClient(server.http(), TestConfig.WEB_APP);
    assertThat(backEnd.authorize("redirect_uri", "http://127.0.0.1/cb").redirectParameters())
        .containsEntry("error", "login_required");
    assertNowhere("a port", backEnd.authorize("redirect_uri", "http://127.0.0.1:49152/cb"));
  }

  @Test
  void a_code_is_redeemed_only_with_the_port_that_it_went_to() {
    String code = codeTo("http://127.0.0.1:49152/cb").redirectParameter("code");
    Answer answer = app.redeem(code, "redirect_uri", "http://127.0.0.1:49153/cb");
    assertThat(answer.text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void a_logout_leads_back_to_any_port_of_the_app() {
    String port = "http://127.0.0.1:49152/cb";
    assertThat(logout(port).header("Location")).isEqualTo(port);
    assertNowhere("another", logout("http://127.0.0.1:49152/other"));
    assertNowhere("a name", logout("http://localhost:49152/cb"));
  }

  private Answer logout(String redirectTo) {
    return server.http().get("/identity/v1/logout?redirect_to=" + redirectTo);
  }

  /** A link of a message is opened by whoever reads it: nothing is listening there. */
  @Test
  void links_of_messages_lead_to_no_port_that_is_not_registered() {
    Answer answer =
        server
            .http()
            .post(
                "/identity/v1/forgot-password",
                Map.of(
                    "client_id",
                    TestConfig.NATIVE,
                    "email",
                    "ada@example.org",
                    "redirect_url",
                    "http://127.0.0.1:49152/cb"));
    assertThat(answer.text("/error_details/0/field")).isEqualTo("redirect_url");
  }

  private static void assertNowhere(String what, Answer answer) {
    assertThat(answer.status()).as(what).isEqualTo(400);
    assertThat(answer.header("Location")).as(what).isEmpty();
  }
}
