package dev.latchkey.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sdk.LatchkeyClient;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.CredentialType;
import dev.latchkey.sdk.model.DeviceCredential;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.ProfileWebAuthnSignupRequest;
import dev.latchkey.sdk.model.SignupResponse;
import dev.latchkey.sdk.model.WebAuthnLoginRequest;
import dev.latchkey.sdk.platform.PasskeyAuthenticator;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Passkeys, made and shown by an authenticator with real keys (SDK contract sections 6 and 7). */
class PasskeyTest extends SdkContract {

  /** A device: the JSON of WebAuthn outside, the test kit's authenticator inside. */
  private static final class Device implements PasskeyAuthenticator {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Authenticator authenticator = new Authenticator();

    @Override
    public CompletionStage<String> create(String creationOptions) {
      ObjectNode wire = JSON.createObjectNode();
      wire.putObject("options").set("public_key", JSON.readTree(creationOptions));
      return CompletableFuture.completedFuture(standard(authenticator.create(wire)));
    }

    @Override
    public CompletionStage<Chosen> get(String requestOptions, Set<CredentialType> types) {
      ObjectNode options = (ObjectNode) JSON.readTree(requestOptions);
      options.set("rp_id", options.path("rpId"));
      ObjectNode wire = JSON.createObjectNode();
      wire.set("public_key", options);
      return CompletableFuture.completedFuture(Chosen.passkey(standard(authenticator.get(wire))));
    }

    private static String standard(Map<String, Object> credential) {
      ObjectNode standard = JSON.createObjectNode();
      rename(JSON.valueToTree(credential), standard);
      return standard.toString();
    }

    private static void rename(JsonNode from, ObjectNode to) {
      from.propertyStream()
          .forEach(field -> {
            String name =
                field.getKey().equals("client_data_json")
                    ? "clientDataJSON"
                    : camel(field.getKey());
            if (field.getValue().isObject()) {
              rename(field.getValue(), to.putObject(name));
            } else {
              to.set(name, field.getValue());
            }
          });
    }

    private static String camel(String name) {
      StringBuilder camel = new StringBuilder();
      for (String word : name.split("_")) {
        camel.append(
            camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
      }
      return camel.toString();
    }
  }

  private final Device device = new Device();
  private final LatchkeyClient app =
      builder(TestConfig.NATIVE).passkeyAuthenticator(device).build();

  private AuthToken signUpWithPasskey(String email) {
    SignupResponse response =
        app.signupWithPasskey(
                ProfileWebAuthnSignupRequest.builder().setEmail(email).setGivenName("Ada").build(),
                "Laptop",
                SCOPES,
                "home")
            .await();
    server.inbox().await(email, 1);
    return Objects.requireNonNull(response.getAuthToken());
  }

  @Test
  void a_user_signs_up_and_logs_in_with_a_passkey() {
    String email = Users.newEmail();
    AuthToken tokens = signUpWithPasskey(email);
    assertThat(app.getProfile(tokens).await().getGivenName()).isEqualTo("Ada");

    for (AuthToken again :
        List.of(
            app.loginWithPasskey(WebAuthnLoginRequest.ofEmail(email), SCOPES, "home").await(),
            app.loginWithWebAuthn(
                    WebAuthnLoginRequest.ofEmail(email).toBuilder()
                        .setOrigin(TestConfig.ORIGIN)
                        .setScope(SCOPES)
                        .build(),
                    null)
                .await(),
            app.discoverableLogin(SCOPES, null, Set.of(CredentialType.Passkey)).await())) {
      assertThat(Objects.requireNonNull(again.getUser()).getEmail()).isEqualTo(email);
    }
  }

  @Test
  void a_passkey_of_another_user_logs_nobody_in() {
    signUpWithPasskey(Users.newEmail());
    String other = Users.newEmail();
    signUp(other);
    LatchkeyError error =
        failureOf(app.loginWithPasskey(WebAuthnLoginRequest.ofEmail(other), SCOPES, null));
    assertThat(error.getMessage()).isEqualTo("invalid_grant");
    assertThat(error.getCode()).isEqualTo(401);
  }

  @Test
  void an_address_that_is_taken_is_refused() {
    String email = Users.newEmail();
    signUp(email);
    LatchkeyError error =
        failureOf(
            app.signupWithWebAuthn(
                ProfileWebAuthnSignupRequest.builder().setEmail(email).build(),
                TestConfig.ORIGIN,
                null,
                null));
    assertThat(error.getMessage()).isEqualTo("email_already_exists");
    LatchkeyError elsewhere =
        failureOf(
            app.signupWithWebAuthn(
                ProfileWebAuthnSignupRequest.builder().setEmail(Users.newEmail()).build(),
                "https://evil.example",
                null,
                null));
    assertThat(elsewhere.getMessage()).isEqualTo("origin_not_allowed");
    assertThat(elsewhere.getCode()).isEqualTo(403);
  }

  @Test
  void passkeys_are_added_listed_and_removed() {
    AuthToken tokens = signUp(Users.newEmail());
    assertThat(app.listWebAuthnDevices(tokens).await()).isEmpty();

    app.registerNewPasskey(tokens, "Laptop").await();
    app.addNewWebAuthnDevice(tokens, TestConfig.ORIGIN, "Phone").await();

    List<DeviceCredential> devices = app.listWebAuthnDevices(tokens).await();
    assertThat(devices)
        .extracting(DeviceCredential::getFriendlyName)
        .containsExactlyInAnyOrder("Laptop", "Phone");
    assertThat(devices.get(0).getCreatedAt()).endsWith("Z");
    app.removeWebAuthnDevice(tokens, devices.get(0).getId()).await();
    app.removeWebAuthnDevice(tokens, devices.get(0).getId()).await();
    assertThat(app.listWebAuthnDevices(tokens).await()).hasSize(1);
  }

  @Test
  void changes_need_a_login_of_just_now() {
    AuthToken tokens = signUp(Users.newEmail());
    server.clock().advance(Duration.ofMinutes(6));
    expect(
        app.registerNewPasskey(tokens, null), 401, "invalid_grant", "error.accessToken.freshness");
    expect(
        app.removeWebAuthnDevice(tokens, "dGhlLWlkLW9mLWEtcGFzc2tleQ"),
        401,
        "invalid_grant",
        "error.accessToken.freshness");
  }

  @Test
  void all_passkeys_are_replaced_by_the_code_of_an_account_recovery() {
    String email = Users.newEmail();
    AuthToken tokens = signUpWithPasskey(email);
    String code = messageOf(() -> app.requestAccountRecovery(email, null, null), email).code();
    expectWrongCode(app.resetPasskeys(email, null, "New phone", other(code)));
    app.resetPasskeys(email, null, "New phone", code).await();
    AuthToken again =
        app.loginWithPasskey(WebAuthnLoginRequest.ofEmail(email), SCOPES, null).await();
    assertThat(app.listWebAuthnDevices(again).await())
        .extracting(DeviceCredential::getFriendlyName)
        .containsExactly("New phone");
    assertThat(tokens.getAccessToken()).isNotEqualTo(again.getAccessToken());
  }
}
