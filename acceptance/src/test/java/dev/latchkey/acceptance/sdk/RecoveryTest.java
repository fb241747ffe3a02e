package dev.latchkey.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sdk.LatchkeyClient;
import dev.latchkey.sdk.SdkConfig;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.ProfileSignupRequest;
import dev.latchkey.sdk.model.UpdatePasswordRequest;
import dev.latchkey.sdk.model.UpdatePasswordRequest.AccessTokenParams;
import dev.latchkey.sdk.model.UpdatePasswordRequest.EmailParams;
import dev.latchkey.sdk.model.UpdatePasswordRequest.FreshAccessTokenParams;
import dev.latchkey.sdk.model.UpdatePasswordRequest.SmsParams;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The commands {@code requestPasswordReset}, {@code updatePassword} and {@code
 * requestAccountRecovery} (SDK contract sections 3.9, 3.10, 4.13 and 6).
 */
class RecoveryTest extends SdkContract {

  @Override
  TestConfig config() {
    return super.config()
        .alsoTenant("silent")
        .set("/tenants/1/hosts", List.of("127.0.0.1"))
        .set("/tenants/1/messages/password_reset", Map.of("enabled", false));
  }

  private void logsIn(String username, String password) {
    assertThat(client.loginWithPassword(username, password, null).await().getAccessToken())
        .isNotEmpty();
  }

  @Test
  void a_code_from_a_mail_sets_a_new_password_once() {
    String email = Users.newEmail();
    signUp(email);
    Inbox.Message message =
        messageOf(
            () -> client.requestPasswordReset(email, TestConfig.RESET_PAGE, null, "home"), email);
    assertThat(message.link()).startsWith(TestConfig.RESET_PAGE);

    expectWrongCode(
        client.updatePassword(new EmailParams(email, other(message.code()), NEW_PASSWORD)));
    EmailParams reset = new EmailParams(email, message.code(), NEW_PASSWORD);
    client.updatePassword(reset).await();

    logsIn(email, NEW_PASSWORD);
    expect(
        client.loginWithPassword(email, PASSWORD, null),
        401,
        "invalid_grant",
        "error.invalidEmailOrPassword");
    expectWrongCode(client.updatePassword(reset));
  }

  @Test
  void a_code_from_a_text_message_sets_a_new_password() {
    String number = Users.newPhoneNumber();
    signUp(ProfileSignupRequest.builder().setPhoneNumber(number).setPassword(PASSWORD).build());
    String code = messageOf(() -> client.requestPasswordReset(null, null, number), number).code();
    client.updatePassword(new SmsParams(number, code, NEW_PASSWORD)).await();
    logsIn(number, NEW_PASSWORD);
  }

  @Test
  void nobody_learns_whether_there_is_such_a_user() {
    client.requestPasswordReset(Users.newEmail(), null, null).await();
    client.requestAccountRecovery(Users.newEmail(), null, null).await();
    expectInvalid(client.requestPasswordReset("no address", null, null), "email:invalid");
    expectInvalid(
        client.requestPasswordReset(Users.newEmail(), "https://evil.example/", null),
        "redirect_url:invalid");
    LatchkeyError error = failureOf(client.requestPasswordReset(null, null, null));
    assertThat(error.getMessage()).isEqualTo("invalid_request");
  }

  @Test
  void without_a_message_to_send_the_command_fails() {
    LatchkeyClient silent =
        LatchkeyClient.create(
            SdkConfig.builder("127.0.0.1:" + port(), TestConfig.NATIVE)
                .setInsecureLoopback(true)
                .build());
    LatchkeyError error = failureOf(silent.requestPasswordReset(Users.newEmail(), null, null));
    assertThat(error.getMessage()).isEqualTo("missing_config");
    assertThat(error.getCode()).isEqualTo(400);
  }

  @Test
  void a_fresh_token_sets_a_new_password_and_one_that_is_not_does_not() {
    String email = Users.newEmail();
    AuthToken tokens = signUp(email);
    client.updatePassword(new FreshAccessTokenParams(tokens, NEW_PASSWORD)).await();
    logsIn(email, NEW_PASSWORD);

    AuthToken stale = signUp(Users.newEmail());
    server.clock().advance(Duration.ofMinutes(6));
    expect(
        client.updatePassword(new FreshAccessTokenParams(stale, NEW_PASSWORD)),
        401,
        "invalid_grant",
        "error.accessToken.freshness");
  }

  @Test
  void the_old_password_sets_a_new_one() {
    String email = Users.newEmail();
    AuthToken tokens = signUp(email);
    LatchkeyError wrong =
        failureOf(
            client.updatePassword(new AccessTokenParams(tokens, "not the old", NEW_PASSWORD)));
    assertThat(wrong.getMessage()).isEqualTo("invalid_grant");
    assertThat(wrong.getCode()).isEqualTo(401);
    client.updatePassword(new AccessTokenParams(tokens, PASSWORD, NEW_PASSWORD)).await();
    logsIn(email, NEW_PASSWORD);
  }

  @Test
  void a_new_password_is_a_good_one_and_another_than_before() {
    AuthToken tokens = signUp(Users.newEmail());
    expect(
        client.updatePassword(new AccessTokenParams(tokens, PASSWORD, PASSWORD)),
        400,
        "invalid_request",
        "error.updateSamePassword");
    LatchkeyError weak =
        failureOf(client.updatePassword(new AccessTokenParams(tokens, PASSWORD, "12345678")));
    assertThat(weak.getMessage()).isIn("password_too_weak", "invalid_request");
  }

  @Test
  void a_token_needs_the_scope_to_write() {
    String email = Users.newEmail();
    signUp(email);
    AuthToken reader = client.loginWithPassword(email, PASSWORD, List.of("openid")).await();
    for (UpdatePasswordRequest request :
        List.of(
            new FreshAccessTokenParams(reader, NEW_PASSWORD),
            new AccessTokenParams(reader, PASSWORD, NEW_PASSWORD))) {
      LatchkeyError error = failureOf(client.updatePassword(request));
      assertThat(error.getMessage()).isEqualTo("insufficient_scope");
      assertThat(error.getCode()).isEqualTo(403);
    }
  }

  @Test
  void an_account_is_recovered_by_the_code_of_a_mail() {
    String email = Users.newEmail();
    signUp(email);
    Inbox.Message message =
        messageOf(() -> client.requestAccountRecovery(email, null, TestConfig.RESET_PAGE), email);
    assertThat(message.link()).startsWith(TestConfig.RESET_PAGE);
    client.updatePassword(new EmailParams(email, message.code(), NEW_PASSWORD)).await();
    logsIn(email, NEW_PASSWORD);
  }
}
