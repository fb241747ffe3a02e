package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code GET /link/verify-email/{token}}: where the links of verification mails lead (contract
 * sections 1.17 and 8.10).
 */
class VerifyEmailLinkTest extends IdentityContract {

  /** Signs up with those fields beside the data; the path of the link that is mailed. */
  private String mailedLink(String email, Map<String, ?> fields) {
    Map<String, Object> body = new LinkedHashMap<>(fields);
    body.put("data", Map.of("email", email, "password", Users.PASSWORD));
    Expect.secret(call("signup", body));
    return path(server.inbox().await(email, 1).link());
  }

  private boolean isVerified(String email) {
    return users
        .userinfo(users.tokens(users.logIn(email)).accessToken())
        .json()
        .path("email_verified")
        .asBoolean();
  }

  private static void redirectsTo(Answer answer, String location) {
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo(location);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void the_link_confirms_the_address_and_a_page_says_so() {
    String email = Users.newEmail();
    String link = mailedLink(email, Map.of());
    assertThat(isVerified(email)).isFalse();

    Answer page = http.get(link);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=UTF-8");
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(page.body()).contains("Your email address is confirmed.");
    assertThat(isVerified(email)).isTrue();
  }

  @Test
  void the_page_is_in_the_readers_language() {
    String link = mailedLink(Users.newEmail(), Map.of());

    Answer page = http.with("Accept-Language", "fr-CA,fr;q=0.9,en;q=0.5").get(link);

    assertThat(page.body()).contains("<html lang=\"fr\"", "Votre adresse e-mail est confirmée.");
  }

  @Test
  void the_verified_address_is_listed_as_such() {
    String email = Users.newEmail();
    http.get(mailedLink(email, Map.of()));

    assertThat(users.userinfo(users.tokens(users.logIn(email)).accessToken()).json().path("emails"))
        .isEqualTo(read("{\"verified\": [\"%s\"], \"unverified\": []}".formatted(email)));
  }

  @Test
  void opened_again_it_leads_to_the_same_place() {
    String email = Users.newEmail();
    String link = mailedLink(email, Map.of("redirect_url", TestConfig.CALLBACK));

    redirectsTo(http.get(link), TestConfig.CALLBACK);
    redirectsTo(http.get(link), TestConfig.CALLBACK);
    assertThat(isVerified(email)).isTrue();
  }

  @Test
  void it_leads_to_the_callback_that_the_sign_up_named() {
    redirectsTo(
        http.get(mailedLink(Users.newEmail(), Map.of("redirect_url", TestConfig.RESET_PAGE))),
        TestConfig.RESET_PAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"return_to_after_email_confirmation", "redirect_to_after_email_confirmation"})
  void where_to_go_from_there_is_handed_on(String name) {
    String onward = "https%3A%2F%2Fapp.example%2Fcallback";

    redirectsTo(
        http.get(
            mailedLink(
                Users.newEmail(),
                Map.of("redirect_url", TestConfig.CALLBACK, name, TestConfig.CALLBACK))),
        TestConfig.CALLBACK + "?return_to_after_email_confirmation=" + onward);
    redirectsTo(
        http.get(
            mailedLink(
                Users.newEmail(),
                Map.of("redirect_url", TestConfig.RESET_PAGE, name, TestConfig.CALLBACK))),
        TestConfig.RESET_PAGE + "&return_to_after_email_confirmation=" + onward);
  }

  @Test
  void the_link_of_an_update_leads_where_the_update_said() {
    String email = Users.newEmail();
    Http user =
        http.bearer(tokenOf("email full_write", Map.of("phone_number", Users.newPhoneNumber())));
    Expect.secret(
        user.post(
            API + "update-profile", Map.of("email", email, "redirect_url", TestConfig.CALLBACK)));

    redirectsTo(http.get(path(server.inbox().await(email, 1).link())), TestConfig.CALLBACK);
    assertThat(isVerified(email)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "x", "%20", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void a_wrong_link_is_refused(String token) {
    Expect.wrongCode(http.get("/link/verify-email/" + token));
  }

  @Test
  void a_browser_is_told_of_a_wrong_link_by_a_page() {
    Answer page =
        http.with("Accept", "text/html,application/xhtml+xml")
            .with("Accept-Language", "de")
            .get("/link/verify-email/nonsense");

    assertThat(page.status()).isEqualTo(401);
    assertThat(page.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=UTF-8");
    assertThat(page.body()).contains("<html lang=\"de\"", "invalid_grant");
  }

  @Test
  void a_link_is_good_for_an_hour() {
    String email = Users.newEmail();
    String link = mailedLink(email, Map.of());
    server.clock().advance(Duration.ofMinutes(60));

    Expect.wrongCode(http.get(link));
    assertThat(isVerified(email)).isFalse();
  }

  @Test
  void the_link_of_a_user_who_is_gone_is_a_wrong_one() {
    String email = Users.newEmail();
    String link = mailedLink(email, Map.of());
    server.sql("delete from profile where email = '" + email + "'");

    Expect.wrongCode(http.get(link));
  }
}
