package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 17: what one person begins another one approves, and the first is let in. Of the
 * grants that are made for two devices, device authorization is the clients' alone that have it on
 * (what its page does against it, DeviceGrantTest and HostedDeviceTest try), and CIBA is not built;
 * what begins here in one browser and ends in another lets in only who shows the proof, there where
 * it is shown.
 */
@AttackClass(17)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack17OtherApproverTest {

  private static final String API = "/identity/v1/";
  private static final String SESSION = "__Host-SESSION";

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/mfa", Map.of("policy", "always", "email", true))
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/mfa", "never"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Without a second factor, as the first is what is tried. */
  private OAuthClient client(Http browser) {
    return new OAuthClient(browser, TestConfig.OTHER_SPA);
  }

  /** The one that there is, RFC 8628, is for the clients alone that it is switched on for. */
  @Test
  void attack_17_grants_for_two_devices_are_not_announced_nor_taken_where_no_client_has_them() {
    for (String path :
        List.of("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")) {
      assertThat(server.http().get(path).body())
          .doesNotContain("device_authorization", "device_code", "backchannel_authentication");
    }
    for (String path : List.of("/oauth/device/code", "/oauth/device", "/oauth/bc-authorize")) {
      assertThat(server.http().post(path, Map.of("client_id", TestConfig.SPA)).status())
          .isEqualTo(404);
    }
    OAuthClient spa = new OAuthClient(server.http(), TestConfig.SPA);
    assertThat(spa.post("/oauth/device_authorization", Map.of()).text("error"))
        .isEqualTo("unauthorized_client");
    String deviceCode = "urn:ietf:params:oauth:grant-type:device_code";
    assertThat(spa.token(deviceCode, "device_code", "x").text("error"))
        .isEqualTo("unauthorized_client");
    for (String grant :
        List.of(
            "urn:openid:params:grant-type:ciba",
            "urn:ietf:params:oauth:grant-type:token-exchange")) {
      Answer answer = spa.token(grant, "device_code", "x");
      assertThat(answer.text("error")).as(grant).isEqualTo("unsupported_grant_type");
    }
  }

  @Test
  void attack_17_a_link_lets_in_who_opens_it_and_not_who_had_it_sent() {
    String victim = Users.newEmail();
    Http attackers = server.browser();
    OAuthClient attacker = client(attackers);
    startLogin(attacker, victim);
    String link = server.inbox().await(victim, 1).link();

    Http victims = server.http().browser();
    Answer opened = victims.postForm(link.substring(link.indexOf("/link/")), Map.of());

    String code = opened.redirectParameter("code");
    assertThat(code).as("%s", opened).isNotBlank();
    assertThat(opened.setCookie(SESSION)).isNotEmpty();
    assertThat(attackers.cookies()).doesNotContainKey(SESSION);
    assertThat(attacker.authorize("prompt", "none").redirectParameter("error"))
        .isEqualTo("login_required");
    // The code came to the page of the client in the victim's browser, which knows no verifier.
    assertThat(client(victims).redeem(code).status()).isEqualTo(400);
  }

  @Test
  @Requirement("ASVS 7.6.2")
  void attack_17_looking_at_a_link_approves_nothing() {
    String victim = Users.newEmail();
    Http attackers = server.browser();
    startLogin(client(attackers), victim);
    String link = server.inbox().await(victim, 1).link();
    String path = link.substring(link.indexOf("/link/"));

    Answer looked = server.http().browser().get(path);

    assertThat(looked.status()).isEqualTo(200);
    assertThat(looked.headers().allValues("Set-Cookie")).isEmpty();
    assertThat(server.sql("select count(*) from profile where email = '" + victim + "'"))
        .isEqualTo("0");
    Answer framed = server.http().browser("https://evil.example").postForm(path, Map.of());
    assertThat(framed.status()).as("a form on a page of somebody else").isEqualTo(403);
  }

  @Test
  void attack_17_the_code_of_one_person_finishes_nothing_that_is_anothers() {
    String victim = Users.newEmail();
    String mine = Users.newEmail();
    startLogin(client(server.browser()), victim);
    startLogin(client(server.browser()), mine);
    String code = server.inbox().await(mine, 1).code();
    if (server.inbox().await(victim, 1).code().equals(code)) {
      return; // One in a million.
    }
    Answer answer =
        server
            .http()
            .post(API + "passwordless/verify", Map.of("email", victim, "verification_code", code));
    assertThat(answer.status()).isEqualTo(401);
  }

  /** Who has stolen a password has begun; the owner, asked for a code, would have to bring it. */
  @Test
  @Requirement("ASVS 6.6.2")
  void attack_17_a_second_factor_of_ones_own_does_not_finish_anothers_step_up() {
    Someone victim = someone();
    Someone attacker = someone();
    OAuthClient spa = new OAuthClient(server.http(), TestConfig.SPA);
    String victims = challenge(spa, victim);
    String attackers = challenge(spa, attacker);
    String code = newest(attacker);

    if (!newest(victim).equals(code)) {
      assertThat(answer(victims, code).text("error_message_key"))
          .isEqualTo("error.invalidVerificationCode");
    }
    Answer own = answer(attackers, code);
    Users.Tokens tokens = Users.Tokens.of(spa.redeem(own.text("code")));
    assertThat(spa.users().userinfo(tokens.accessToken()).text("email"))
        .isEqualTo(attacker.email());
  }

  @Test
  void attack_17_a_ticket_in_anothers_browser_makes_no_mixture_of_two() {
    Http browser = server.browser();
    String ann = Users.newEmail();
    String bob = Users.newEmail();
    client(browser).tokens(client(browser).users().signUp(ann));
    String anns = browser.cookies().getOrDefault(SESSION, "");

    String tkn = client(server.http()).users().signUp(bob);
    Users.Tokens tokens = client(browser).tokens(tkn);

    assertThat(client(browser).users().userinfo(tokens.accessToken()).text("email")).isEqualTo(bob);
    assertThat(
            browser.get(API + "sso/data", Map.of("client_id", TestConfig.OTHER_SPA)).text("email"))
        .isEqualTo(bob);
    Answer asAnn =
        client(server.http().with("Cookie", SESSION + "=" + anns)).authorize("prompt", "none");
    assertThat(asAnn.redirectParameter("error")).isEqualTo("login_required");
  }

  private record Someone(String email, String number, String tkn) {}

  private Someone someone() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    Users users = new Users(server.http(), TestConfig.SPA);
    users.signUp(Map.of("email", email, "phone_number", number));
    server.inbox().await(number, 1);
    server.sql("update profile set phone_verified_at = now() where email = '" + email + "'");
    return new Someone(email, number, users.logIn(email));
  }

  private String challenge(OAuthClient spa, Someone someone) {
    Map<String, Object> body = new LinkedHashMap<>(spa.authorizeParameters("tkn", someone.tkn()));
    String token = server.http().post(API + "mfa/stepup", body).text("token");
    String challenge =
        server
            .http()
            .post(API + "passwordless/start", Map.of("step_up", token, "auth_type", "sms"))
            .text("challenge_id");
    server.inbox().await(someone.number(), 2);
    return challenge;
  }

  private String newest(Someone someone) {
    List<Inbox.Message> messages = server.inbox().to(someone.number());
    return messages.getLast().code();
  }

  private Answer answer(String challenge, String code) {
    return server
        .http()
        .post(
            API + "passwordless/verify",
            Map.of("challenge_id", challenge, "verification_code", code));
  }

  private static void startLogin(OAuthClient client, String email) {
    Map<String, Object> body = new LinkedHashMap<>(client.authorizeParameters());
    body.put("email", email);
    assertThat(client.http().post(API + "passwordless/start", body).status()).isEqualTo(204);
  }
}
