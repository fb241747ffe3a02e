package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.CustomToken;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Passkeys;
import dev.latchkey.testkit.PlaceFiles;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Policy {@code when_risky} (contract sections 5.4 and 10.9) with a location database: logins from
 * a new country, and farther from the last one than anybody travels. One browser throughout, which
 * the user is known in.
 */
class TravelRiskTest extends MfaContract {

  private static final String KEY = "the-key-of-the-back-end-of-the-tests";
  private static final String PARIS = "192.0.2.7";

  /** 686 km from Paris. */
  private static final String NICE = "198.51.100.7";

  /** 9,700 km from Paris. */
  private static final String TOKYO = "203.0.113.7";

  /** 264 km from Paris. */
  private static final String BRUSSELS = "2001:db8::7";

  /** In Switzerland, nobody knows where. */
  private static final String SWISS = "198.18.0.7";

  private static final String NOWHERE = "10.0.0.7";

  @Override
  TestConfig config() {
    Map<String, Map<String, Object>> places = new LinkedHashMap<>();
    places.put("192.0.2.0/24", PlaceFiles.city("FR", 48.85, 2.35));
    places.put("198.51.100.0/24", PlaceFiles.city("FR", 43.7, 7.27));
    places.put("203.0.113.0/24", PlaceFiles.city("JP", 35.68, 139.69));
    places.put("2001:db8::/32", PlaceFiles.city("BE", 50.85, 4.35));
    places.put("198.18.0.0/15", PlaceFiles.country("CH"));
    return super.config()
        .set("/location_database", PlaceFiles.write(places).toString())
        .set("/tenants/0/true_client_ip_key", KEY)
        .set("/tenants/0/mfa", Map.of("policy", "when_risky"))
        .set(
            "/tenants/0/webauthn",
            Map.of("rp_id", "app.example", "origins", List.of(TestConfig.ORIGIN)))
        .set(TestConfig.client(TestConfig.WEB_APP) + "/custom_token", true)
        .set(TestConfig.client(TestConfig.OTHER_SPA) + "/mfa", "when_registered");
  }

  /** Somebody with an authenticator app and one browser. */
  private final class Traveller {
    private final Http browser = server.browser();
    private final Ada ada = ada();
    private final AuthenticatorApp app = app(ada.http());

    Http from(String address) {
      return browser.with("True-Client-IP-Key", KEY).with("True-Client-IP", address);
    }

    Answer password(String address) {
      return call(
          from(address),
          "password/login",
          TestConfig.SPA,
          Map.of("email", ada.email(), "password", Users.PASSWORD));
    }

    boolean isAsked(String address) {
      return Expect.secret(password(address)).path("mfa_required").asBoolean();
    }

    /** Logs in, with a second factor if that is asked for. */
    void logIn(String address) {
      OAuthClient client = new OAuthClient(from(address), TestConfig.SPA);
      Answer answer = password(address);
      String tkn = answer.text("tkn");
      if (!answer.json().path("mfa_required").asBoolean()) {
        client.code(tkn);
        return;
      }
      Map<String, Object> body = new LinkedHashMap<>(client.authorizeParameters());
      body.put("tkn", tkn);
      String challenge =
          challenge(
              from(address), Expect.secret(from(address).post(API + "mfa/stepup", body)), "totp");
      Expect.secret(answer(from(address), challenge, nextCode(app)));
    }

    String signals() {
      return server.sql(
          "select string_agg(event.details ->> 'signals', ', ' order by event.id) from event,"
              + " profile where event.profile_id = profile.id and event.type = 'login_risk' and"
              + " profile.email = '"
              + ada.email()
              + "'");
    }
  }

  private void pass(Duration time) {
    server.clock().advance(time);
  }

