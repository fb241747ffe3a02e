package dev.latchkey.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LatchkeyApiError;
import dev.latchkey.sdk.model.LatchkeyApiErrorDetail;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.RedirectionCode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of every sort, and what is tried again (contract sections 5 and 10). */
class TransportTest extends WithFakeServer {

  @Test
  void an_error_of_the_server_comes_with_everything_it_says() {
    answers(
        400,
        """
        {"error":"invalid_request","error_id":"k3TzQ0aP9x","error_description":"Validation failed",
         "error_message_key":"error.validation","error_user_msg":null,"unknown":{"more":1},
         "error_details":[{"field":"data.email","message":"Must be a valid email","code":"invalid"}]}
        """);

    LatchkeyError error = failureOf(client.updatePhoneNumber(TOKEN, "+33612345678"));

    assertThat(error.getMessage()).isEqualTo("invalid_request");
    assertThat(error.getCode()).isEqualTo(400);
    assertThat(error.getErrorCode()).isEqualTo(ErrorCode.BadRequest);
    assertThat(error.getException()).isNull();
    assertThat(error.getRedirectionCode()).isNull();
    LatchkeyApiError data = data(error);
    assertThat(data.getErrorId()).isEqualTo("k3TzQ0aP9x");
    assertThat(data.getErrorDescription()).isEqualTo("Validation failed");
    assertThat(data.getErrorMessageKey()).isEqualTo("error.validation");
    assertThat(data.getErrorUserMsg()).isNull();
    assertThat(data.getErrorDetails())
        .containsExactly(
            LatchkeyApiErrorDetail.builder()
                .setField("data.email")
                .setMessage("Must be a valid email")
                .setCode("invalid")
                .build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>Bad gateway</html>",
        "[]",
        "{\"status\":\"no\"}",
        "{\"error\":7}",
        "{\"error\":\"x\",\"error_details\":\"y\"}"
      })
  void an_error_that_is_not_the_servers_has_the_status_alone(String body) {
    answers(418, body);

    LatchkeyError error = failureOf(client.updatePhoneNumber(TOKEN, "+33612345678"));

    assertThat(error.getMessage()).isEqualTo("Latchkey API response error");
    assertThat(error.getCode()).isEqualTo(418);
    assertThat(error.getErrorCode()).isNull();
    assertThat(error.getData()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>Welcome to the hotel</html>",
        "\"text\"",
        "[1]",
        "{\"uid\":",
        "{\"uid\":7}",
        "{\"emails\":[]}",
        "{\"addresses\":{}}",
        "{\"login_summary\":{\"total\":1e400}}"
      })
  void a_success_that_cannot_be_read_is_a_failure(String body) {
    answers(200, body);

    LatchkeyError error = failureOf(client.getProfile(TOKEN));

    assertThat(error.getErrorCode()).isEqualTo(ErrorCode.Unexpected);
    assertThat(error.getRedirectionCode()).isEqualTo(RedirectionCode.UNEXPECTED);
    assertThat(error.getException()).isInstanceOf(IOException.class);
    assertThat(error.getData()).isNull();
  }

  @Test
  void an_endless_answer_and_a_bottomless_one_are_failures() {
    answers(200, "{\"uid\":\"" + "x".repeat(2_000_000) + "\"}");
    assertThat(failureOf(client.getProfile(TOKEN)).getErrorCode()).isEqualTo(ErrorCode.Unexpected);
    answers(200, "{\"custom_fields\":" + "[".repeat(100_000));
    assertThat(failureOf(client.getProfile(TOKEN)).getErrorCode()).isEqualTo(ErrorCode.Unexpected);
  }

  @Test
  void what_cannot_be_read_is_not_quoted() {
    answers(200, "{\"access_token\": eyJsecret}");

    LatchkeyError error = failureOf(client.refreshAccessToken(TOKEN));

    assertThat(error.toString()).doesNotContain("eyJ");
    assertThat(String.valueOf(error.getException())).doesNotContain("eyJ");
  }

