package dev.latchkey.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sdk.Command;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.Consent;
import dev.latchkey.sdk.model.Emails;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.LoginSummary;
import dev.latchkey.sdk.model.Profile;
import dev.latchkey.sdk.model.ProfileAddress;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Reading and changing the profile (SDK contract sections 3.11 to 3.15 and 6). */
class ProfileTest extends SdkContract {

  private AuthToken reader(String email) {
    return client.loginWithPassword(email, PASSWORD, List.of("openid")).await();
  }

  private static void expectNoScope(Command<?> command) {
    LatchkeyError error = failureOf(command);
    assertThat(error.getMessage()).isEqualTo("insufficient_scope");
    assertThat(error.getErrorCode()).isEqualTo(ErrorCode.Forbidden);
  }

  @Test
  void what_the_scopes_do_not_unlock_is_null() {
    String email = Users.newEmail();
    signUp(ada(email).setGivenName("Ada").build());
    Profile little = client.getProfile(reader(email)).await();
    assertThat(little.getUid()).isNotEmpty();
    assertThat(little.getGivenName()).isNull();
    assertThat(little.getEmail()).isNull();
    Profile all =
        client.getProfile(client.loginWithPassword(email, PASSWORD, SCOPES).await()).await();
    assertThat(all.getGivenName()).isEqualTo("Ada");
    assertThat(all.getEmail()).isEqualTo(email);
    assertThat(all.getEmails()).isEqualTo(Emails.builder().setUnverified(List.of(email)).build());
    assertThat(all.getAuthTypes()).contains("password");
    LoginSummary logins = Objects.requireNonNull(all.getLoginSummary());
    assertThat(logins.getTotal()).isPositive();
    assertThat(logins.getFirstLogin()).isGreaterThan(1_600_000_000_000L);
    assertThat(logins.getLastProvider()).isEqualTo("local");
  }

  @Test
  void a_token_that_is_none_is_refused() {
    LatchkeyError error =
        failureOf(client.getProfile(AuthToken.builder().setAccessToken("x").build()));
    assertThat(error.getErrorCode()).isEqualTo(ErrorCode.Unauthorized);
  }

  @Test
  void only_what_is_set_changes() {
    AuthToken tokens = signUp(ada(Users.newEmail()).setGivenName("Ada").build());
    Profile changed =
        client
            .updateProfile(
                tokens,
                Profile.builder()
                    .setFamilyName("Lovelace")
                    .setBirthdate("1815-12-10")
                    .setCustomFields(Map.of("shoe_size", 38))
                    .setConsents(Map.of("newsletter", Consent.builder().setGranted(true).build()))
                    .setAddresses(
                        List.of(ProfileAddress.builder().setTitle("Home").setRaw("x").build()))
                    .build())
            .await();
    assertThat(changed.getGivenName()).isEqualTo("Ada");
    assertThat(changed.getFamilyName()).isEqualTo("Lovelace");
    assertThat(changed.getCustomFields()).containsEntry("shoe_size", 38L);
    assertThat(Objects.requireNonNull(changed.getAddresses()).get(0).getIsDefault()).isTrue();
    assertThat(client.getProfile(tokens).await().getFamilyName()).isEqualTo("Lovelace");
  }

  @Test
  void a_profile_that_was_read_can_be_sent_back() {
    AuthToken tokens =
        signUp(
            ada(Users.newEmail())
                .setCustomFields(Map.of("loyalty_card", "L1"))
                .setConsents(Map.of("newsletter", Consent.builder().setGranted(true).build()))
                .build());
    Profile read = client.getProfile(tokens).await();
    Profile changed =
        client.updateProfile(tokens, read.toBuilder().setNickname("Countess").build()).await();
    assertThat(changed.getNickname()).isEqualTo("Countess");
    assertThat(changed.getEmail()).isEqualTo(read.getEmail());
    assertThat(changed.getCustomFields()).isEqualTo(read.getCustomFields());
  }

