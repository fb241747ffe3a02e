package dev.latchkey.domain.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.SmsSettings;
import dev.latchkey.platform.crypto.Hmac;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a provider in this process that keeps what it was sent. */
class SmsSenderTest {

  private record Call(String path, String authorization, String signature, String body) {}

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final AtomicReference<@Nullable Call> call = new AtomicReference<>();
  private final AtomicInteger status = new AtomicInteger(201);
  private final SmsSender sender = new SmsSender(InstantSource.fixed(NOW));
  private HttpServer provider;

  @BeforeEach
  void start() throws IOException {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext(
        "/",
        exchange -> {
          call.set(
              new Call(
                  exchange.getRequestURI().getPath(),
                  String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                  String.valueOf(exchange.getRequestHeaders().getFirst("X-Webhook-Signature")),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    provider.start();
  }

  @AfterEach
  void stop() {
    provider.stop(0);
  }

  private String url() {
    return "http://localhost:" + provider.getAddress().getPort();
  }

  private static Composed message() {
    return new Composed(Message.SMS, "+33612345678", null, "Code 123456 & more", null);
  }

  @Test
  void twilio_gets_a_form_under_basic_authentication() {
    Tenant tenant = Tenants.with(new SmsSettings("twilio", url(), "AC1", "token", "+15550100"));
    sender.send(tenant, message());
    Call sent = Objects.requireNonNull(call.get());
    assertThat(sent.path()).isEqualTo("/2010-04-01/Accounts/AC1/Messages.json");
    assertThat(sent.authorization())
        .isEqualTo(
            "Basic "
                + Base64.getEncoder().encodeToString("AC1:token".getBytes(StandardCharsets.UTF_8)));
    assertThat(sent.body().split("&"))
        .extracting(field -> URLDecoder.decode(field, StandardCharsets.UTF_8))
        .containsExactlyInAnyOrder("To=+33612345678", "From=+15550100", "Body=Code 123456 & more");
  }

  @Test
  void a_webhook_gets_json_signed_with_the_shared_secret_and_the_time() {
    sender.send(Tenants.with(new SmsSettings("webhook", url(), null, "s3cret", null)), message());
    Call sent = Objects.requireNonNull(call.get());
    assertThat(sent.body())
        .contains("\"phone_number\":\"+33612345678\"", "\"text\":\"Code 123456 & more\"");
    String time = Long.toString(NOW.getEpochSecond());
    String expected =
        HexFormat.of()
            .formatHex(
                Hmac.sha256("s3cret", (time + "." + sent.body()).getBytes(StandardCharsets.UTF_8)));
    assertThat(sent.signature()).isEqualTo("t=" + time + ",v1=" + expected);
  }

  @Test
  void a_refusal_for_good_is_told_from_a_failure_that_may_pass() {
    Tenant tenant = Tenants.with(new SmsSettings("webhook", url(), null, "s3cret", null));
    status.set(400);
    assertThatThrownBy(() -> sender.send(tenant, message()))
        .isInstanceOf(Sender.Undeliverable.class);
    status.set(503);
    assertThatThrownBy(() -> sender.send(tenant, message()))
        .isInstanceOf(IllegalStateException.class);
    status.set(302);
    assertThatThrownBy(() -> sender.send(tenant, message()))
        .as("a redirect is not followed")
        .isInstanceOf(IllegalStateException.class);
  }
}
