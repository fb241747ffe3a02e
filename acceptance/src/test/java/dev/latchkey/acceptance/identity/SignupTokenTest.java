package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST signup-token}: what native apps sign up with (contract sections 2.1 and 5.2). */
class SignupTokenTest extends IdentityContract {

  private static final String SCOPES = "openid profile email offline_access";

  @Override
  TestConfig config() {
    return demo()
        .alsoTenant("awaiting")
        .set("/tenants/1/signup", Map.of("login_before_verification", false));
  }

  private static Map<String, Object> data() {
    return Map.of("email", Users.newEmail(), "password", Users.PASSWORD, "given_name", "Ada");
  }

  private Answer signUp(String scope) {
    return call("signup-token", TestConfig.NATIVE, Map.of("scope", scope, "data", data()));
  }

  private static JsonNode claims(Answer answer) {
    String payload = answer.text("id_token").split("\\.")[1];
    return JsonMapper.shared()
        .readTree(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
  }

  @Test
  void a_sign_up_is_answered_with_tokens() {
    Answer answer = signUp(SCOPES);

    JsonNode body = Expect.secret(answer);
    assertThat(body.propertyNames())
        .containsExactlyInAnyOrder(
            "access_token", "token_type", "expires_in", "id_token", "refresh_token", "scope");
    assertThat(body.path("token_type").asString()).isEqualTo("Bearer");
    assertThat(body.path("expires_in").isIntegralNumber()).isTrue();
    assertThat(body.path("expires_in").asInt()).isEqualTo(3600);
    assertThat(body.path("scope").asString()).isEqualTo(SCOPES);
    assertThat(users.userinfo(answer.text("access_token")).text("given_name")).isEqualTo("Ada");
    assertThat(new Users(http, TestConfig.NATIVE).refresh(answer.text("refresh_token")).status())
        .isEqualTo(200);
  }

  @Test
  void the_id_token_says_that_the_user_is_new_in_the_types_that_clients_decode() {
    Answer answer = signUp(SCOPES);
    JsonNode claims = claims(answer);

    assertThat(claims.path("new_user").isBoolean()).isTrue();
    assertThat(claims.path("new_user").asBoolean()).isTrue();
    assertThat(claims.path("iss").asString()).isEqualTo("http://localhost:9999");
    assertThat(claims.path("sub").asString())
        .isEqualTo(users.userinfo(answer.text("access_token")).text("id"));
    assertThat(claims.path("aud").isArray()).isTrue();
    assertThat(claims.at("/aud/0").asString()).isEqualTo(TestConfig.NATIVE);
    assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3600);
    assertThat(claims.path("auth_type").asString()).isEqualTo("password");
    assertThat(claims.path("given_name").asString()).isEqualTo("Ada");
    assertThat(claims.path("email").isString()).isTrue();
    assertThat(claims.path("email_verified").isBoolean()).isTrue();
    assertThat(claims.path("updated_at").asString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
  }

  @Test
  void without_openid_there_is_no_id_token_and_without_offline_access_no_refresh_token() {
    JsonNode body = Expect.secret(signUp("profile"));

    assertThat(body.propertyNames())
        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void without_a_scope_there_are_the_clients_default_ones(String scope) {
    assertThat(Expect.secret(signUp(scope)).path("scope").asString())
        .isEqualTo("openid profile email phone");
  }

  @Test
  void an_unknown_scope_is_dropped() {
    assertThat(Expect.secret(signUp("openid test profile")).path("scope").asString())
        .isEqualTo("openid profile");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openid events", "score_read"})
  void a_known_scope_that_is_not_the_clients_is_refused(String scope) {
    Expect.error(signUp(scope), 400, "invalid_scope", "error.scope.invalid");
  }

  @Test
  void a_scope_is_a_text_of_a_sane_length() {
    Expect.invalid(
        call("signup-token", TestConfig.NATIVE, Map.of("scope", List.of("openid"), "data", data())),
        "scope:invalid");
    Expect.invalid(signUp("openid " + "x".repeat(1024)), "scope:invalid");
  }

  @Test
  void the_client_must_have_it_switched_on() {
    Expect.error(
        call("signup-token", TestConfig.SPA, Map.of("data", data())),
        403,
        "unauthorized_client",
        "error.client.unauthorized");
  }

  @Test
  void there_are_no_tokens_where_the_identifier_must_be_verified_first() {
    JsonNode body =
        Expect.secret(
            call(tenant("awaiting"), "signup-token", TestConfig.NATIVE, Map.of("data", data())));

    assertThat(body.propertyNames()).containsExactly("id");
  }

  @Test
  void the_origin_is_kept_with_the_login() {
    Answer answer =
        call(
            "signup-token",
            TestConfig.NATIVE,
            Map.of("scope", SCOPES, "origin", "Spring campaign", "data", data()));

    JsonNode summary = users.userinfo(answer.text("access_token")).json().path("login_summary");
    assertThat(summary.path("total").asInt()).isEqualTo(1);
    assertThat(summary.at("/origins/0").asString()).isEqualTo("Spring campaign");
  }

  @Test
  void the_faults_of_a_sign_up_are_the_same() {
    String taken = Users.newEmail();
    users.signUp(taken);

    Expect.invalid(
        call("signup-token", TestConfig.NATIVE, Map.of()), "data:missing", "data.password:missing");
    Expect.invalid(
        call(
            "signup-token",
            TestConfig.NATIVE,
            Map.of(
                "redirect_url",
                "https://evil.example/",
                "data",
                Map.of("email", "ada", "password", Users.PASSWORD))),
        "data.email:invalid",
        "redirect_url:invalid");
    Expect.error(
        call(
            "signup-token",
            TestConfig.NATIVE,
            Map.of("data", Map.of("email", taken, "password", Users.PASSWORD))),
        400,
        "email_already_exists",
        "error.email.alreadyInUse");
    Expect.error(
        call(
            "signup-token",
            TestConfig.NATIVE,
            Map.of("data", Map.of("email", Users.newEmail(), "password", "abcdefgh1"))),
        400,
        "password_too_weak",
        "error.password.tooWeak");
  }
}