  @Test
  void what_is_wrong_is_said_field_by_field() {
    AuthToken tokens = signUp(Users.newEmail());
    expectInvalid(
        client.updateProfile(tokens, Profile.builder().setBirthdate("soon").build()),
        "birthdate:invalid");
  }

  @Test
  void changes_need_the_scope_to_write() {
    String email = Users.newEmail();
    signUp(email);
    AuthToken reader = reader(email);
    expectNoScope(client.updateProfile(reader, Profile.builder().setName("x").build()));
    expectNoScope(client.updateEmail(reader, Users.newEmail(), null));
    expectNoScope(client.updatePhoneNumber(reader, Users.newPhoneNumber()));
    expectNoScope(client.verifyPhoneNumber(reader, Users.newPhoneNumber(), "123456"));
  }

  // --- the address
  // ----------------------------------------------------------------------------------

  @Test
  void an_address_is_changed_and_verified_by_the_code_of_the_mail() {
    AuthToken tokens = signUp(Users.newEmail());
    String email = Users.newEmail();
    Inbox.Message message =
        messageOf(() -> client.updateEmail(tokens, email, TestConfig.RESET_PAGE), email);
    expectWrongCode(client.verifyEmail(tokens, email, other(message.code())));
    client.verifyEmail(tokens, email, message.code()).await();
    Profile profile = client.getProfile(tokens).await();
    assertThat(profile.getEmail()).isEqualTo(email);
    assertThat(profile.getEmailVerified()).isTrue();
  }

  @Test
  void an_address_is_another_one_and_free_and_its_mail_leads_to_the_client() {
    String email = Users.newEmail();
    AuthToken tokens = signUp(email);
    String taken = Users.newEmail();
    signUp(taken);
    assertThat(failureOf(client.updateEmail(tokens, email, null)).getMessage())
        .isEqualTo("invalid_request");
    expect(
        client.updateEmail(tokens, taken, null),
        400,
        "email_already_exists",
        "error.email.alreadyInUse");
    expectInvalid(
        client.updateEmail(tokens, Users.newEmail(), "https://evil.example/"),
        "redirect_url:invalid");
  }

  @Test
  void a_mail_to_verify_is_sent_until_the_address_is_verified() {
    String email = Users.newEmail();
    AuthToken tokens = signUp(email);
    Inbox.Message message =
        messageOf(
            () -> client.sendEmailVerification(tokens, TestConfig.CALLBACK, TestConfig.RESET_PAGE),
            email);
    String path = URI.create(message.link()).getRawPath();
    String landing = server.http().get(path).location().toString();
    assertThat(landing).startsWith(TestConfig.CALLBACK).contains("reset");
    assertThat(client.sendEmailVerification(tokens, null, null).await().getVerificationEmailSent())
        .isFalse();
  }

  // --- the number
  // -----------------------------------------------------------------------------------

  @Test
  void a_number_is_changed_and_verified_by_the_code_of_the_text_message() {
    AuthToken tokens = signUp(Users.newEmail());
    String number = Users.newPhoneNumber();
    messageOf(() -> client.updatePhoneNumber(tokens, number), number);
    String code = messageOf(() -> client.updatePhoneNumber(tokens, number), number).code();
    expectWrongCode(client.verifyPhoneNumber(tokens, number, other(code)));
    client.verifyPhoneNumber(tokens, number, code).await();
    Profile profile = client.getProfile(tokens).await();
    assertThat(profile.getPhoneNumber()).isEqualTo(number);
    assertThat(profile.getPhoneNumberVerified()).isTrue();

    AuthToken other = signUp(Users.newEmail());
    LatchkeyError taken = failureOf(client.updatePhoneNumber(other, number));
    assertThat(taken.getMessage()).isEqualTo("phone_number_already_exists");
    expectInvalid(client.updatePhoneNumber(other, "12"), "phone_number:invalid");
  }
}