  @Test
  void the_first_place_is_usual_and_so_is_the_country_around_it() {
    Traveller traveller = new Traveller();
    traveller.logIn(PARIS);
    assertThat(traveller.isAsked(PARIS)).isFalse();
    pass(Duration.ofHours(1));
    assertThat(traveller.isAsked(NICE)).isFalse();
    assertThat(traveller.signals()).isEqualTo("null");
  }

  @Test
  void another_country_is_unusual_until_the_second_factor_was_shown_there() {
    Traveller traveller = new Traveller();
    traveller.logIn(PARIS);
    pass(Duration.ofDays(1));

    assertThat(traveller.isAsked(TOKYO)).isTrue();
    assertThat(traveller.isAsked(TOKYO)).as("a password alone does not make it usual").isTrue();
    traveller.logIn(TOKYO);
    assertThat(traveller.isAsked(TOKYO)).isFalse();
    pass(Duration.ofDays(1));
    assertThat(traveller.isAsked(PARIS)).as("a country of before").isFalse();
    assertThat(traveller.signals()).isEqualTo("new_country, new_country, new_country");
  }

  @Test
  void nobody_is_in_two_places_at_once() {
    Traveller traveller = new Traveller();
    traveller.logIn(TOKYO);
    pass(Duration.ofDays(1));
    traveller.logIn(PARIS);
    pass(Duration.ofHours(9));
    assertThat(traveller.isAsked(TOKYO)).as("9,400 km in 9 hours").isTrue();
    pass(Duration.ofMinutes(30));
    assertThat(traveller.isAsked(TOKYO)).isFalse();
    assertThat(traveller.signals()).isEqualTo("new_country, impossible_travel");
  }

  @Test
  void the_way_within_a_country_counts_too() {
    Traveller traveller = new Traveller();
    traveller.logIn(PARIS);
    pass(Duration.ofMinutes(10));
    assertThat(traveller.isAsked(NICE)).isTrue();
    assertThat(traveller.signals()).isEqualTo("impossible_travel");
  }

  @Test
  void across_a_near_border_only_the_country_is_new() {
    Traveller traveller = new Traveller();
    traveller.logIn(PARIS);
    assertThat(traveller.isAsked(BRUSSELS)).isTrue();
    assertThat(traveller.signals()).isEqualTo("new_country");
  }

  @Test
  void a_country_is_told_without_coordinates() {
    Traveller traveller = new Traveller();
    traveller.logIn(PARIS);
    assertThat(traveller.isAsked(SWISS)).isTrue();
    traveller.logIn(SWISS);
    assertThat(traveller.isAsked(SWISS)).isFalse();
    assertThat(traveller.isAsked(TOKYO)).isTrue();
    assertThat(traveller.signals()).isEqualTo("new_country, new_country, new_country");
  }

  @Test
  void an_address_of_which_nothing_is_known_tells_nothing() {
    Traveller traveller = new Traveller();
    traveller.logIn(NOWHERE);
    traveller.logIn(TOKYO);
    traveller.logIn(NOWHERE);
    assertThat(traveller.signals()).isEqualTo("null");
    assertThat(places(traveller.ada)).isEqualTo("JP");
  }

  @Test
  void both_signs_are_told() {
    Traveller traveller = new Traveller();
    traveller.logIn(PARIS);
    assertThat(traveller.isAsked(TOKYO)).isTrue();
    assertThat(traveller.signals()).isEqualTo("new_country impossible_travel");
  }

