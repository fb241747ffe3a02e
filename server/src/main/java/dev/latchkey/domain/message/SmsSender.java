package dev.latchkey.domain.message;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.SmsSettings;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.BodySignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Sends text messages by Twilio's API or by a signed call to a webhook of the operator's. */
public final class SmsSender implements Sender {

  private static final String TWILIO = "https://api.twilio.com";
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final InstantSource clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  public SmsSender(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public boolean serves(Tenant tenant, String channel) {
    return channel.equals(Message.SMS) && tenant.sms() != null;
  }

  @Override
  public void send(Tenant tenant, Composed message) {
    SmsSettings settings = Objects.requireNonNull(tenant.sms());
    HttpRequest request =
        settings.provider().equals("twilio")
            ? twilio(settings, message)
            : webhook(tenant, settings, message);
    int status = statusOf(request);
    if (status == 400 || status == 404 || status == 422) {
      throw new Undeliverable("The SMS provider refuses the message with status " + status);
    }
    if (status >= 300) {
      throw new IllegalStateException("The SMS provider answers with status " + status);
    }
  }

  private int statusOf(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while sending", e);
    }
  }

  private static HttpRequest twilio(SmsSettings settings, Composed message) {
    String account = Objects.requireNonNull(settings.account());
    String base = Objects.requireNonNullElse(settings.url(), TWILIO);
    String form =
        Map.of(
                "To", message.recipient(),
                "From", Objects.requireNonNull(settings.from()),
                "Body", message.text())
            .entrySet()
            .stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    String credentials =
        Base64.getEncoder()
            .encodeToString((account + ":" + settings.secret()).getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(
            URI.create(base + "/2010-04-01/Accounts/" + account + "/Messages.json"))
        .timeout(TIMEOUT)
        .header("Authorization", "Basic " + credentials)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form))
        .build();
  }

  /** The body is signed as webhooks are. */
  private HttpRequest webhook(Tenant tenant, SmsSettings settings, Composed message) {
    byte[] body =
        Json.write(
            Map.of(
                "tenant",
                tenant.id(),
                "phone_number",
                message.recipient(),
                "text",
                message.text()));
    String signature = BodySignature.of(settings.secret(), clock.instant(), body);
    return HttpRequest.newBuilder(URI.create(Objects.requireNonNull(settings.url())))
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .header(BodySignature.HEADER, signature)
        .header("X-Webhook-Delivery", Digest.base64Url(Digest.sha256(signature)))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }
}
