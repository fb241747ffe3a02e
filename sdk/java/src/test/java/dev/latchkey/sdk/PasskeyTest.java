package dev.latchkey.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sdk.model.CredentialType;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.ProfileWebAuthnSignupRequest;
import dev.latchkey.sdk.model.SignupResponse;
import dev.latchkey.sdk.model.WebAuthnLoginRequest;
import dev.latchkey.sdk.platform.PasskeyAuthenticator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Passkeys between the wire and WebAuthn's own JSON (contract sections 2.6 and 9). */
class PasskeyTest extends WithFakeServer {

  private static final String CREATION =
      """
      {"friendly_name":"Laptop","options":{"public_key":{
        "rp":{"id":"app.example","name":"App"},
        "user":{"id":"dXNlcg","name":"ada@example.org","display_name":"Ada"},
        "challenge":"Y2hhbGxlbmdl","pub_key_cred_params":[{"type":"public-key","alg":-7}],
        "timeout":60000,"exclude_credentials":[],"attestation":"none",
        "authenticator_selection":{"resident_key":"preferred","require_resident_key":false,
          "userVerification":"preferred"}}}}
      """;
  private static final String REQUEST =
      """
      {"public_key":{"challenge":"Y2hhbGxlbmdl","rp_id":"app.example","timeout":60000,
        "allow_credentials":[],"user_verification":"preferred"}}
      """;
  private static final String CREATED =
      """
      {"id":"aWQ","rawId":"aWQ","type":"public-key","authenticatorAttachment":"platform",
       "clientExtensionResults":{},"response":{"clientDataJSON":"Y2Q","attestationObject":"YW8",
       "transports":["internal"],"publicKey":"cGs","publicKeyAlgorithm":-7}}
      """;
  private static final String SHOWN =
      """
      {"id":"aWQ","rawId":"aWQ","type":"public-key","clientExtensionResults":{},
       "response":{"clientDataJSON":"Y2Q","authenticatorData":"YWQ","signature":"c2ln",
       "userHandle":"dXNlcg"}}
      """;

  private final List<String> asked = new ArrayList<>();
  private CompletionStage<PasskeyAuthenticator.Chosen> chosen =
      CompletableFuture.completedFuture(PasskeyAuthenticator.Chosen.passkey(SHOWN));
  private CompletionStage<String> created = CompletableFuture.completedFuture(CREATED);

  private final PasskeyAuthenticator device =
      new PasskeyAuthenticator() {
        @Override
        public CompletionStage<String> create(String creationOptions) {
          asked.add(creationOptions);
          return created;
        }

        @Override
        public CompletionStage<Chosen> get(String requestOptions, Set<CredentialType> types) {
          asked.add(types + requestOptions);
          return chosen;
        }
      };

  @BeforeEach
  void useAuthenticator() {
    client = builder().passkeyAuthenticator(device).build();
  }

  private static final ProfileWebAuthnSignupRequest ADA =
      ProfileWebAuthnSignupRequest.builder().setEmail("ada@example.org").build();

  @Test
  void a_sign_up_makes_a_passkey_and_logs_in() throws Exception {
    answers(200, CREATION);
    answers(200, "{\"tkn\":\"ticket\"}");
    redirects("reachfive://app/callback?code=c");
    answers(200, TOKENS);

    SignupResponse response =
        client.signupWithPasskey(ADA, "Laptop", List.of("openid"), "home").await();

    assertThat(response).isInstanceOf(SignupResponse.AchievedLogin.class);
    JsonObject options = body(request());
    assertThat(options.fields().toString())
        .isEqualTo(
            "{origin=https://app.example, client_id=app, friendly_name=Laptop,"
                + " profile={email=ada@example.org}, scope=openid}");
    assertThat(asked.get(0))
        .contains("\"displayName\":\"Ada\"", "\"pubKeyCredParams\":[{\"type\":\"public-key\"")
        .contains("\"residentKey\":", "\"requireResidentKey\":false", "\"userVerification\":")
        .contains("\"excludeCredentials\":[]", "\"timeout\":60000")
        .doesNotContain("_");
    JsonObject signup = body(request());
    assertThat(signup.text("webauthn_id")).isEqualTo("dXNlcg");
    assertThat(signup.requiredObject("public_key_credential").fields().toString())
        .isEqualTo(
            "{id=aWQ, raw_id=aWQ, type=public-key, response={client_data_json=Y2Q,"
                + " attestation_object=YW8, transports=[internal]}}");
  }

  @Test
  void a_sign_up_may_wait_for_the_identifier_to_be_verified() {
    answers(200, CONFIG);
    answers(200, CREATION);
    answers(200, "{}");
    assertThat(client.signupWithWebAuthn(ADA, "https://other.example", null, null).await())
        .isInstanceOf(SignupResponse.AwaitingIdentifierVerification.class);
    request();
    assertThat(body(request()).fields()).containsEntry("origin", "https://other.example");
  }

