package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Call;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import dev.latchkey.testkit.WebhookVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The code of {@code docs/webhooks.md}, against a call as the server makes it. */
class WebhooksPageTest {

  private static final String SECRET = "the-secret-between-latchkey-and-the-receiver";
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path NODE = DOCS.resolve(Path.of("snippets", "verify-webhook.mjs"));
  private static final Path JAVA =
      Path.of("..", "testkit/src/main/java/dev/latchkey/testkit/WebhookVerifier.java");

  private static Call call;
  private static Instant now;

  @BeforeAll
  static void receiveOne() {
    try (HookReceiver receiver = HookReceiver.start();
        TestServer server =
            TestServer.start(
                TestConfig.standard()
                    .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.1")))
                    .set(
                        "/tenants/0/webhooks",
                        List.of(
                            Map.of(
                                "key",
                                "one",
                                "url",
                                receiver.url("/one"),
                                "secret",
                                SECRET,
                                "when",
                                "after",
                                "events",
                                List.of("signup")))))) {
      new Users(server.http()).signUp(Map.of("email", Users.newEmail(), "given_name", "Zoë"));
      call = receiver.await("/one", any -> true);
      now = server.clock().instant();
    }
  }

  private static String signature() {
    return call.header("X-Webhook-Signature");
  }

  private static byte[] changed() {
    byte[] body = call.body().clone();
    body[body.length - 2] ^= 1;
    return body;
  }

  @Test
  void the_page_shows_the_code_that_is_tried_here() throws IOException {
    String page = Files.readString(DOCS.resolve("webhooks.md"));
    String java = Files.readString(JAVA);
    assertThat(page)
        .contains("```java\n" + java.substring(java.indexOf("public final class")) + "```")
        .contains("```js\n" + Files.readString(NODE) + "```");
  }

  @Test
  void in_java_a_call_of_now_is_trusted_and_nothing_else() {
    WebhookVerifier verifier = new WebhookVerifier(SECRET);
    assertThat(verifier.accepts(signature(), call.body(), now)).isTrue();
    assertThat(verifier.accepts(signature(), changed(), now)).isFalse();
    assertThat(verifier.accepts(signature(), call.body(), now.plus(Duration.ofMinutes(6))))
        .isFalse();
    assertThat(verifier.accepts("", call.body(), now)).isFalse();
    assertThat(new WebhookVerifier("another").accepts(signature(), call.body(), now)).isFalse();
  }

  @Test
  void in_node_a_call_of_now_is_trusted_and_nothing_else() throws Exception {
    assertThat(node(SECRET, signature(), call.body(), now)).isEqualTo("true");
    assertThat(node(SECRET, signature(), changed(), now)).isEqualTo("false");
    assertThat(node(SECRET, signature(), call.body(), now.plus(Duration.ofMinutes(6))))
        .isEqualTo("false");
    assertThat(node(SECRET, "", call.body(), now)).isEqualTo("false");
    assertThat(node("another", signature(), call.body(), now)).isEqualTo("false");
  }

  private static String node(String secret, String header, byte[] body, Instant at)
      throws IOException, InterruptedException {
    String script =
        """
        const { isGenuine } = await import(process.argv[1]);
        const chunks = [];
        for await (const chunk of process.stdin) chunks.push(chunk);
        console.log(isGenuine(process.argv[2], process.argv[3], Buffer.concat(chunks), Number(process.argv[4])));
        """;
    Process process =
        new ProcessBuilder(
                "node",
                "--input-type=module",
                "-e",
                script,
                "--",
                NODE.toAbsolutePath().normalize().toUri().toString(),
                secret,
                header,
                Long.toString(at.toEpochMilli()))
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().write(body);
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
