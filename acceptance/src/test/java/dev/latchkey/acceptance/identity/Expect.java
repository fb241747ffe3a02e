package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The forms of answer that the contract knows (sections 1.4 and 1.5). */
final class Expect {

  private static final List<String> ERROR_FIELDS =
      List.of(
          "error",
          "error_id",
          "error_description",
          "error_message_key",
          "error_user_msg",
          "error_details");

  private Expect() {}

  /** 200 with a JSON body. */
  static JsonNode ok(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.header("Content-Type"))
        .isEqualToIgnoringCase("application/json;charset=UTF-8");
    assertThat(answer.json().isMissingNode()).as("an empty 200").isFalse();
    return answer.json();
  }

  /** 200 with a JSON body that no cache keeps. */
  static JsonNode secret(Answer answer) {
    JsonNode body = ok(answer);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Pragma")).isEqualTo("no-cache");
    return body;
  }

  /** 204 without a body. */
  static void nothing(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
  }

  /** An error in the one form there is. */
  static JsonNode error(Answer answer, int status, String type, String key) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.header("Content-Type"))
        .isEqualToIgnoringCase("application/json;charset=UTF-8");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    JsonNode body = answer.json();
    assertThat(body.path("error").asString()).as("%s", body).isEqualTo(type);
    assertThat(body.path("error_message_key").asString()).as("%s", body).isEqualTo(key);
    assertThat(body.path("error_id").asString()).matches("[A-Za-z0-9]{10}");
    assertThat(body.path("error_description").asString()).isNotBlank();
    assertThat(body.has("error_user_msg")).isTrue();
    assertThat(ERROR_FIELDS).containsAll(body.propertyNames());
    if (body.has("error_details")) {
      assertThat(body.get("error_user_msg").isNull()).isTrue();
    } else {
      assertThat(body.get("error_user_msg").asString()).isNotBlank();
    }
    return body;
  }

  /**
   * A validation error with exactly those faults.
   *
   * @param faults {@code field:code} each, in any order
   */
  static void invalid(Answer answer, String... faults) {
    JsonNode body = error(answer, 400, "invalid_request", "error.validation");
    assertThat(body.path("error_description").asString()).isEqualTo("Validation failed");
    assertThat(details(body))
        .as("%s", body)
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(faults));
    body.get("error_details")
        .forEach(detail -> assertThat(detail.path("message").asString()).isNotBlank());
  }

  private static List<String> details(JsonNode body) {
    return StreamSupport.stream(body.path("error_details").spliterator(), false)
        .map(detail -> detail.path("field").asString() + ":" + detail.path("code").asString())
        .toList();
  }

  static void invalidClient(Answer answer) {
    error(answer, 401, "invalid_client", "error.client.invalid");
  }

  static void notFirstParty(Answer answer) {
    JsonNode body = error(answer, 403, "unauthorized_client", "error.client.notFirstParty");
    assertThat(body.path("error_description").asString())
        .isEqualTo("Not a first party identity client");
  }

  static void wrongPassword(Answer answer) {
    error(answer, 401, "invalid_grant", "error.invalidEmailOrPassword");
  }

  static void wrongCode(Answer answer) {
    error(answer, 401, "invalid_grant", "error.invalidVerificationCode");
  }

  static void badToken(Answer answer) {
    error(answer, 401, "invalid_grant", "error.accessToken.invalid");
  }

  static void noToken(Answer answer) {
    error(answer, 401, "invalid_request", "error.accessToken.missing");
  }

  static void insufficientScope(Answer answer) {
    error(answer, 403, "insufficient_scope", "error.scope.insufficient");
  }
}
