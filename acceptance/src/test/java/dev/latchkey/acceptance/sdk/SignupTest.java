package dev.latchkey.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sdk.LatchkeyClient;
import dev.latchkey.sdk.SdkConfig;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.ClientConfig;
import dev.latchkey.sdk.model.Consent;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.OpenIdUser;
import dev.latchkey.sdk.model.Profile;
import dev.latchkey.sdk.model.ProfileAddress;
import dev.latchkey.sdk.model.ProfileAddressType;
import dev.latchkey.sdk.model.ProfileSignupRequest;
import dev.latchkey.sdk.model.SignupRequest;
import dev.latchkey.sdk.model.SignupResponse;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The commands {@code initialize} and {@code signup} (SDK contract sections 2 and 3.1). */
class SignupTest extends SdkContract {

  @Override
  TestConfig config() {
    return super.config()
        .alsoTenant("awaiting")
        .set("/tenants/1/hosts", List.of("127.0.0.1"))
        .set("/tenants/1/signup", Map.of("login_before_verification", false));
  }

  private Profile profile(AuthToken tokens) {
    return client.getProfile(tokens).await();
  }

  @Test
  void the_server_says_what_it_offers_this_client() {
    ClientConfig config = client.initialize().await();
    assertThat(config.getScope()).contains("openid", "profile", "email", "phone");
    assertThat(config.getLanguage()).isEqualTo("en");
    assertThat(config.getCountryCode()).isEqualTo("FR");
    assertThat(config.getSms()).isTrue();
    assertThat(config.getWebAuthn()).isTrue();
    assertThat(config.getMfaEmailEnabled()).isTrue();
  }

  @Test
  void an_unknown_client_is_refused() {
    LatchkeyClient stranger = builder("nobody").build();
    LatchkeyError error = failureOf(stranger.initialize());
    assertThat(error.getMessage()).isEqualTo("invalid_client");
    assertThat(error.getCode()).isEqualTo(401);
  }

  @Test
  void a_client_of_somebody_else_is_refused() {
    LatchkeyClient other = builder(TestConfig.THIRD_PARTY).build();
    expect(
        other.signup(ada(Users.newEmail()).build(), List.of("openid")),
        403,
        "unauthorized_client",
        "error.client.notFirstParty");
  }

  @Test
  void a_user_signs_up_by_e_mail_and_is_logged_in() {
    String email = Users.newEmail();

    AuthToken tokens = signUp(ada(email).setGivenName("Ada").setLocale("fr-FR").build());

    assertThat(tokens.getTokenType()).isEqualTo("Bearer");
    assertThat(tokens.getExpiresIn()).isPositive();
    assertThat(tokens.getRefreshToken()).isNotEmpty();
    OpenIdUser user = Objects.requireNonNull(tokens.getUser());
    assertThat(user.getEmail()).isEqualTo(email);
    assertThat(user.getEmailVerified()).isFalse();
    assertThat(user.getGivenName()).isEqualTo("Ada");
    assertThat(profile(tokens).getUid()).isEqualTo(user.getId());
  }

  @Test
  void without_scopes_the_clients_own_are_asked_for() {
    SignupResponse response = client.signup(ada(Users.newEmail()).build(), null).await();
    AuthToken tokens = Objects.requireNonNull(response.getAuthToken());
    assertThat(tokens.getIdToken()).isNotNull();
  }

  @Test
  void a_user_signs_up_by_phone_number() {
    String number = Users.newPhoneNumber();
    AuthToken tokens =
        signUp(ProfileSignupRequest.builder().setPhoneNumber(number).setPassword(PASSWORD).build());
    assertThat(profile(tokens).getPhoneNumber()).isEqualTo(number);
  }

