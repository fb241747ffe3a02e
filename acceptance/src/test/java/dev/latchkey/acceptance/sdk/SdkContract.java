package dev.latchkey.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.sdk.Command;
import dev.latchkey.sdk.LatchkeyClient;
import dev.latchkey.sdk.LatchkeyException;
import dev.latchkey.sdk.SdkConfig;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.LatchkeyApiError;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.ProfileSignupRequest;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A server, and an app on it that is a public native client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SdkContract {

  static final List<String> SCOPES =
      List.of(
          "openid",
          "profile",
          "email",
          "phone",
          "address",
          "full_write",
          "offline_access",
          "mfa",
          "session");

  static final String PASSWORD = Users.PASSWORD;
  static final String NEW_PASSWORD = "an entirely new passphrase";

  /** The issuer, too: not where the tests find the server. */
  static final String PUBLIC_URL = "http://localhost:9999";

  TestServer server;
  LatchkeyClient client;

  SdkContract() {
    server = TestServer.start(config());
    client = builder(TestConfig.NATIVE).build();
  }

  @BeforeAll
  void theServerIsUp() {
    assertThat(client.initialize().await().getScope()).contains("openid");
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  /** The second tenant is at 127.0.0.1, the first at localhost. */
  TestConfig config() {
    return TestConfig.standard()
        .set("/tenants/0/public_url", PUBLIC_URL)
        .set("/tenants/0/mfa", Map.of("email", true))
        .set(
            "/tenants/0/webauthn",
            Map.of("rp_id", "app.example", "origins", List.of(TestConfig.ORIGIN)))
        .set(TestConfig.client(TestConfig.NATIVE) + "/scopes", SCOPES);
  }

  SdkConfig.Builder settings(String clientId) {
    return SdkConfig.builder("localhost:" + port(), clientId)
        .setInsecureLoopback(true)
        .setIssuer(PUBLIC_URL)
        .setScheme(
            clientId.equals(TestConfig.NATIVE)
                ? "reachfive://native/callback"
                : TestConfig.CALLBACK)
        .setOriginWebAuthn(TestConfig.ORIGIN)
        .setLanguage("en");
  }

  int port() {
    return URI.create(server.url()).getPort();
  }

  LatchkeyClient.Builder builder(String clientId) {
    return LatchkeyClient.builder(settings(clientId).build());
  }

  static ProfileSignupRequest.Builder ada(String email) {
    return ProfileSignupRequest.builder().setEmail(email).setPassword(PASSWORD);
  }

  /** The tokens of a new user with that address, with every scope. */
  AuthToken signUp(String email) {
    return signUp(ada(email).build());
  }

  /** As above; the messages that a sign-up sends are there when this returns. */
  AuthToken signUp(ProfileSignupRequest profile) {
    AuthToken tokens = client.signup(profile, SCOPES).await().getAuthToken();
    for (String recipient : new String[] {profile.getEmail(), profile.getPhoneNumber()}) {
      if (recipient != null) {
        server.inbox().await(recipient, 1);
      }
    }
    return Objects.requireNonNull(tokens);
  }

  static LatchkeyError failureOf(Command<?> command) {
    LatchkeyException thrown = catchThrowableOfType(LatchkeyException.class, command::await);
    assertThat(thrown).as("a failure").isNotNull();
    return thrown.getError();
  }

  static LatchkeyApiError data(LatchkeyError error) {
    return Objects.requireNonNull(error.getData(), error.toString());
  }

  /** Expects that failure. */
  static void expect(Command<?> command, int code, String message, String key) {
    LatchkeyError error = failureOf(command);
    assertThat(error.getMessage()).isEqualTo(message);
    assertThat(error.getCode()).isEqualTo(code);
    assertThat(data(error).getErrorMessageKey()).isEqualTo(key);
    assertThat(data(error).getErrorId()).hasSize(10);
  }

  /** Expects that these fields are wrong. */
  static void expectInvalid(Command<?> command, String... fieldsAndCodes) {
    LatchkeyError error = failureOf(command);
    assertThat(error.getCode()).isEqualTo(400);
    assertThat(error.getMessage()).isEqualTo("invalid_request");
    assertThat(data(error).getErrorDetails())
        .extracting(detail -> detail.getField() + ":" + detail.getCode())
        .containsExactlyInAnyOrder(fieldsAndCodes);
  }

  static void expectWrongCode(Command<?> command) {
    expect(command, 401, "invalid_grant", "error.invalidVerificationCode");
  }

  /** What that command has sent to the recipient. */
  Inbox.Message messageOf(Supplier<Command<?>> command, String recipient) {
    int before = server.inbox().to(recipient).size();
    command.get().await();
    return server.inbox().await(recipient, before + 1);
  }

  static String other(String code) {
    return code.equals("000000") ? "000001" : "000000";
  }
}
