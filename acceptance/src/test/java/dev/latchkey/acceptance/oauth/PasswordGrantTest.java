package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Contract section 4.2, RFC 6749 section 4.3, DECISIONS 5: the password grant, for clients whose
 * legacy switch is on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasswordGrantTest {

  private TestServer server;
  private OAuthClient legacy;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.twoTenants()
                .set("/tenants/1/login_types/phone_number", false)
                .set("/tenants/1/signup/login_before_verification", false));
    server.clock().stop();
    legacy = new OAuthClient(server.http(), TestConfig.LEGACY);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Answer logIn(OAuthClient client, String username, String password) {
    return client.token("password", "username", username, "password", password);
  }

  private String newUser() {
    String email = Users.newEmail();
    legacy.users().signUp(email);
    return email;
  }

  @Test
  void a_password_gives_tokens_for_json_and_forms() {
    String email = newUser();
    for (OAuthClient client : List.of(legacy, legacy.withForms())) {
      Answer answer =
          client.token(
              "password",
              "username",
              email,
              "password",
              Users.PASSWORD,
              "scope",
              "openid email offline_access");
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.json().propertyNames())
          .containsExactlyInAnyOrder(
              "access_token", "token_type", "expires_in", "id_token", "refresh_token", "scope");
      assertThat(legacy.users().userinfo(answer.text("access_token")).text("email"))
          .isEqualTo(email);
      assertThat(legacy.refresh(answer.text("refresh_token")).status()).isEqualTo(200);
    }
  }

  @Test
  void the_user_name_is_any_identifier() {
    String email = Users.newEmail();
    String phone = Users.newPhoneNumber();
    legacy
        .users()
        .signUp(Map.of("email", email, "phone_number", phone, "custom_identifier", "pwd-grant"));
    for (String username : List.of(email, email.toUpperCase(Locale.ROOT), phone, "pwd-grant")) {
      assertThat(logIn(legacy, username, Users.PASSWORD).status()).as(username).isEqualTo(200);
    }
  }

  @Test
  void the_nonce_stands_in_the_id_token() throws Exception {
    Answer answer =
        legacy.token(
            "password", "username", newUser(), "password", Users.PASSWORD, "nonce", "n-0S6");
    SignedJWT token = SignedJWT.parse(answer.text("id_token"));
    assertThat(token.getJWTClaimsSet().getStringClaim("nonce")).isEqualTo("n-0S6");
    assertThat(token.getJWTClaimsSet().getStringClaim("auth_type")).isEqualTo("password");
  }

  @Test
  void a_wrong_password_and_an_unknown_user_are_answered_alike() {
    for (String username :
        List.of(newUser(), Users.newEmail(), "nobody-here", "+33699999999", "%")) {
      Answer answer = logIn(legacy, username, "not the password");
      assertThat(answer.status()).as(username).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid_grant");
      assertThat(answer.text("error_message_key")).isEqualTo("error.invalidEmailOrPassword");
    }
  }

  @Test
  @Requirement("ASVS 10.4.4")
  void a_client_whose_switch_is_off_learns_nothing_about_passwords() {
    String email = newUser();
    for (String id : List.of(TestConfig.SPA, TestConfig.WEB_APP, TestConfig.BACKEND)) {
      OAuthClient client = new OAuthClient(server.http(), id);
      for (String password : List.of(Users.PASSWORD, "wrong")) {
        Answer answer = logIn(client, email, password);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text("error")).isEqualTo("unauthorized_client");
      }
    }
  }

  @Test
  void the_fields_are_required() {
    Answer none = legacy.token("password");
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.text("error")).isEqualTo("invalid_request");
    assertThat(none.json().path("error_details").findValuesAsString("field"))
        .containsExactlyInAnyOrder("username", "password");
  }

  /** ASVS 6.3.4: every path has the same strength; failures here count as failures there. */
  @Test
  void failures_here_and_at_the_login_are_counted_together() {
    String email = newUser();
    for (int i = 0; i < 3; i++) {
      logIn(legacy, email, "wrong");
      legacy.users().tryPassword(email, "wrong");
    }
    Answer here = logIn(legacy, email, Users.PASSWORD);
    assertThat(here.status()).isEqualTo(403);
    assertThat(here.text("error_message_key"))
        .isEqualTo("error.accountBlockedAfterMultipleLoginAttempts");
    assertThat(legacy.users().tryPassword(email, Users.PASSWORD).status()).isEqualTo(403);
    server.clock().advance(Duration.ofHours(1));
    assertThat(logIn(legacy, email, Users.PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void a_suspended_user_is_not_let_in() {
    String email = newUser();
    server.sql("update profile set suspended_at = now() where email = '" + email + "'");
    Answer answer = logIn(legacy, email, Users.PASSWORD);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("error_message_key")).isEqualTo("error.account.temporarilySuspended");
  }

  @Test
  void the_tenants_rules_for_logins_hold_here_too() {
    OAuthClient other =
        new OAuthClient(server.http().with("Host", "other.localhost"), TestConfig.LEGACY);
    String email = Users.newEmail();
    String phone = Users.newPhoneNumber();
    other.users().signUp(Map.of("email", email, "phone_number", phone));
    assertThat(logIn(other, phone, Users.PASSWORD).text("error_message_key"))
        .isEqualTo("error.invalidLoginType");
    assertThat(logIn(other, email, Users.PASSWORD).text("error_message_key"))
        .isEqualTo("error.unverifiedLogin");
  }

  @Test
  void the_scopes_are_those_of_the_scope_rule() {
    String email = newUser();
    Answer unknown =
        legacy.token(
            "password", "username", email, "password", Users.PASSWORD, "scope", "email test");
    assertThat(unknown.text("scope")).isEqualTo("email");
    Answer forbidden =
        legacy.token(
            "password", "username", email, "password", Users.PASSWORD, "scope", "openid mfa");
    assertThat(forbidden.text("error")).isEqualTo("invalid_scope");
    assertThat(logIn(legacy, email, Users.PASSWORD).text("scope"))
        .isEqualTo("openid profile email phone");
  }
}