  @Test
  void every_field_of_the_profile_arrives() {
    ProfileSignupRequest all =
        ada(Users.newEmail())
            .setCustomIdentifier("ada" + System.nanoTime())
            .setGivenName("Ada")
            .setMiddleName("Augusta")
            .setFamilyName("Lovelace")
            .setName("Ada Lovelace")
            .setNickname("Ada")
            .setBirthdate("1815-12-10")
            .setProfileURL("https://ada.example/")
            .setPicture("https://ada.example/ada.png")
            .setUsername("ada")
            .setGender("female")
            .setCompany("Analytical Engines")
            .setLocale("en-GB")
            .setBio("Wrote the first program.")
            .setCustomFields(Map.of("loyalty_card", "L1", "shoe_size", 38))
            .setConsents(Map.of("newsletter", Consent.builder().setGranted(true).build()))
            .setAddresses(
                List.of(
                    ProfileAddress.builder()
                        .setTitle("Home")
                        .setIsDefault(true)
                        .setAddressType(ProfileAddressType.billing)
                        .setStreetAddress("12 St James's Square")
                        .setLocality("London")
                        .setPostalCode("SW1Y")
                        .setCountry("GB")
                        .setDeliveryNote("Ring")
                        .build()))
            .build();

    Profile profile = profile(signUp(all));

    assertThat(profile.getCustomIdentifier()).isEqualTo(all.getCustomIdentifier());
    assertThat(profile.getMiddleName()).isEqualTo("Augusta");
    assertThat(profile.getFamilyName()).isEqualTo("Lovelace");
    assertThat(profile.getName()).isEqualTo("Ada Lovelace");
    assertThat(profile.getNickname()).isEqualTo("Ada");
    assertThat(profile.getBirthdate()).isEqualTo("1815-12-10");
    assertThat(profile.getProfileURL()).isEqualTo("https://ada.example/");
    assertThat(profile.getPicture()).isEqualTo("https://ada.example/ada.png");
    assertThat(profile.getUsername()).isEqualTo("ada");
    assertThat(profile.getGender()).isEqualTo("female");
    assertThat(profile.getCompany()).isEqualTo("Analytical Engines");
    assertThat(profile.getLocale()).isEqualTo("en-GB");
    assertThat(profile.getBio()).isEqualTo("Wrote the first program.");
    assertThat(profile.getCustomFields())
        .containsEntry("loyalty_card", "L1")
        .containsEntry("shoe_size", 38L);
    Consent newsletter = Objects.requireNonNull(profile.getConsents()).get("newsletter");
    assertThat(Objects.requireNonNull(newsletter).getGranted()).isTrue();
    assertThat(newsletter.getDate()).endsWith("Z");
    ProfileAddress home = Objects.requireNonNull(profile.getAddresses()).get(0);
    assertThat(home).isEqualTo(Objects.requireNonNull(all.getAddresses()).get(0));
    assertThat(profile.getCreatedAt()).endsWith("Z");
    assertThat(profile.getLiteOnly()).isFalse();
  }

  @Test
  void an_address_that_is_taken_is_refused_with_a_text_for_the_user() {
    String email = Users.newEmail();
    signUp(email);
    expect(
        client.signup(ada(email).build(), SCOPES),
        400,
        "email_already_exists",
        "error.email.alreadyInUse");
    LatchkeyClient french =
        LatchkeyClient.create(settings(TestConfig.NATIVE).setLanguage("fr-FR").build());
    String said = data(failureOf(french.signup(ada(email).build(), SCOPES))).getErrorUserMsg();
    String inEnglish = data(failureOf(client.signup(ada(email).build(), SCOPES))).getErrorUserMsg();
    assertThat(said).isNotEmpty().isNotEqualTo(inEnglish);
  }

  @Test
  void a_number_that_is_taken_is_refused() {
    ProfileSignupRequest ada =
        ProfileSignupRequest.builder()
            .setPhoneNumber(Users.newPhoneNumber())
            .setPassword(PASSWORD)
            .build();
    signUp(ada);
    LatchkeyError error = failureOf(client.signup(ada, SCOPES));
    assertThat(error.getMessage()).isEqualTo("phone_number_already_exists");
  }

  @Test
  void what_is_wrong_is_said_field_by_field() {
    expectInvalid(
        client.signup(ada("no address").setBirthdate("soon").build(), SCOPES),
        "data.email:invalid",
        "data.birthdate:invalid");
  }

  @Test
  void a_weak_password_is_refused() {
    LatchkeyError error =
        failureOf(client.signup(ada(Users.newEmail()).setPassword("password").build(), SCOPES));
    assertThat(error.getMessage()).isIn("password_too_weak", "invalid_request");
    assertThat(error.getCode()).isEqualTo(400);
  }

  @Test
  void the_mail_leads_to_a_page_of_the_client_and_nowhere_else() {
    SignupRequest.Builder request =
        SignupRequest.builder()
            .setProfile(ada(Users.newEmail()).build())
            .setScope(SCOPES)
            .setOrigin("home");
    client.signup(request.setRedirectUrl(TestConfig.RESET_PAGE).build()).await();
    expectInvalid(
        client.signup(
            request
                .setProfile(ada(Users.newEmail()).build())
                .setRedirectUrl("https://evil.example/")
                .build()),
        "redirect_url:invalid");
  }

  @Test
  void a_sign_up_may_wait_for_the_address_to_be_verified() {
    LatchkeyClient careful =
        LatchkeyClient.create(
            SdkConfig.builder("127.0.0.1:" + port(), TestConfig.NATIVE)
                .setInsecureLoopback(true)
                .build());
    String email = Users.newEmail();
    SignupResponse response = careful.signup(ada(email).build(), null).await();
    assertThat(response).isInstanceOf(SignupResponse.AwaitingIdentifierVerification.class);
    LatchkeyError error = failureOf(careful.loginWithPassword(email, PASSWORD, null));
    assertThat(error.getMessage()).isEqualTo("access_denied");
    assertThat(error.getCode()).isEqualTo(403);
  }
}
