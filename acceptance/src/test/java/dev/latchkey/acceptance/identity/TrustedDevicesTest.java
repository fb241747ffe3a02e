package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code mfa/trusteddevices} and {@code trust_device} (contract sections 10.2 to 10.9). */
class TrustedDevicesTest extends MfaContract {

  private static final String COOKIE = "__Host-trusted-device-id";
  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

  /** A user with an app, and a browser that was trusted when it was set up. */
  private record Trusting(Ada ada, AuthenticatorApp app, Http browser) {}

  private Trusting trusting() {
    Ada ada = ada();
    Http browser = server.browser().with("User-Agent", FIREFOX).bearer(ada.token());
    AuthenticatorApp app =
        new AuthenticatorApp(Expect.secret(browser.post(TOTP)).path("secret").asString());
    Answer verified =
        browser.post(
            TOTP + "/verify", Map.of("verification_code", code(app), "trust_device", true));
    Expect.secret(verified);
    assertThat(verified.setCookie(COOKIE)).contains("Max-Age=7776000", "HttpOnly", "Secure");
    return new Trusting(ada, app, browser.without("Authorization"));
  }

  private static boolean asks(Http at, Ada ada) {
    return Expect.secret(
            call(
                at,
                "password/login",
                TestConfig.NATIVE,
                Map.of("email", ada.email(), "password", Users.PASSWORD)))
        .path("mfa_required")
        .asBoolean();
  }

  private static JsonNode devices(Ada ada) {
    return Expect.secret(ada.http().get(DEVICES)).path("trusted_devices");
  }

  @Test
  void a_trusted_browser_is_let_off_and_no_other_one() {
    Trusting trusting = trusting();
    assertThat(asks(trusting.browser(), trusting.ada())).isFalse();
    assertThat(asks(server.browser(), trusting.ada())).isTrue();
    String cookie = trusting.browser().cookies().getOrDefault(COOKIE, "");
    assertThat(asks(http.with(COOKIE, cookie), trusting.ada())).as("as a header").isFalse();
    Trusting other = trusting();
    assertThat(asks(trusting.browser(), other.ada())).as("somebody else's").isTrue();
  }

  @Test
  void the_list_tells_one_browser_from_another() {
    Trusting trusting = trusting();
    JsonNode device = devices(trusting.ada()).get(0);
    assertThat(device.path("id").asString()).isNotBlank();
    assertThat(device.path("user_id").asString())
        .isEqualTo(users.userinfo(trusting.ada().token()).text("id"));
    assertThat(device.path("created_at").asString()).endsWith("Z");
    JsonNode metadata = device.path("metadata");
    assertThat(metadata.path("ip").asString()).isEqualTo("127.0.0.1");
    assertThat(metadata.path("operating_system").asString()).isEqualTo("Linux");
    assertThat(metadata.path("user_agent").asString()).isEqualTo(FIREFOX);
    assertThat(metadata.path("device_class").asString()).isEqualTo("desktop");
    assertThat(metadata.path("device_name").asString()).isEqualTo("Firefox on Linux");
    assertThat(devices(ada())).isEmpty();
  }

  @Test
  void a_browser_that_is_taken_off_the_list_is_asked_again() {
    Trusting trusting = trusting();
    String id = devices(trusting.ada()).get(0).path("id").asString();
    for (Answer answer :
        List.of(
            ada().http().delete(DEVICES + "/" + id),
            trusting.ada().http().delete(DEVICES + "/nonsense"))) {
      Expect.error(answer, 404, "resource_not_found", "error.resource.notFound");
    }
    assertThat(asks(trusting.browser(), trusting.ada())).isFalse();

    Expect.nothing(trusting.ada().http().delete(DEVICES + "/" + id));

    assertThat(devices(trusting.ada())).isEmpty();
    assertThat(asks(trusting.browser(), trusting.ada())).isTrue();
    assertThat(events(trusting.ada()))
        .contains("mfa_trusted_device_added", "mfa_totp_verify_registration")
        .endsWith(" mfa_trusted_device_removed");
  }

  @Test
  void trust_ends_after_ninety_days() {
    Trusting trusting = trusting();
    server.clock().advance(Duration.ofDays(90).minusMinutes(1));
    assertThat(asks(trusting.browser(), trusting.ada())).isFalse();
    server.clock().advance(Duration.ofMinutes(1));
    assertThat(asks(trusting.browser(), trusting.ada())).isTrue();
  }

  @Test
  void a_factor_that_goes_takes_the_trust_with_it() {
    Trusting trusting = trusting();
    Ada strong = steppedUp(trusting.ada(), trusting.app());
    Expect.nothing(strong.http().delete(TOTP));
    assertThat(devices(trusting.ada())).isEmpty();
  }

  @Test
  void a_new_password_takes_the_trust_with_it() {
    Trusting trusting = trusting();
    Expect.nothing(
        trusting
            .ada()
            .http()
            .post(
                API + "update-password",
                Map.of("old_password", Users.PASSWORD, "password", "quite another thing to say")));
    assertThat(devices(trusting.ada())).isEmpty();
  }

  @Test
  void a_browser_can_be_trusted_when_an_address_or_number_becomes_a_factor() {
    Ada ada = ada();
    verifyEmail(ada);
    Answer atOnce = ada.http().post(EMAILS, Map.of("trust_device", true));
    Expect.secret(atOnce);
    assertThat(atOnce.setCookie(COOKIE)).isNotEmpty();

    Ada other = ada();
    server.inbox().await(other.number(), 1);
    Answer sent =
        other.http().post(NUMBERS, Map.of("phone_number", other.number(), "trust_device", true));
    Expect.secret(sent);
    assertThat(sent.setCookie(COOKIE)).as("nothing was shown yet").isEmpty();
    Answer verified =
        other
            .http()
            .post(
                NUMBERS + "/verify",
                Map.of(
                    "verification_code",
                    server.inbox().await(other.number(), 2).code(),
                    "trust_device",
                    true));
    Expect.secret(verified);
    assertThat(verified.setCookie(COOKIE)).isNotEmpty();
  }
}
