package dev.latchkey.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.LatchkeyApiError;
import dev.latchkey.sdk.model.LatchkeyError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server that says what it is told to, and a client of it. */
abstract class WithFakeServer {

  static final String CONFIG = "{\"scope\":\"openid profile\"}";
  static final String TOKENS =
      "{\"access_token\":\"access\",\"refresh_token\":\"refresh\",\"token_type\":\"Bearer\","
          + "\"expires_in\":3600}";
  static final AuthToken TOKEN =
      AuthToken.builder()
          .setAccessToken("the-access-token")
          .setRefreshToken("the-refresh-token")
          .setTokenType("Bearer")
          .build();

  MockWebServer server = new MockWebServer();
  LatchkeyClient client = LatchkeyClient.create(SdkConfig.builder("unused.example", "app").build());

  @BeforeEach
  void startServer() throws IOException {
    server = new MockWebServer();
    server.start();
    client = builder().build();
  }

  @AfterEach
  void stopServer() {
    client.close();
    server.close();
  }

  SdkConfig.Builder config() {
    return SdkConfig.builder("localhost:" + server.getPort(), "app")
        .setInsecureLoopback(true)
        .setLanguage("fr-FR")
        .setOriginWebAuthn("https://app.example");
  }

  LatchkeyClient.Builder builder() {
    return LatchkeyClient.builder(config().build())
        .retries(2, Duration.ofMillis(2))
        .timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5));
  }

  void answers(int status, String body) {
    server.enqueue(answer(status, body).build());
  }

  static MockResponse.Builder answer(int status, String body) {
    return new MockResponse.Builder().code(status).body(body);
  }

  void redirects(String location) {
    server.enqueue(answer(302, "").addHeader("Location", location).build());
  }

  RecordedRequest request() {
    try {
      RecordedRequest request = server.takeRequest(5, TimeUnit.SECONDS);
      assertThat(request).as("a further request").isNotNull();
      return request;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static String path(RecordedRequest request) {
    return request.getMethod() + " " + request.getUrl().encodedPath();
  }

  static JsonObject body(RecordedRequest request) {
    try {
      return Json.object(request.getBody() == null ? "{}" : request.getBody().utf8());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static LatchkeyError failureOf(Command<?> command) {
    LatchkeyException thrown = catchThrowableOfType(LatchkeyException.class, command::await);
    assertThat(thrown).as("a failure").isNotNull();
    return thrown.getError();
  }

  /** What the server said of a failure. */
  static LatchkeyApiError data(LatchkeyError error) {
    return Objects.requireNonNull(error.getData(), error.toString());
  }

  static String idToken(String claims) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return "e30." + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
  }
}
