package dev.latchkey.platform.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.http.AddressRanges;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** RFC 8030 and RFC 8292, and attack class 27 at the subscription's endpoint. */
class WebPushTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final Outbound.Limits LOOPBACK_TOO =
      new Outbound.Limits(AddressRanges.of(List.of("127.0.0.1")), Duration.ofSeconds(20));
  private static final Outbound.Limits PUBLIC_ONLY =
      new Outbound.Limits(AddressRanges.of(List.of()), Duration.ofSeconds(20));
  private static final KeyPair USER_AGENT = P256.generate();

  private final VapidKey key = VapidKey.generate();
  private final WebPush push =
      new WebPush(new Outbound(), new Secrets(new SecureRandom(), CLOCK), CLOCK);

  /** A push service that gives one answer, and keeps what it was sent last. */
  private static final class Service implements AutoCloseable {

    private final HttpServer server;
    private volatile Headers headers = new Headers();

    Service(int status, Map<String, String> answer) {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server.createContext(
          "/",
          exchange -> {
            headers = exchange.getRequestHeaders();
            answer.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static Subscription at(String endpoint) {
    return new Subscription(
        URI.create(endpoint), (ECPublicKey) USER_AGENT.getPublic(), new byte[16]);
  }

  private PushResult send(String endpoint, Outbound.Limits limits) {
    return push.send(
        new WebPush.Server(key, "mailto:ops@example.org"),
        at(endpoint),
        new WebPush.Message(
            "{}".getBytes(StandardCharsets.US_ASCII), "7730018264490213", Duration.ofMinutes(5)),
        limits);
  }

  @Test
  void the_server_identifies_itself_to_that_push_service_alone() throws Exception {
    try (Service service = new Service(201, Map.of())) {
      assertThat(send(service.url() + "/push/1", LOOPBACK_TOO))
          .isInstanceOf(PushResult.Accepted.class);

      assertThat(service.headers.getFirst("TTL")).isEqualTo("300");
      assertThat(service.headers.getFirst("Urgency")).isEqualTo("high");
      assertThat(service.headers.getFirst("Topic")).isEqualTo("7730018264490213");
      assertThat(service.headers.getFirst("Content-Encoding")).isEqualTo("aes128gcm");
      String authorization = service.headers.getFirst("Authorization");
      assertThat(authorization).matches("vapid t=[\\w-]+\\.[\\w-]+\\.[\\w-]+, k=[\\w-]{87}");
      JWSObject token =
          JWSObject.parse(authorization.substring("vapid t=".length()).split(",", 2)[0]);
      assertThat(token.verify(new ECDSAVerifier(P256.decode(key.publicBytes())))).isTrue();
      JsonNode claims = Json.read(token.getPayload().toString());
      assertThat(claims.path("aud").asString()).isEqualTo(service.url());
      assertThat(claims.path("sub").asString()).isEqualTo("mailto:ops@example.org");
      assertThat(claims.path("exp").asLong())
          .isBetween(NOW.getEpochSecond(), NOW.plus(Duration.ofDays(1)).getEpochSecond());
    }
  }

  @Test
  void a_key_that_was_kept_is_the_same_key() {
    VapidKey again = VapidKey.of(key.privateBytes(), key.publicBytes());

    assertThat(again.publicBytes()).isEqualTo(key.publicBytes());
    assertThat(Digest.base64Url(again.publicBytes())).hasSize(87);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void a_subscription_that_is_no_more_is_gone(int status) {
    try (Service service = new Service(status, Map.of())) {
      assertThat(send(service.url() + "/1", LOOPBACK_TOO)).isEqualTo(new PushResult.Gone());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "429, 120, 120",
    "503, 'Thu, 01 Jan 2026 12:00:30 GMT', 30",
    "503, 'Thu, 01 Jan 2026 11:00:00 GMT', 0",
    "500, soon,",
  })
  void a_busy_push_service_says_when_to_come_back(int status, String said, Integer seconds) {
    try (Service service = new Service(status, Map.of("Retry-After", said))) {
      assertThat(send(service.url() + "/1", LOOPBACK_TOO))
          .isEqualTo(
              new PushResult.RetryLater(
                  seconds == null ? null : Duration.ofSeconds(seconds),
                  "The push service answers with status " + status));
    }
  }

  @Test
  void one_that_does_not_answer_is_asked_again_later() {
    assertThat(send("http://127.0.0.1:1/1", LOOPBACK_TOO))
        .isInstanceOf(PushResult.RetryLater.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 413})
  void what_it_never_takes_is_not_tried_again(int status) {
    try (Service service = new Service(status, Map.of())) {
      assertThat(send(service.url() + "/1", LOOPBACK_TOO)).isInstanceOf(PushResult.Refused.class);
    }
  }

  @Test
  void attack_27_an_answer_leads_nowhere_else() {
    try (Service inside = new Service(201, Map.of());
        Service service = new Service(307, Map.of("Location", inside.url() + "/"))) {
      assertThat(send(service.url() + "/1", LOOPBACK_TOO)).isInstanceOf(PushResult.Refused.class);
      assertThat(inside.headers).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/1",
        "https://localhost/1",
        "https://[::1]/1",
        "https://[::ffff:127.0.0.1]/1",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/1",
        "https://2130706433/1",
        "https://0x7f.1/1",
        // public, but in clear, or at a door that is none of a push service's
        "http://93.184.215.14/1",
        "https://93.184.215.14:6379/1",
      })
  void attack_27_nothing_but_the_public_web_is_called(String endpoint) {
    assertThat(send(endpoint, PUBLIC_ONLY)).isInstanceOf(PushResult.Refused.class);
  }
}