  @Test
  void a_login_shows_the_passkey_at_the_top_of_the_body() {
    answers(200, REQUEST);
    answers(200, "{\"tkn\":\"ticket\"}");
    redirects("reachfive://app/callback?code=c");
    answers(200, TOKENS);

    client
        .loginWithPasskey(WebAuthnLoginRequest.ofEmail("ada@example.org"), List.of("openid"), null)
        .await();

    assertThat(body(request()).fields().toString())
        .isEqualTo(
            "{client_id=app, origin=https://app.example, scope=openid, email=ada@example.org}");
    assertThat(asked.get(0)).startsWith("[Passkey]{").contains("\"rpId\":\"app.example\"");
    assertThat(body(request()).fields().toString())
        .isEqualTo(
            "{id=aWQ, raw_id=aWQ, type=public-key, response={authenticator_data=YWQ,"
                + " client_data_json=Y2Q, signature=c2ln, user_handle=dXNlcg}}");
  }

  @Test
  void a_login_of_anybody_may_end_with_a_stored_password() throws Exception {
    chosen =
        CompletableFuture.completedFuture(
            PasskeyAuthenticator.Chosen.password("ada@example.org", "secret"));
    answers(200, REQUEST);
    answers(200, "{\"tkn\":\"ticket\"}");
    redirects("reachfive://app/callback?code=c");
    answers(200, TOKENS);

    client
        .discoverableLogin(
            List.of("openid"), null, Set.of(CredentialType.Password, CredentialType.Passkey))
        .await();

    assertThat(asked.get(0)).startsWith("[Password, Passkey]{");
    assertThat(body(request()).has("email")).isFalse();
    assertThat(body(request()).text("password")).isEqualTo("secret");
  }

  @Test
  void a_passkey_without_a_name_is_called_as_the_device() {
    client = builder().passkeyAuthenticator(device).device("android", "Pixel 10").build();
    answers(200, CREATION);
    answers(204, "");
    client.registerNewPasskey(TOKEN, null).await();
    assertThat(body(request()).fields()).containsEntry("friendly_name", "Pixel 10");
  }

  @Test
  void passkeys_are_added_and_reset() {
    answers(200, CREATION);
    answers(204, "");
    client.registerNewPasskey(TOKEN, "Phone").await();
    answers(200, CREATION);
    answers(204, "");
    client.addNewWebAuthnDevice(TOKEN, "https://other.example", "Phone").await();
    answers(200, CREATION);
    answers(204, "");
    client.resetPasskeys("ada@example.org", null, "Phone", "123456").await();

    assertThat(body(request()).fields().toString())
        .isEqualTo("{origin=https://app.example, friendly_name=Phone}");
    assertThat(body(request()).fields()).containsEntry("raw_id", "aWQ");
    assertThat(body(request()).fields()).containsEntry("origin", "https://other.example");
    request();
    assertThat(body(request()).fields().toString())
        .isEqualTo(
            "{client_id=app, email=ada@example.org, verification_code=123456,"
                + " friendly_name=Phone, origin=https://app.example}");
    assertThat(body(request()).fields())
        .containsKeys("public_key_credential", "verification_code", "client_id");
  }

  @Test
  void a_user_who_gives_up_has_a_code_of_its_own() {
    created = CompletableFuture.failedFuture(new CancellationException("Closed"));
    answers(200, CREATION);
    assertThat(failureOf(client.registerNewPasskey(TOKEN, null)).getErrorCode())
        .isEqualTo(ErrorCode.WebauthnActionCanceled);
    created = CompletableFuture.failedFuture(new IllegalStateException("Broken"));
    answers(200, CREATION);
    assertThat(failureOf(client.registerNewPasskey(TOKEN, null)).getMessage()).isEqualTo("Broken");
  }

  @Test
  void what_an_authenticator_says_must_be_a_passkey() {
    for (String said : List.of("", "{}", "{\"id\":\"x\",\"response\":{}}", "[]")) {
      created = CompletableFuture.completedFuture(said);
      answers(200, CREATION);
      assertThat(failureOf(client.registerNewPasskey(TOKEN, null)).getErrorCode())
          .isEqualTo(ErrorCode.Unexpected);
    }
  }

  @Test
  void a_client_without_authenticator_or_origin_says_so() {
    client = builder().build();
    answers(200, CREATION);
    assertThat(failureOf(client.registerNewPasskey(TOKEN, null)).getErrorCode())
        .isEqualTo(ErrorCode.NotImplemented);
    client = LatchkeyClient.create(config().setOriginWebAuthn(null).build());
    assertThat(failureOf(client.registerNewPasskey(TOKEN, null)).getErrorCode())
        .isEqualTo(ErrorCode.BadRequest);
  }
}