  @Test
  void every_first_factor_is_held_to_it() {
    Traveller traveller = new Traveller();
    traveller.logIn(PARIS);
    OAuthClient webApp = new OAuthClient(traveller.from(TOKYO), TestConfig.WEB_APP);
    Map<String, String> query =
        webApp.authorizeParameters(
            "token",
            CustomToken.of(
                    TestConfig.WEB_APP,
                    claims(traveller.ada.token()).path("sub").asString(),
                    server.clock().instant())
                .signed(TestConfig.SECRET));
    assertThat(webApp.http().get(API + "custom-token/login", query).redirectParameters())
        .containsEntry("mfa_required", "true");

    int before = server.inbox().to(traveller.ada.number()).size();
    Map<String, Object> start =
        new LinkedHashMap<>(new OAuthClient(http, TestConfig.SPA).authorizeParameters());
    start.put("phone_number", traveller.ada.number());
    Expect.nothing(traveller.from(TOKYO).post(API + "passwordless/start", start));
    Answer answer =
        traveller
            .from(TOKYO)
            .post(
                API + "passwordless/verify",
                Map.of(
                    "phone_number",
                    traveller.ada.number(),
                    "verification_code",
                    awaitCode(traveller.ada.number(), before)));
    assertThat(Expect.secret(answer).path("mfa_required").asBoolean()).isTrue();
    assertThat(traveller.signals())
        .isEqualTo("new_country impossible_travel, new_country impossible_travel");
  }

  @Test
  void a_passkey_is_held_to_it_unless_it_has_checked_its_user() {
    Ada bob = ada();
    Authenticator phone = new Authenticator(TestConfig.ORIGIN);
    new Passkeys(server.browser()).add(bob.token(), "Phone", phone);
    app(bob.http());
    for (String address : List.of(PARIS, TOKYO)) {
      Http there = server.browser().with("True-Client-IP-Key", KEY).with("True-Client-IP", address);
      OAuthClient spa = new OAuthClient(there, TestConfig.SPA);
      Answer alone = new Passkeys(there).login(bob.email(), phone.verifyingUser(false));
      assertThat(Expect.secret(alone).path("mfa_required").asBoolean())
          .as(address)
          .isEqualTo(address.equals(TOKYO));
      Answer checked = new Passkeys(there).login(bob.email(), phone.verifyingUser(true));
      spa.code(Expect.secret(checked).path("tkn").asString());
    }
  }

  @Test
  void where_the_policy_asks_for_nothing_unusual_no_first_factor_looks() {
    Traveller traveller = new Traveller();
    traveller.logIn(PARIS);
    assertThat(
            call(
                    traveller.from(TOKYO),
                    "password/login",
                    TestConfig.OTHER_SPA,
                    Map.of("email", traveller.ada.email(), "password", Users.PASSWORD))
                .json()
                .path("mfa_required")
                .asBoolean())
        .as("asked as every user with a factor is")
        .isTrue();
    Ada bob = ada();
    Http browser = server.browser();
    for (String address : List.of(PARIS, TOKYO)) {
      Http there = browser.with("True-Client-IP-Key", KEY).with("True-Client-IP", address);
      OAuthClient other = new OAuthClient(there, TestConfig.OTHER_SPA);
      other.code(other.users().logIn(bob.email()));
    }
    assertThat(places(bob)).isEqualTo("FR JP");
  }

  @Test
  void an_address_that_the_back_end_does_not_vouch_for_is_not_believed() {
    Traveller traveller = new Traveller();
    traveller.logIn(PARIS);
    Answer answer =
        call(
            traveller.browser.with("True-Client-IP", TOKYO),
            "password/login",
            TestConfig.SPA,
            Map.of("email", traveller.ada.email(), "password", Users.PASSWORD));
    assertThat(answer.json().has("mfa_required")).isFalse();
  }

  @Test
  void who_is_signed_up_for_tokens_is_known_where_that_was() {
    String email = Users.newEmail();
    Http there = http.with("True-Client-IP-Key", KEY).with("True-Client-IP", TOKYO);
    String token = tokenOf(there, SCOPES, Map.of("email", email));
    assertThat(places(new Ada(email, "", token, http))).isEqualTo("JP");
  }

  private String places(Ada ada) {
    return server.sql(
        "select string_agg(country, ' ' order by country) from login_place, profile where"
            + " login_place.profile_id = profile.id and profile.email = '"
            + ada.email()
            + "'");
  }
}
