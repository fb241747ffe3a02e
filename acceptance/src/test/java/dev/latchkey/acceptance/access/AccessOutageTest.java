package dev.latchkey.acceptance.access;

import static dev.latchkey.acceptance.access.AccessLoginTest.refused;
import static dev.latchkey.testkit.AccessClient.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.AccessClient.Consumer;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Reply;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Access contract 2.3: 503 where no text message gets out, and nothing is begun or counted. */
class AccessOutageTest {

  private static final String START = "/stepup/challenges/otp/SMS";
  private static final String ENROL = "/authentication_factors/otp/SMS";

  private static TestServer server(HookReceiver provider) {
    return TestServer.serve(
        TestConfig.standard()
            .withAccess(0, Map.of())
            .set("/public_url", "https://id.example.com")
            .set("/trusted_proxies", new String[] {"127.0.0.1"})
            .set("/root_key", "pJ7cVq3n0TgHkYxw2ZrB8sLdE5uMf1oQaXiG6vN9yKc=")
            .set("/password_hash", Map.of("memory", "19MiB", "iterations", 2))
            .set("/log/level", "error")
            .set("/tenants/0/mail", Map.of("from", "a@example.org", "host", "127.0.0.1", "port", 1))
            .set(
                "/tenants/0/sms",
                Map.of(
                    "provider",
                    "webhook",
                    "url",
                    provider.url("/sms"),
                    "secret",
                    "a-secret-of-the-tests-0123456789")));
  }

  private static String code(HookReceiver provider, Consumer user, int count) {
    String text =
        provider
            .await(
                "/sms",
                count,
                call -> call.json().path("phone_number").asString("").equals(user.phoneNumber()))
            .getLast()
            .json()
            .path("text")
            .asString("");
    Matcher code = Pattern.compile("\\b[0-9]{6}\\b").matcher(text);
    assertThat(code.find()).as(text).isTrue();
    return code.group();
  }

  private static Map<String, Object> typed(String code) {
    return Map.of("verificationCode", code);
  }

  @Test
  void a_provider_that_is_down_is_503_until_it_is_back_and_counts_for_nobody() {
    try (HookReceiver provider = HookReceiver.start();
        TestServer server = server(provider)) {
      AccessClient client = AccessClient.of(server);
      Consumer user = client.newConsumer();
      Consumer newcomer = client.newConsumer();
      AccessClient own = client.as(user.token());
      required(own.post(ENROL), 204);
      required(own.post(ENROL + "/verify", typed(code(provider, user, 1))), 204);
      AccessClient waiting = client.as(client.logIn(user.email()));
      // What is written down as sent later than the next one was made would count as a way out.
      Waiting.until(() ->
          server
              .sql("select count(*) from outbox where state <> 'sent' and kind = 'sms'")
              .equals("0"));

      provider.answer("/sms", Reply.of(500));
      // Nobody knows yet: the message is kept, and tried again.
      required(own.post(START), 204);
      Waiting.until(() ->
          server
              .sql(
                  "select count(*) from outbox where kind = 'sms' and state = 'queued'"
                      + " and last_error is not null")
              .equals("1"));

      String challenges = server.sql("select count(*) from challenge");
      for (int i = 0; i < 3; i++) {
        refused(waiting.post(START), 503);
        refused(client.as(newcomer.token()).post(ENROL), 503);
      }
      assertThat(server.sql("select count(*) from challenge")).isEqualTo(challenges);

      provider.answer("/sms", Reply.of(204));
      server.clock().advance(Duration.ofSeconds(16));
      required(own.post(START + "/verify", typed(code(provider, user, 3))), 204);
      Waiting.until(() ->
          server
              .sql("select count(*) from outbox where state = 'queued' and kind = 'sms'")
              .equals("0"));
      required(waiting.post(START), 204);
      required(client.as(newcomer.token()).post(ENROL), 204);
    }
  }
}
