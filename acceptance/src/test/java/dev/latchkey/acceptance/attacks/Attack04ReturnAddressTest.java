package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack class 4: any address that a caller may have a person sent to, in a mail or by a logout, is
 * an open redirector unless it is compared as strictly as a redirect URI (contract section 1.17).
 */
@AttackClass(4)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack04ReturnAddressTest {

  private TestServer server;
  private Users users;

  @BeforeAll
  void start() {
    server = TestServer.start();
    users = new Users(server.http());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static void assertRefused(Evasion evasion, String field, Answer answer) {
    assertThat(answer.status()).as(evasion.toString()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_request");
    assertThat(answer.json().path("error_details").findValuesAsString("field"))
        .as(evasion.toString())
        .contains(field);
  }

  private Answer signUp(String email, String field, String url) {
    return server
        .http()
        .post(
            "/identity/v1/signup",
            Map.of(
                "client_id",
                TestConfig.SPA,
                field,
                url,
                "data",
                Map.of("email", email, "password", Users.PASSWORD)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redirect_url",
        "return_to_after_email_confirmation",
        "redirect_to_after_email_confirmation"
      })
  void attack_04_no_evasion_gets_into_the_mail_of_a_sign_up(String field) {
    String email = Users.newEmail();
    for (Evasion evasion : Evasion.all()) {
      assertRefused(evasion, field, signUp(email, field, evasion.url()));
    }
    assertThat(signUp(email, field, TestConfig.CALLBACK).status())
        .as("a registered one is no evasion, and the refusals made no profile")
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redirect_url",
        "return_to_after_email_confirmation",
        "redirect_to_after_email_confirmation"
      })
  void attack_04_no_evasion_gets_into_the_mail_of_a_changed_profile(String field) {
    Http http = server.http().bearer(users.newUser().accessToken());
    for (Evasion evasion : Evasion.all()) {
      assertRefused(
          evasion,
          field,
          http.post(
              "/identity/v1/update-profile", Map.of("given_name", "Eve", field, evasion.url())));
    }
    Answer answer =
        http.post(
            "/identity/v1/update-profile", Map.of("given_name", "Ada", field, TestConfig.CALLBACK));
    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redirect_url", "return_to_after_password_reset"})
  void attack_04_no_evasion_gets_into_the_mail_of_a_forgotten_password(String field) {
    String email = Users.newEmail();
    users.signUp(email);
    for (Evasion evasion : Evasion.all()) {
      assertRefused(evasion, field, forgot(email, field, evasion.url()));
    }
    assertThat(forgot(email, field, TestConfig.RESET_PAGE).status()).isEqualTo(204);
    server.inbox().await(email, 2);
    assertThat(server.inbox().to(email))
        .as("the sign-up's and the last one's")
        .hasSize(2)
        .noneMatch(mail -> (mail.text() + mail.html()).contains("evil"));
  }

  private Answer forgot(String email, String field, String url) {
    return server
        .http()
        .post(
            "/identity/v1/forgot-password",
            Map.of("client_id", TestConfig.SPA, "email", email, field, url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"redirect_to", "post_logout_redirect_uri"})
  void attack_04_no_logout_leads_to_an_evasion(String field) {
    Http browser = server.browser();
    OAuthClient client = new OAuthClient(browser, TestConfig.SPA);
    client.newUser();
    for (Evasion evasion : Evasion.all()) {
      String url = evasion.against(TestConfig.LOGOUT_PAGE);
      Answer answer = browser.get("/identity/v1/logout", Map.of(field, url));
      assertThat(answer.status()).as(evasion.toString()).isEqualTo(400);
      assertThat(answer.header("Location")).isEmpty();
      assertThat(answer.text("error")).isEqualTo("invalid_request");
    }
    assertThat(client.authorize().redirectParameters())
        .as("a refused logout logs nobody out")
        .containsKey("code");

    Answer answer = browser.get("/identity/v1/logout", Map.of(field, TestConfig.LOGOUT_PAGE));
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo(TestConfig.LOGOUT_PAGE);
  }

  /** The second name must not get through in the shadow of the first. */
  @Test
  void attack_04_a_good_address_does_not_cover_for_a_bad_one() {
    Answer covered =
        server
            .http()
            .get(
                "/identity/v1/logout",
                Map.of(
                    "redirect_to",
                    TestConfig.LOGOUT_PAGE,
                    "post_logout_redirect_uri",
                    "https://evil.example/"));
    assertThat(covered.header("Location")).isEqualTo(TestConfig.LOGOUT_PAGE);
    assertThat(
            server
                .http()
                .get(
                    "/identity/v1/logout",
                    Map.of(
                        "redirect_to",
                        "https://evil.example/",
                        "post_logout_redirect_uri",
                        TestConfig.LOGOUT_PAGE))
                .status())
        .isEqualTo(400);
  }

  /** A link in a mail leads where the sign-up said, whatever is added to it on the way. */
  @Test
  void attack_04_a_link_of_a_mail_cannot_be_bent_to_another_place() {
    String email = Users.newEmail();
    assertThat(signUp(email, "redirect_url", TestConfig.CALLBACK).status()).isEqualTo(200);
    String path = server.inbox().await(email, 1).link().substring(server.url().length());
    for (String more :
        new String[] {
          "?redirect_url=https://evil.example/",
          "?redirect_to=//evil.example",
          "?return_to_after_email_confirmation=https://evil.example/"
        }) {
      assertThat(server.http().get(path + more).header("Location")).isEqualTo(TestConfig.CALLBACK);
    }
  }
}
