package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Router;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a body must be at every endpoint that reads one, today's and tomorrow's (contract sections
 * 1.1 and 1.2).
 */
class RequestBodyTest extends IdentityContract {

  private static final int LARGEST = 64 * 1024;

  /** A back end that has shown a token, so that nothing but the body is at fault. */
  private Http bearer;

  /** Everything is on: what is off says so before it reads a body. */
  @Override
  TestConfig config() {
    return demo()
        .set(
            "/tenants/0/webauthn",
            Map.of("rp_id", "app.example", "origins", List.of(TestConfig.ORIGIN)));
  }

  @BeforeAll
  void logIn() {
    bearer = http.bearer(users.newUser().accessToken());
  }

  /** Every endpoint under the API that takes a body; userinfo has no use for one. */
  List<String> endpoints() {
    return server.routes().stream()
        .filter(route -> route.method() == Method.POST && route.pattern().startsWith(API))
        .map(Router.Entry::pattern)
        .filter(path -> !path.equals(API + "userinfo"))
        .toList();
  }

  private static void malformed(Answer answer) {
    Expect.error(answer, 400, "invalid_request", "error.body.malformed");
  }

  private static boolean isReadable(Answer answer) {
    return !answer.text("error_message_key").startsWith("error.body.");
  }

  @Test
  void the_endpoints_are_found() {
    assertThat(endpoints())
        .contains(
            API + "signup",
            API + "signup-token",
            API + "password/login",
            API + "password/strength",
            API + "forgot-password",
            API + "update-password",
            API + "update-profile",
            API + "token/access-token");
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void what_is_not_json_is_malformed(String path) {
    for (String body :
        List.of(
            "{",
            "nonsense",
            "{\"client_id\": \"spa\",}",
            "{'client_id': 'spa'}",
            "{\"client_id\": \"spa\"} {}",
            "{\"client_id\": \"spa\"} x",
            "{\"client_id\": \"spa\", \"client_id\": \"native\"}",
            "{\"a\": {\"b\": 1, \"b\": 2}}",
            "{\"a\": NaN}",
            "{\"a\": 01}",
            "{\"a\": \"\u0001\"}",
            "{\"a\": 1" + "0".repeat(50) + "}",
            "{\"" + "a".repeat(300) + "\": 1}",
            "{\"a\": " + "[".repeat(40) + "]".repeat(40) + "}")) {
      malformed(bearer.send("POST", path, "application/json", body));
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void what_is_not_an_object_is_malformed(String path) {
    for (String body : List.of("[]", "\"client_id\"", "5", "true", "null", " ")) {
      malformed(bearer.send("POST", path, "application/json", body));
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void another_media_type_is_malformed(String path) {
    for (String type :
        List.of(
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/jsonx",
            "application/problem+json",
            "text/json",
            "*/*")) {
      malformed(bearer.send("POST", path, type, "{\"client_id\": \"spa\"}"));
    }
    malformed(bearer.send("POST", path, null, "{\"client_id\": \"spa\"}"));
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void json_may_be_written_in_any_case_and_with_parameters(String path) {
    for (String type :
        List.of(
            "application/json",
            "application/json;charset=UTF-8",
            "application/json; charset=utf-8",
            "Application/JSON ; x=y")) {
      assertThat(isReadable(bearer.send("POST", path, type, "{}"))).as(type).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void no_body_is_an_empty_object(String path) {
    Answer without = bearer.post(path);
    Answer empty = bearer.post(path, Map.of());

    assertThat(without.status()).isEqualTo(empty.status());
    assertThat(without.text("error_message_key")).isEqualTo(empty.text("error_message_key"));
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void a_body_has_at_most_64_kibibytes(String path) {
    assertThat(isReadable(bearer.send("POST", path, "application/json", ofSize(LARGEST)))).isTrue();

    for (int size : new int[] {LARGEST + 1, 1024 * 1024, 1024 * 1024 + 1}) {
      Expect.error(
          bearer.send("POST", path, "application/json", ofSize(size)),
          400,
          "invalid_request",
          "error.body.tooLarge");
    }
  }

  private static String ofSize(int bytes) {
    String start = "{\"unknown\": \"";
    String end = "\"}";
    return start + "x".repeat(bytes - start.length() - end.length()) + end;
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void unknown_fields_are_ignored(String path) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      fields.put("unknown" + i, i % 2 == 0 ? List.of(i) : Map.of("a", i));
    }

    Answer with = bearer.post(path, fields);
    Answer without = bearer.post(path, Map.of());

    assertThat(with.status()).isEqualTo(without.status());
    assertThat(with.text("error_message_key")).isEqualTo(without.text("error_message_key"));
  }

  @Test
  void texts_are_unicode() {
    String email = Users.newEmail();
    String name = "Zoë 永遠 🐎 نور";
    String tkn = users.signUp(Map.of("email", email, "given_name", name));

    assertThat(users.userinfo(users.tokens(tkn).accessToken()).text("given_name")).isEqualTo(name);
  }

  @Test
  void a_number_or_truth_value_counts_as_its_text_as_clients_are_lax() {
    String tkn =
        users.signUp(Map.of("email", Users.newEmail(), "given_name", 5, "family_name", true));

    var profile = users.userinfo(users.tokens(tkn).accessToken()).json();
    assertThat(profile.path("given_name")).isEqualTo(read("\"5\""));
    assertThat(profile.path("family_name")).isEqualTo(read("\"true\""));
  }

  @Test
  void a_correlation_id_and_the_metadata_of_the_mobile_clients_do_no_harm() {
    String email = Users.newEmail();
    users.signUp(email);

    Answer answer =
        http.with("X-R5-Correlation-Id", "b3d2a1c0-5a34-4c8e-9a51-0d9b8f0f1c11")
            .post(
                API
                    + "password/login?platform=android&device=Phone%209&version=14&sdk=11.0.0&sdk_method",
                Map.of("client_id", TestConfig.SPA, "email", email, "password", Users.PASSWORD));

    Expect.secret(answer);
  }
}