  @Test
  void commands_without_a_result_take_any_success() {
    answers(200, "<html>fine</html>");
    client.verifyEmail(TOKEN, "ada@example.org", "123456").await();
    answers(204, "");
    client.verifyEmail(TOKEN, "ada@example.org", "123456").await();
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void redirects_are_not_followed() {
    redirects(server.url("/identity/v1/userinfo").toString());
    answers(200, "{\"uid\":\"1\"}");

    LatchkeyError error = failureOf(client.getProfile(TOKEN));

    assertThat(error.getCode()).isEqualTo(302);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void half_an_answer_to_what_reads_is_asked_for_again() {
    server.enqueue(
        answer(200, "{\"uid\":\"1\",\"name\":\"" + "x".repeat(20_000) + "\"}")
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
    answers(200, "{\"uid\":\"1\"}");

    assertThat(client.getProfile(TOKEN).await().getUid()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void what_reads_is_tried_again_when_the_failure_will_pass(int status) {
    answers(status, "");
    answers(status, "");
    answers(200, "{\"uid\":\"1\"}");

    assertThat(client.getProfile(TOKEN).await().getUid()).isEqualTo("1");
    assertThat(server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void tries_come_to_an_end() {
    for (int i = 0; i < 4; i++) {
      answers(503, "");
    }
    assertThat(failureOf(client.getProfile(TOKEN)).getCode()).isEqualTo(503);
    assertThat(server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void a_limit_is_waited_for_only_when_it_says_for_how_long_and_that_is_short() {
    server.enqueue(answer(429, "").addHeader("Retry-After", "0").build());
    answers(200, "{\"uid\":\"1\"}");
    client.getProfile(TOKEN).await();
    assertThat(server.getRequestCount()).isEqualTo(2);

    server.enqueue(answer(429, "").addHeader("Retry-After", "60").build());
    assertThat(failureOf(client.getProfile(TOKEN)).getErrorCode())
        .isEqualTo(ErrorCode.TooManyRequests);
    answers(429, "");
    assertThat(failureOf(client.getProfile(TOKEN)).getCode()).isEqualTo(429);
    assertThat(server.getRequestCount()).isEqualTo(4);
  }

  @Test
  void what_changes_something_is_sent_once() {
    answers(503, "");
    assertThat(failureOf(client.updatePhoneNumber(TOKEN, "+33612345678")).getCode()).isEqualTo(503);
    server.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
    LatchkeyError error = failureOf(client.refreshAccessToken(TOKEN));
    assertThat(error.getException()).isInstanceOf(IOException.class);
    assertThat(error.getCode()).isNull();
    answers(503, "");
    assertThat(failureOf(client.removeWebAuthnDevice(TOKEN, "id")).getCode()).isEqualTo(503);
    assertThat(server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void a_silent_server_is_a_failure_of_the_network() {
    client =
        builder()
            .timeouts(Duration.ofSeconds(5), Duration.ofMillis(50))
            .retries(0, Duration.ZERO)
            .build();
    server.enqueue(answer(200, "{}").headersDelay(5, TimeUnit.SECONDS).build());

    LatchkeyError error = failureOf(client.getProfile(TOKEN));

    assertThat(error.getException()).isInstanceOf(SocketTimeoutException.class);
    assertThat(error.getCode()).isNull();
    assertThat(error.getData()).isNull();
  }

  @Test
  void a_server_that_is_not_there_is_a_failure_of_the_network() {
    server.close();

    LatchkeyError error = failureOf(client.updateEmail(TOKEN, "ada@example.org", null));

    assertThat(error.getException()).isInstanceOf(IOException.class);
    assertThat(error.getMessage()).isNotEmpty();
  }

  @Test
  void every_call_says_language_correlation_and_what_this_is() {
    client = builder().device("android", "Pixel, 16").build();
    answers(200, "{\"uid\":\"1\"}");
    client.getProfile(TOKEN).await();

    RecordedRequest request = request();

    assertThat(request.getHeaders().get("Accept-Language")).isEqualTo("fr-FR");
    assertThat(request.getHeaders().get("X-R5-Correlation-Id"))
        .isEqualTo(client.getCorrelationId())
        .matches("[0-9a-f-]{36}");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer the-access-token");
    assertThat(request.getUrl().queryParameter("platform")).isEqualTo("android");
    assertThat(request.getUrl().queryParameter("device")).isEqualTo("Pixel, 16");
    assertThat(request.getUrl().queryParameter("version")).isEqualTo(LatchkeyClient.VERSION);
    assertThat(request.getUrl().queryParameter("flatcf")).isEqualTo("true");
  }

  @Test
  void without_a_configured_language_the_machine_is_asked_for_each_call() {
    Iterator<String> languages = List.of("fr", "de").iterator();
    client =
        LatchkeyClient.builder(config().setLanguage(null).build())
            .languages(languages::next)
            .build();
    for (String language : new String[] {"fr", "de"}) {
      answers(200, CONFIG);
      client.initialize().await();
      assertThat(request().getHeaders().get("Accept-Language")).isEqualTo(language);
    }
  }

  @Test
  void the_servers_cookies_are_shown_at_login_and_logout_alone() {
    answers(200, CONFIG);
    server.enqueue(
        answer(200, "{\"tkn\":\"ticket\"}")
            .addHeader(
                "Set-Cookie",
                "__Host-SESSION=s1; Path=/; Max-Age=259200; Secure; HttpOnly; SameSite=None")
            .addHeader("Set-Cookie", "no cookie at all")
            .build());
    redirects("reachfive://app/callback?code=c");
    answers(200, TOKENS);
    client.loginWithPassword("ada@example.org", "secret", null).await();
    server.enqueue(
        answer(204, "").addHeader("Set-Cookie", "__Host-SESSION=; Path=/; Max-Age=0").build());
    client.logout().await();
    answers(204, "");
    client.logout().await();

    assertThat(request().getHeaders().get("Cookie")).isNull();
    assertThat(request().getHeaders().get("Cookie")).isNull();
    assertThat(request().getHeaders().get("Cookie")).as("authorize").isNull();
    assertThat(request().getHeaders().get("Cookie")).as("token").isNull();
    assertThat(request().getHeaders().get("Cookie")).as("logout").isEqualTo("__Host-SESSION=s1");
    assertThat(request().getHeaders().get("Cookie")).as("after it").isNull();
  }

  @Test
  void a_server_that_is_not_on_this_machine_needs_tls() {
    assertThat(SdkConfig.builder("id.example.com", "app").build().getBaseUrl())
        .isEqualTo("https://id.example.com");
    assertThatThrownBy(
            () -> SdkConfig.builder("id.example.com", "app").setInsecureLoopback(true).build())
        .isInstanceOf(IllegalArgumentException.class);
    for (String domain : new String[] {"", "https://id.example.com", "id.example.com/x", "a@b"}) {
      assertThatThrownBy(() -> SdkConfig.builder(domain, "app").build())
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void ids_cannot_leave_their_place_in_the_path() {
    answers(204, "");
    client.removeWebAuthnDevice(TOKEN, "a/../b?c=d e=").await();
    assertThat(request().getUrl().encodedPath())
        .isEqualTo("/identity/v1/webauthn/registration/a%2F..%2Fb%3Fc%3Dd%20e%3D");
    assertThatThrownBy(() -> client.removeWebAuthnDevice(TOKEN, ".."))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
