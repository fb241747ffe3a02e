package dev.latchkey.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.PasswordLoginRequest;
import dev.latchkey.sdk.model.ProfileSignupRequest;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Logging in with a password, a link or a code; renewing tokens; logging out (SDK contract sections
 * 3.2 and 3.4 to 3.8).
 */
class LoginTest extends SdkContract {

  @Override
  TestConfig config() {
    return super.config().set("/tenants/0/lockout", Map.of("failures", 3, "duration", "10m"));
  }

  private String newUser() {
    String email = Users.newEmail();
    signUp(email);
    return email;
  }

  // --- loginWithPassword
  // ----------------------------------------------------------------------------

  @Test
  void a_user_logs_in_by_address_number_or_identifier() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    String identifier = "ada." + System.nanoTime();
    ProfileSignupRequest ada =
        ada(email).setPhoneNumber(number).setCustomIdentifier(identifier).build();
    String uid = Objects.requireNonNull(signUp(ada).getUser()).getId();

    for (AuthToken tokens :
        List.of(
            client.loginWithPassword(email, PASSWORD, SCOPES).await(),
            client.loginWithPassword(number, PASSWORD, null).await(),
            client
                .loginWithPassword(
                    PasswordLoginRequest.builder()
                        .setCustomIdentifier(identifier)
                        .setPassword(PASSWORD)
                        .setOrigin("home")
                        .build())
                .await())) {
      assertThat(tokens.getAccessToken()).isNotEmpty();
      assertThat(Objects.requireNonNull(tokens.getUser()).getId()).isEqualTo(uid);
    }
  }

  @Test
  void success_and_failure_are_called_as_the_seed_has_them() throws Exception {
    CompletableFuture<AuthToken> got = new CompletableFuture<>();
    client.loginWithPassword(
        newUser(), PASSWORD, null, got::complete, e -> got.completeExceptionally(new Exception()));
    assertThat(got.get(20, TimeUnit.SECONDS).getAccessToken()).isNotEmpty();

    CompletableFuture<LatchkeyError> failed = new CompletableFuture<>();
    client.loginWithPassword(newUser(), "wrong", null, t -> {}, failed::complete);
    assertThat(failed.get(20, TimeUnit.SECONDS).getMessage()).isEqualTo("invalid_grant");
  }

  @Test
  void a_wrong_password_and_an_unknown_user_are_the_same() {
    for (String email : List.of(newUser(), Users.newEmail())) {
      expect(
          client.loginWithPassword(email, "not the password", SCOPES),
          401,
          "invalid_grant",
          "error.invalidEmailOrPassword");
    }
  }

  @Test
  void too_many_tries_lock_the_login() {
    String email = newUser();
    for (int i = 0; i < 3; i++) {
      failureOf(client.loginWithPassword(email, "not the password", SCOPES));
    }
    expect(
        client.loginWithPassword(email, PASSWORD, SCOPES),
        403,
        "access_denied",
        "error.accountBlockedAfterMultipleLoginAttempts");
  }

  @Test
  void two_identifiers_are_one_too_many() {
    LatchkeyError error =
        failureOf(
            client.loginWithPassword(
                PasswordLoginRequest.builder()
                    .setEmail(Users.newEmail())
                    .setPhoneNumber(Users.newPhoneNumber())
                    .setPassword(PASSWORD)
                    .build()));
    assertThat(error.getErrorCode()).isEqualTo(ErrorCode.BadRequest);
  }

  // --- refreshAccessToken and logout
  // ----------------------------------------------------------------

  @Test
  void tokens_are_renewed_and_the_old_ones_are_over() {
    AuthToken first = signUp(Users.newEmail());
    AuthToken second = client.refreshAccessToken(first).await();
    AuthToken third = client.refreshAccessToken(second).await();
    assertThat(client.getProfile(third).await().getUid()).isNotEmpty();

    var another = builder(TestConfig.NATIVE).build();
    LatchkeyError error = failureOf(another.refreshAccessToken(first));
    assertThat(error.getMessage()).isEqualTo("invalid_grant");
    assertThat(data(error).getErrorMessageKey()).isEqualTo("error.refreshToken.revoked");
    assertThat(failureOf(another.refreshAccessToken(third)).getMessage())
        .as("somebody has the old one: nobody keeps the new one")
        .isEqualTo("invalid_grant");
  }

  @Test
  void refreshes_at_the_same_time_do_not_end_the_session() {
    AuthToken tokens = signUp(Users.newEmail());
    List<AuthToken> renewed = Together.run(8, i -> client.refreshAccessToken(tokens).await());
    assertThat(renewed).allMatch(renewed.get(0)::equals);
    assertThat(client.refreshAccessToken(renewed.get(0)).await().getAccessToken()).isNotEmpty();
  }

  @Test
  void without_offline_access_there_is_nothing_to_renew() {
    String email = newUser();
    AuthToken tokens = client.loginWithPassword(email, PASSWORD, List.of("openid")).await();
    assertThat(tokens.getRefreshToken()).isNull();
    assertThat(failureOf(client.refreshAccessToken(tokens)).getMessage())
        .isIn("invalid_grant", "invalid_request");
  }

  @Test
  void a_logout_ends_the_session_and_on_request_the_tokens() {
    AuthToken tokens = signUp(Users.newEmail());
    client.logout().await();
    assertThat(client.getProfile(tokens).await().getUid()).as("the token lives on").isNotEmpty();

    client.logout(tokens, false).await();

    LatchkeyError error = failureOf(client.getProfile(tokens));
    assertThat(error.getErrorCode()).isEqualTo(ErrorCode.Unauthorized);
    assertThat(failureOf(client.refreshAccessToken(tokens)).getMessage())
        .isEqualTo("invalid_grant");
  }

  // --- passwordless
  // ---------------------------------------------------------------------------------

  @Test
  void a_user_logs_in_by_the_code_of_a_text_message() {
    String number = Users.newPhoneNumber();
    Inbox.Message message = messageOf(() -> client.startPasswordless(null, number, null), number);
    expectWrongCode(client.verifyPasswordless(number, other(message.code())));
    AuthToken tokens = client.verifyPasswordless(number, message.code()).await();
    assertThat(Objects.requireNonNull(tokens.getUser()).getPhoneNumberVerified()).isTrue();
    assertThat(failureOf(client.verifyPasswordless(number, message.code())).getErrorCode())
        .as("one code, one login")
        .isEqualTo(ErrorCode.NoPkce);
  }

  @Test
  void a_user_logs_in_by_the_link_of_a_mail() {
    String email = newUser();
    Inbox.Message message =
        messageOf(() -> client.startPasswordless(email, null, TestConfig.CALLBACK), email);

    AuthToken tokens = client.exchangeCodeForToken(codeBehind(message.link())).await();

    assertThat(Objects.requireNonNull(tokens.getUser()).getEmail()).isEqualTo(email);
    assertThat(tokens.getUser().getEmailVerified()).isTrue();
  }

  /** Opens the page of the link and presses its button: the redirect that opens the app. */
  private String codeBehind(String link) {
    return server
        .http()
        .browser("http://localhost:9999")
        .postForm(URI.create(link).getRawPath(), Map.of())
        .redirectParameter("code");
  }

  @Test
  void a_user_types_the_code_of_the_mail() {
    String email = newUser();
    Inbox.Message message = messageOf(() -> client.startPasswordless(email, null, null), email);
    expectWrongCode(client.verifyPasswordlessByEmail(email, other(message.code())));
    AuthToken tokens = client.verifyPasswordlessByEmail(email, message.code()).await();
    assertThat(Objects.requireNonNull(tokens.getUser()).getEmail()).isEqualTo(email);
  }

  @Test
  void a_code_is_over_after_its_time() {
    String number = Users.newPhoneNumber();
    Inbox.Message message = messageOf(() -> client.startPasswordless(null, number, null), number);
    server.clock().advance(Duration.ofHours(1));
    expectWrongCode(client.verifyPasswordless(number, message.code()));
  }

  @Test
  void a_link_leads_to_a_page_of_the_client_and_nowhere_else() {
    LatchkeyError error =
        failureOf(client.startPasswordless(Users.newEmail(), null, "https://evil.example/"));
    assertThat(error.getCode()).isEqualTo(400);
    expectInvalid(client.startPasswordless(null, "12", null), "phone_number:invalid");
  }

  @Test
  void a_code_that_is_none_is_refused() {
    String email = newUser();
    client.startPasswordless(email, null, null).await();
    LatchkeyError error = failureOf(client.exchangeCodeForToken("no-code"));
    assertThat(error.getMessage()).isEqualTo("invalid_grant");
    assertThat(error.getCode()).isEqualTo(400);
  }
}
