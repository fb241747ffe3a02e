package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Attack class 7: somebody signs up with the victim's address before the victim does, and waits.
 * When the owner of the mailbox shows up, by whatever way a code is sent there, everything that the
 * maker of the account could get in by is gone (GHSA-j9xq-j329-2xvg and its kin); at the latest
 * when the owner recovers the account, where the owner did no more before than open the mail's
 * link.
 */
@AttackClass(7)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack07PreHijackingTest {

  private static final String THIEFS = "the thief's own passphrase";
  private static final String OWNERS = "the owner's own passphrase";

  /** How the owner of the mailbox shows up. */
  enum Way {
    FORGOT_PASSWORD,
    ACCOUNT_RECOVERY,
    PASSWORDLESS
  }

  private TestServer server;
  private Users users;

  @BeforeAll
  void start() {
    server = TestServer.start();
    users = new Users(server.http());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** An account that the thief made with the victim's address, and what the thief keeps of it. */
  private record Trap(String email, String number, Users.Tokens tokens, Http browser) {}

  private Trap trap() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    users.signUp(Map.of("email", email, "phone_number", number, "password", THIEFS));
    OAuthClient thief = new OAuthClient(server.browser(), TestConfig.SPA);
    String tkn = new Users(thief.http()).logIn(email, THIEFS);
    Users.Tokens tokens = thief.tokens(tkn);
    String id = users.userinfo(tokens.accessToken()).text("id");
    server.sql(
        """
        with factor as (
          insert into mfa_credential (tenant, id, profile_id, kind, destination, friendly_name, created_at)
          values ('demo', gen_random_uuid(), '%s', 'sms', '%s', 'the thief', now()) returning 1)
        select count(*) from factor\
        """
            .formatted(id, number));
    server.sql(
        """
        with device as (
          insert into push_device (tenant, id, profile_id, name, channels, public_key, created_at, last_seen_at)
          values ('demo', gen_random_uuid(), '%s', 'the thief', '{authy}', '{}', now(), now()) returning 1)
        select count(*) from device\
        """
            .formatted(id));
    server.sql(
        "with p as (update profile set factors = '{sms}' where id = '"
            + id
            + "' returning 1) select count(*) from p");
    return new Trap(email, number, tokens, thief.http());
  }

  /** The owner of the mailbox shows up, and has the account from then on. */
  private void arrive(Trap trap, Way way) {
    int mails = server.inbox().to(trap.email()).size();
    switch (way) {
      case FORGOT_PASSWORD, ACCOUNT_RECOVERY -> {
        String endpoint = way == Way.FORGOT_PASSWORD ? "forgot-password" : "account-recovery";
        assertThat(post(endpoint, Map.of("email", trap.email())).status()).isEqualTo(204);
        String code = server.inbox().await(trap.email(), mails + 1).code();
        Answer answer = set("email", trap.email(), code, OWNERS);
        assertThat(answer.status()).as("%s", answer).isEqualTo(204);
      }
      case PASSWORDLESS -> {
        OAuthClient owner = new OAuthClient(server.http(), TestConfig.SPA);
        Map<String, Object> start = new LinkedHashMap<>(owner.authorizeParameters());
        start.put("client_id", owner.id());
        start.put("email", trap.email());
        assertThat(server.http().post("/identity/v1/passwordless/start", start).status())
            .isEqualTo(204);
        String code = server.inbox().await(trap.email(), mails + 1).code();
        Answer answer =
            server
                .http()
                .post(
                    "/identity/v1/passwordless/verify",
                    Map.of("email", trap.email(), "verification_code", code));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.text("code")).as("no second factor of the thief's").isNotEmpty();
      }
    }
  }

  private Answer post(String endpoint, Map<String, ?> fields) {
    Map<String, Object> body = new LinkedHashMap<>(fields);
    body.put("client_id", TestConfig.SPA);
    return server.http().post("/identity/v1/" + endpoint, body);
  }

  private Answer set(String field, String value, String code, String password) {
    return post(
        "update-password", Map.of(field, value, "verification_code", code, "password", password));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void attack_07_nothing_that_the_maker_of_an_account_set_survives_the_owner_of_the_mailbox(
      Way way) {
    Trap trap = trap();
    server.inbox().await(trap.email(), 1);

    arrive(trap, way);

    assertThat(users.tryPassword(trap.email(), THIEFS).status()).isEqualTo(401);
    assertThat(users.userinfo(trap.tokens().accessToken()).status()).isEqualTo(401);
    assertThat(users.refresh(trap.tokens().refreshToken()).status()).isEqualTo(400);
    Answer session =
        trap.browser().get("/identity/v1/sso/data", Map.of("client_id", TestConfig.SPA));
    assertThat(session.json().path("is_authenticated").asBoolean(true)).isFalse();
    String where =
        " where profile_id = (select id from profile where email = '" + trap.email() + "')";
    for (String table :
        List.of("mfa_credential", "push_device", "trusted_device", "known_device")) {
      assertThat(server.sql("select count(*) from " + table + where)).as(table).isEqualTo("0");
    }
    assertThat(server.sql("select count(*) from session" + where + " and ended_at is null"))
        .isEqualTo(way == Way.PASSWORDLESS ? "1" : "0");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void attack_07_the_number_that_the_maker_left_there_opens_nothing_afterwards(Way way) {
    Trap trap = trap();
    server.inbox().await(trap.email(), 1);
    arrive(trap, way);

    for (String endpoint : List.of("forgot-password", "account-recovery")) {
      int texts = server.inbox().to(trap.number()).size();
      assertThat(post(endpoint, Map.of("phone_number", trap.number())).status()).isEqualTo(204);
      String code = server.inbox().await(trap.number(), Math.max(texts, 1) + 1).code();
      Answer answer = set("phone_number", trap.number(), code, "and a third passphrase");
      assertThat(answer.text("error_message_key")).isEqualTo("error.unverifiedLogin");
    }
    assertThat(
            server.sql(
                "select phone_verified_at is null from profile where email = '"
                    + trap.email()
                    + "'"))
        .isEqualTo("t");
  }

  @Test
  void attack_07_a_code_that_the_maker_asked_for_before_is_worth_nothing_afterwards() {
    Trap trap = trap();
    server.inbox().await(trap.email(), 1);
    String texted = server.inbox().await(trap.number(), 1).code();
    assertThat(post("forgot-password", Map.of("phone_number", trap.number())).status())
        .isEqualTo(204);
    String reset = server.inbox().await(trap.number(), 2).code();

    arrive(trap, Way.FORGOT_PASSWORD);

    assertThat(set("phone_number", trap.number(), reset, THIEFS + "!").status()).isEqualTo(401);
    Answer verified =
        server
            .http()
            .bearer(trap.tokens().accessToken())
            .post(
                "/identity/v1/verify-phone-number",
                Map.of("phone_number", trap.number(), "verification_code", texted));
    assertThat(verified.status()).isEqualTo(401);
  }

  @Test
  void attack_07_the_owner_of_an_account_is_not_cast_out_by_who_has_a_mistyped_address() {
    String number = Users.newPhoneNumber();
    String strangers = Users.newEmail();
    String tkn = users.signUp(Map.of("email", strangers, "phone_number", number));
    Users.Tokens tokens = users.tokens(tkn);
    Answer verified =
        server
            .http()
            .bearer(tokens.accessToken())
            .post(
                "/identity/v1/verify-phone-number",
                Map.of(
                    "phone_number",
                    number,
                    "verification_code",
                    server.inbox().await(number, 1).code()));
    assertThat(verified.status()).isEqualTo(204);
    server.inbox().await(strangers, 1);

    post("forgot-password", Map.of("email", strangers));
    Answer answer = set("email", strangers, server.inbox().await(strangers, 2).code(), OWNERS);

    assertThat(answer.text("error_message_key")).isEqualTo("error.unverifiedLogin");
    assertThat(users.tryPassword(strangers, Users.PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void attack_07_an_identifier_that_looks_like_an_address_is_nobodys() {
    String victims = Users.newEmail();
    Answer answer =
        post(
            "signup",
            Map.of(
                "data",
                Map.of(
                    "email", Users.newEmail(), "custom_identifier", victims, "password", THIEFS)));
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(users.signUp(victims)).isNotEmpty();
  }

  /** The link of the mail is opened: there, and not where the account is open. */
  private void open(Trap trap, Http there) {
    String link = server.inbox().await(trap.email(), 1).link();
    assertThat(there.get(link.replaceFirst("https?://[^/]+", "")).status()).isEqualTo(200);
  }

  private String count(String table, Trap trap) {
    return server.sql(
        "select count(*) from "
            + table
            + " where profile_id = (select id from profile where email = '"
            + trap.email()
            + "')");
  }

  /** The number by which the maker would come back, shown to be the maker's. */
  private void confirmNumber(Trap trap) {
    Answer answer =
        server
            .http()
            .bearer(trap.tokens().accessToken())
            .post(
                "/identity/v1/verify-phone-number",
                Map.of(
                    "phone_number",
                    trap.number(),
                    "verification_code",
                    server.inbox().await(trap.number(), 1).code()));
    assertThat(answer.status()).as("%s", answer).isEqualTo(204);
  }

  private void link(Trap trap) {
    server.sql(
        """
        with made as (
          insert into identity (tenant, provider, variant, realm, subject, profile_id, id, created_at, updated_at)
          select 'demo', 'acme', '', '', 'thief-' || id, id, gen_random_uuid(), now(), now() from profile where email = '%s' returning 1)
        select count(*) from made\
        """
            .formatted(trap.email()));
    assertThat(count("identity", trap)).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource(names = {"FORGOT_PASSWORD", "ACCOUNT_RECOVERY"})
  void attack_07_a_link_that_the_owner_only_opened_does_not_save_what_the_maker_set(Way way) {
    Trap trap = trap();
    open(trap, server.http());
    // Whatever the maker adds once the address is confirmed.
    confirmNumber(trap);
    link(trap);

    arrive(trap, way);

    assertThat(users.tryPassword(trap.email(), THIEFS).status()).isEqualTo(401);
    assertThat(users.tryPassword(trap.email(), OWNERS).text("tkn")).isNotEmpty();
    assertThat(users.userinfo(trap.tokens().accessToken()).status()).isEqualTo(401);
    assertThat(users.refresh(trap.tokens().refreshToken()).status()).isEqualTo(400);
    for (String table : List.of("identity", "passkey", "mfa_credential", "trusted_device")) {
      assertThat(count(table, trap)).as(table).isEqualTo("0");
    }
    int texts = server.inbox().to(trap.number()).size();
    post("forgot-password", Map.of("phone_number", trap.number()));
    String code = server.inbox().await(trap.number(), texts + 1).code();
    assertThat(set("phone_number", trap.number(), code, THIEFS).text("error_message_key"))
        .isEqualTo("error.unverifiedLogin");
  }

  @Test
  void attack_07_who_confirms_on_another_device_keeps_the_password_and_all() {
    Trap trap = trap();
    open(trap, server.http());

    assertThat(users.tryPassword(trap.email(), THIEFS).status()).isEqualTo(200);
    assertThat(users.userinfo(trap.tokens().accessToken()).status()).isEqualTo(200);
    assertThat(users.refresh(trap.tokens().refreshToken()).status()).isEqualTo(200);
    assertThat(count("mfa_credential", trap)).isEqualTo("1");
  }

  @Test
  void attack_07_who_confirms_where_the_account_is_open_keeps_all_but_the_password_at_a_reset() {
    Trap trap = trap();
    open(trap, trap.browser());
    link(trap);

    arrive(trap, Way.FORGOT_PASSWORD);

    assertThat(count("mfa_credential", trap)).isEqualTo("1");
    assertThat(count("identity", trap)).isEqualTo("1");
  }

  @Test
  @Requirement("ASVS 6.4.3")
  void attack_07_a_second_factor_that_is_younger_than_the_confirmation_outlives_a_reset() {
    Trap trap = trap();
    open(trap, server.http());
    server.sql(
        "with f as (update mfa_credential set created_at = now() + interval '1 minute' where"
            + " profile_id = (select id from profile where email = '"
            + trap.email()
            + "') returning 1) select count(*) from f");

    arrive(trap, Way.FORGOT_PASSWORD);

    assertThat(count("mfa_credential", trap)).isEqualTo("1");
    assertThat(users.tryPassword(trap.email(), OWNERS).json().path("mfa_required").asBoolean())
        .isTrue();
  }
}
