package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.ProviderLogin;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Users;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Attack class 20: a cookie that says who somebody is and can be written by anybody, or an id that
 * can be told from another. Every cookie of this server is 256 bits of chance that mean nothing but
 * to its database; no byte of one can be changed. The session's is also in class 25.
 */
@AttackClass(20)
class Attack20GuessableValueTest extends FederatedAttack {

  private static final String SESSION = "__Host-SESSION";
  private static final String KNOWN_DEVICE = "__Host-known-device-id";
  private static final String TRUSTED_DEVICE = "__Host-trusted-device-id";
  private static final String PROVIDER_LOGIN = "__Host-provider-login";

  /** A browser with every cookie that there is, of a user with an authenticator app. */
  private record Equipped(String email, Http browser, String back) {

    String cookie(String name) {
      return browser.cookies().getOrDefault(name, "");
    }
  }

  private Equipped equipped() {
    String email = Users.newEmail();
    Http browser = server.browser();
    OAuthClient client = new OAuthClient(browser, TestConfig.SPA);
    client.users().signUp(email);
    client.users().logIn(email);
    Users.Tokens tokens = client.tokens(client.users().logIn(email), "scope", "openid mfa");
    Http user = browser.bearer(tokens.accessToken());
    String totp = "/identity/v1/mfa/credentials/totp";
    String code =
        new AuthenticatorApp(user.post(totp).text("secret")).code(server.clock().instant());
    Answer verified =
        user.post(totp + "/verify", Map.of("verification_code", code, "trust_device", true));
    assertThat(verified.status()).as("%s", verified).isEqualTo(200);
    String back = new ProviderLogin(upstream, client).visit("acme", Upstream.Person.of(email));
    return new Equipped(email, browser, back);
  }

  @Test
  @Requirement({"ASVS 6.5.3", "ASVS 7.2.3"})
  void attack_20_every_cookie_is_256_bits_that_mean_nothing() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      Equipped equipped = equipped();
      assertThat(equipped.browser().cookies().keySet())
          .containsExactlyInAnyOrder(
              SESSION, SESSION + "_LEGACY", KNOWN_DEVICE, TRUSTED_DEVICE, PROVIDER_LOGIN);
      for (String name : List.of(SESSION, KNOWN_DEVICE, TRUSTED_DEVICE, PROVIDER_LOGIN)) {
        String value = equipped.cookie(name);
        byte[] bytes = Base64.getUrlDecoder().decode(value);
        assertThat(bytes).as(name).hasSize(32);
        assertThat(seen.add(value)).isTrue();
        int ones = 0;
        for (byte b : bytes) {
          ones += Integer.bitCount(b & 0xff);
        }
        assertThat(ones).as("as many ones as chance has it").isBetween(64, 192);
        assertThat(
                server.sql(
                    "select count(*) from session s, trusted_device d where s::text like '%"
                        + value
                        + "%' or d::text like '%"
                        + value
                        + "%'"))
            .isEqualTo("0");
      }
    }
  }

  @Test
  void attack_20_no_changed_cookie_lets_a_browser_off_the_second_factor() {
    Equipped equipped = equipped();
    assertThat(asks(equipped, equipped.cookie(TRUSTED_DEVICE))).isFalse();
    for (String changed : changed(equipped.cookie(TRUSTED_DEVICE))) {
      assertThat(asks(equipped, changed)).as(changed).isTrue();
    }
  }

  private boolean asks(Equipped equipped, String trustedDevice) {
    Http browser = server.http().with("Cookie", TRUSTED_DEVICE + "=" + trustedDevice);
    return new Users(browser)
        .tryPassword(equipped.email(), Users.PASSWORD)
        .json()
        .path("mfa_required")
        .asBoolean();
  }

  @Test
  void attack_20_no_changed_cookie_comes_back_from_a_provider() {
    Equipped equipped = equipped();
    for (String changed : changed(equipped.cookie(PROVIDER_LOGIN))) {
      Http browser = server.http().with("Cookie", PROVIDER_LOGIN + "=" + changed);
      Answer answer = browser.get(equipped.back());
      assertThat(answer.status()).as(changed).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid_state");
    }
    assertThat(equipped.browser().get(equipped.back()).status()).isEqualTo(302);
  }

  @Test
  void attack_20_no_changed_cookie_is_a_session() {
    Equipped equipped = equipped();
    for (String changed : changed(equipped.cookie(SESSION))) {
      Http browser = server.http().with("Cookie", SESSION + "=" + changed);
      assertThat(spa(browser).authorize("prompt", "none").redirectParameter("error"))
          .as(changed)
          .isEqualTo("login_required");
    }
    assertThat(spa(equipped.browser()).authorize("prompt", "none").redirectParameter("error"))
        .as("the real one is a session, of one factor")
        .isNotEqualTo("login_required");
  }

  /** Each character another one, and what a server might add, cut or decode. */
  private static List<String> changed(String value) {
    Set<String> changed = new TreeSet<>();
    for (int i = 0; i < value.length(); i += 3) {
      char other = value.charAt(i) == 'A' ? 'B' : 'A';
      changed.add(value.substring(0, i) + other + value.substring(i + 1));
    }
    changed.add(value.substring(1));
    changed.add(value.substring(0, value.length() - 1));
    changed.add(value + "A");
    changed.add(value + "=");
    changed.add("%" + Integer.toHexString(value.charAt(0)) + value.substring(1));
    changed.add("\"" + value + "\"");
    changed.add("null");
    changed.add(UUID.randomUUID().toString());
    changed.remove(value);
    return List.copyOf(changed);
  }

  /**
   * Ids are no secrets, and still none can be told from another: of those that are made in the same
   * millisecond, 74 bits differ by chance.
   */
  @Test
  @Requirement("ASVS 6.5.3")
  void attack_20_no_id_can_be_told_from_another() {
    Set<Long> ends = new HashSet<>();
    TreeSet<Long> sorted = new TreeSet<>();
    for (int i = 0; i < 60; i++) {
      String email = Users.newEmail();
      users.signUp(email);
      UUID id = UUID.fromString(server.sql("select id from profile where email = '" + email + "'"));
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
      long end = id.getLeastSignificantBits() & 0x3fff_ffff_ffff_ffffL;
      assertThat(ends.add(end)).isTrue();
      sorted.add(end);
    }
    long before = Long.MIN_VALUE / 2;
    for (long end : sorted) {
      assertThat(end - before).as("apart by more than a counter's step").isGreaterThan(1L << 32);
      before = end;
    }
  }
}
