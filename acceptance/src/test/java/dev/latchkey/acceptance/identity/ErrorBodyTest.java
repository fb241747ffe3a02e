package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The one form of an error, and the languages it speaks (contract sections 1.5 and 1.10). */
class ErrorBodyTest extends IdentityContract {

  @Override
  TestConfig config() {
    return demo().alsoTenant("german").set("/tenants/1/language", "de");
  }

  private static Answer wrongPassword(Http http) {
    return new Users(http).tryPassword(Users.newEmail(), "wrong horse");
  }

  private static String message(Answer answer) {
    return Expect.error(answer, 401, "invalid_grant", "error.invalidEmailOrPassword")
        .path("error_user_msg")
        .asString();
  }

  private String text(String language) {
    return http.get("/texts/v1/" + language + ".json")
        .json()
        .path("error.invalidEmailOrPassword")
        .asString();
  }

  @Test
  void an_error_has_these_fields_and_no_others() {
    JsonNode body = wrongPassword(http).json();

    assertThat(body.propertyNames())
        .containsExactlyInAnyOrder(
            "error", "error_id", "error_description", "error_message_key", "error_user_msg");
    assertThat(body.path("error_description").asString()).isEqualTo("Invalid email or password");
  }

  @Test
  void a_validation_error_has_details_instead_of_a_message_for_users() {
    JsonNode body = call("password/login", Map.of("email", "ada", "password", "x")).json();

    assertThat(body.propertyNames())
        .containsExactlyInAnyOrder(
            "error",
            "error_id",
            "error_description",
            "error_message_key",
            "error_user_msg",
            "error_details");
    assertThat(body.path("error_user_msg").isNull()).isTrue();
    assertThat(body.path("error_details"))
        .isEqualTo(
            read(
                """
                [{"field": "email", "message": "Must be a valid email", "code": "invalid"}]\
                """));
  }

  @Test
  void every_occurrence_has_an_id_of_its_own() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      ids.add(wrongPassword(http).text("error_id"));
    }

    assertThat(ids).hasSize(20).allMatch(id -> id.matches("[A-Za-z0-9]{10}"));
  }

  static List<String> codes() {
    return TextsTest.CODES;
  }

  @ParameterizedTest
  @MethodSource("codes")
  void the_message_for_users_is_in_the_language_that_they_read(String language) {
    Answer answer = wrongPassword(http.with("Accept-Language", language));

    assertThat(message(answer)).isEqualTo(text(language));
    assertThat(answer.text("error_description")).isEqualTo("Invalid email or password");
  }

  @Test
  void the_languages_are_twenty() {
    Set<String> messages = new HashSet<>();
    TextsTest.CODES.forEach(
        language -> messages.add(message(wrongPassword(http.with("Accept-Language", language)))));

    assertThat(messages).hasSize(20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fr-CA|fr",
        "FR|fr",
        "ja|jp",
        "zh|zh-Hans",
        "zh-Hant-HK|zh-TW",
        "xx, de|de",
        "en;q=0.2, de;q=0.9, fr;q=0.5|de",
        "de;q=0, fr|fr",
        "nl;q=nonsense, it|it",
        "fi, da|en",
        "*|en",
        "%%%;;;,,|en"
      })
  void the_best_of_several_languages_is_taken(String header, String language) {
    assertThat(message(wrongPassword(http.with("Accept-Language", header))))
        .isEqualTo(text(language));
  }

  @Test
  void without_a_language_it_is_the_tenants() {
    Http german = tenant("german");

    assertThat(message(wrongPassword(german))).isEqualTo(text("de"));
    assertThat(message(wrongPassword(german.with("Accept-Language", "xx")))).isEqualTo(text("de"));
    assertThat(message(wrongPassword(german.with("Accept-Language", "x".repeat(2000)))))
        .isEqualTo(text("de"));
    assertThat(message(wrongPassword(german.with("Accept-Language", "fr")))).isEqualTo(text("fr"));
    assertThat(message(wrongPassword(http))).isEqualTo(text("en"));
  }

  @Test
  void the_locale_for_mails_does_not_choose_the_language_of_errors() {
    assertThat(
            message(wrongPassword(http.with("Custom-Locale", "fr").with("Accept-Language", "de"))))
        .isEqualTo(text("de"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-endpoint", "", "config/", "signup/x"})
  void a_path_that_is_not_there_is_an_error_of_the_same_form(String path) {
    Expect.error(http.get(API + path), 404, "resource_not_found", "error.resource.notFound");
    Expect.error(
        http.post(API + path, Map.of()), 404, "resource_not_found", "error.resource.notFound");
  }

  @Test
  void a_method_that_is_not_there_is_an_error_of_the_same_form() {
    for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "PROPFIND")) {
      Expect.error(
          http.send(method, API + "signup", null, null),
          404,
          "resource_not_found",
          "error.resource.notFound");
    }
    Expect.error(
        http.post(API + "config", Map.of("client_id", TestConfig.SPA)),
        404,
        "resource_not_found",
        "error.resource.notFound");
  }

  @Test
  void an_unauthorized_answer_says_how_to_authorize() {
    assertThat(http.get(API + "userinfo").header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(wrongPassword(http).header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  /** A request that HTTP clients do not send: by hand. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "config?client_id=%zz",
        "config/consents?lang=%",
        "sso/data?client_id=%4",
        "logout?redirect_to=%u0041",
        "userinfo?fields=%zz"
      })
  void a_query_that_cannot_be_decoded_is_an_error_of_the_callers(String query) throws IOException {
    String token = users.newUser().accessToken();
    String answer = sendRaw("GET " + API + query + " HTTP/1.1", "Authorization: Bearer " + token);

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"error\":\"invalid_request\"");
  }

  private String sendRaw(String... lines) throws IOException {
    try (Socket socket = new Socket("localhost", URI.create(server.url()).getPort())) {
      String request =
          String.join("\r\n", lines) + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
