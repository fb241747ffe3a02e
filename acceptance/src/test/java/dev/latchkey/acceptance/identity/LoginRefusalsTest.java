package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Passkeys;
import dev.latchkey.testkit.ProviderLogin;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Upstream.Fault;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What the event log says of attempts to log in that were refused, whatever the way: the rule that
 * decided, how it was tried, and whose login it was where that is known (contract section 11.4).
 */
class LoginRefusalsTest extends IdentityContract {

  private static final Upstream UPSTREAM = Upstream.start();

  @Override
  TestConfig config() {
    return demo()
        .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
        .set("/tenants/0/providers", List.of(UPSTREAM.provider("acme")))
        .set(
            "/tenants/0/webauthn",
            Map.of("rp_id", "app.example", "origins", List.of(TestConfig.ORIGIN)))
        .set("/tenants/0/mfa", Map.of("sms", true))
        .set(TestConfig.client(TestConfig.NATIVE) + "/scopes", MfaContract.SCOPES.split(" "));
  }

  @AfterAll
  static void closeUpstream() {
    UPSTREAM.close();
  }

  /** Rule, way and user of the newest refusal. */
  private String lastRefusal() {
    return server.sql(
        """
        select concat_ws(' ', details->>'rule', auth_type, (select email from profile where id = profile_id))
        from event where type = 'login_failed' order by id desc limit 1\
        """);
  }

  private void suspend(String email) {
    server.sql("update profile set suspended_at = now() where email = '" + email + "'");
  }

  @Test
  void a_wrong_code() {
    String email = Users.newEmail();
    OAuthClient spa = new OAuthClient(http, TestConfig.SPA);
    Map<String, Object> start = new LinkedHashMap<>(spa.authorizeParameters());
    start.put("client_id", TestConfig.SPA);
    start.put("email", email);
    Expect.nothing(http.post(API + "passwordless/start", start));
    String code = server.inbox().await(email, 1).code();
    String wrong = code.equals("000000") ? "000001" : "000000";

    Expect.wrongCode(
        http.post(API + "passwordless/verify", Map.of("email", email, "verification_code", wrong)));

    assertThat(lastRefusal()).isEqualTo("error.invalidVerificationCode magic_link");
  }

  @Test
  void a_suspended_account_behind_a_right_code() {
    String email = Users.newEmail();
    users.signUp(email);
    server.inbox().await(email, 1);
    OAuthClient spa = new OAuthClient(http, TestConfig.SPA);
    Map<String, Object> start = new LinkedHashMap<>(spa.authorizeParameters());
    start.put("client_id", TestConfig.SPA);
    start.put("email", email);
    Expect.nothing(http.post(API + "passwordless/start", start));
    String code = server.inbox().await(email, 2).code();
    suspend(email);

    Answer answer =
        http.post(API + "passwordless/verify", Map.of("email", email, "verification_code", code));

    Expect.error(answer, 403, "access_denied", "error.account.temporarilySuspended");
    assertThat(lastRefusal()).isEqualTo("error.account.temporarilySuspended magic_link " + email);
  }

  @Test
  void a_ticket_at_authorize() {
    String email = Users.newEmail();
    String tkn = users.signUp(email);
    suspend(email);

    Answer answer = new OAuthClient(http, TestConfig.SPA).authorize("tkn", tkn);

    assertThat(answer.redirectParameter("error")).isEqualTo("access_denied");
    assertThat(lastRefusal()).isEqualTo("error.account.temporarilySuspended " + email);
  }

  @Test
  void a_ticket_that_is_none_is_nobodys_attempt() {
    String before = server.sql("select count(*) from event");

    Answer answer = new OAuthClient(http, TestConfig.SPA).authorize("tkn", "made-up");

    assertThat(answer.redirectParameter("error")).isEqualTo("invalid_grant");
    assertThat(server.sql("select count(*) from event")).isEqualTo(before);
  }

  @Test
  void a_passkey() {
    Passkeys passkeys = new Passkeys(http);
    Authenticator authenticator = new Authenticator();
    String email = Users.newEmail();
    passkeys.signUp(email, authenticator);

    assertThat(passkeys.login(email, authenticator.flippingSignature(true)).status())
        .isEqualTo(401);
    assertThat(lastRefusal()).isEqualTo("error.webauthn.failed webauthn");

    suspend(email);
    assertThat(passkeys.login(email, authenticator.flippingSignature(false)).status())
        .isEqualTo(403);
    assertThat(lastRefusal()).isEqualTo("error.account.temporarilySuspended webauthn " + email);
  }

  @Test
  void an_identity_of_a_provider() {
    String email = Users.newEmail();
    users.signUp(email);

    ProviderLogin login =
        new ProviderLogin(UPSTREAM, new OAuthClient(server.browser(), TestConfig.SPA));
    login.run("acme", Person.of(email));
    assertThat(lastRefusal()).isEqualTo("error.socialAccountEmailAlreadyInUse acme " + email);

    login.run("acme", Person.of(Users.newEmail()).with(Fault.WRONG_NONCE));
    assertThat(lastRefusal()).isEqualTo("error.social.failed acme");
  }

  @Test
  void a_wrong_second_factor() {
    MfaContract.Ada ada = MfaContract.ada(http);
    Expect.ok(ada.http().post(MfaContract.NUMBERS, Map.of("phone_number", ada.number())));
    String code = server.inbox().await(ada.number(), 2).code();
    Expect.ok(ada.http().post(MfaContract.NUMBERS + "/verify", Map.of("verification_code", code)));
    String challenge = MfaContract.challenge(ada.http(), "sms");

    Expect.wrongCode(MfaContract.answer(http, challenge, "nonsense"));

    assertThat(lastRefusal()).isEqualTo("error.invalidVerificationCode " + ada.email());
  }
}
