package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** {@code /account}: profile, address, number, consents, and what is taken away or deleted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountProfileTest {

  private static final String PROFILE = "/account/profile";
  private static final String EMAIL = "/account/email";
  private static final String PHONE = "/account/phone";
  private static final String CONSENTS = "/account/consents";
  private static final String DATA = "/account/data";
  private static final String DELETE = "/account/delete";

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            AccountBrowser.config().set("/tenants/0/signup/verify_phone_number", true));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static void isBack(Answer answer, String path) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
    assertThat(answer.header("Location")).startsWith(path + "?done=");
  }

  @Test
  @Requirement("ASVS 7.4.4")
  void the_overview_leads_to_every_page_and_each_is_there() {
    AccountBrowser ada = AccountBrowser.of(server);
    String home = ada.get("/account").body();
    for (String page :
        new String[] {
          PROFILE,
          EMAIL,
          PHONE,
          "/account/password",
          "/account/passkeys",
          "/account/factors",
          "/account/sessions",
          CONSENTS,
          "/account/apps",
          "/account/activity",
          DATA,
          DELETE
        }) {
      assertThat(home).contains("href=\"" + page + "\"");
      Answer answer = ada.get(page);
      assertThat(answer.status()).as(page).isEqualTo(200);
      assertThat(answer.body()).contains("href=\"/account\"", "action=\"/account/logout\"");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }
    assertThat(home).as("no provider is configured").doesNotContain("/account/logins");
  }

  @Test
  void names_birth_date_picture_and_own_fields_are_saved_and_cleared() {
    AccountBrowser ada = AccountBrowser.of(server, Map.of("given_name", "Ada"));
    Map<String, String> fields =
        Map.of(
            "given_name", "Ada",
            "family_name", "Lovelace",
            "birthdate", "1815-12-10",
            "gender", "female",
            "picture", "https://pictures.example/ada.png",
            "custom_fields.loyalty_card", "C-1",
            "custom_fields.shoe_size", "38",
            "custom_fields.shop", "paris");
    isBack(ada.post(PROFILE, fields), PROFILE);
    String page = ada.get(PROFILE + "?done=saved").body();
    assertThat(page)
        .contains("Your changes have been saved.")
        .contains("value=\"Lovelace\"")
        .contains("value=\"1815-12-10\"")
        .contains("value=\"38\"")
        .contains("value=\"paris\" selected");
    assertThat(custom(ada)).contains("\"shoe_size\": 38", "\"loyalty_card\": \"C-1\"");
    assertThat(page).as("of a scope the client has not").doesNotContain("custom_fields.score");

    isBack(ada.post(PROFILE, Map.of("given_name", "Ada")), PROFILE);
    assertThat(ada.get(PROFILE).body()).contains("value=\"Ada\"").doesNotContain("Lovelace");
    assertThat(custom(ada)).doesNotContain("shoe_size");
  }

  private String custom(AccountBrowser user) {
    return server.sql(
        "select custom_fields from profile where email = '%s'".formatted(user.email()));
  }

  @Test
  void what_cannot_be_saved_is_said_at_its_field_and_what_was_typed_stays() {
    AccountBrowser ada = AccountBrowser.of(server);
    Answer answer =
        ada.post(
            PROFILE,
            Map.of(
                "given_name", "Ada",
                "picture", "javascript:alert(1)",
                "custom_fields.shoe_size", "many"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .contains("id=\"picture-error\"")
        .contains("id=\"custom_fields.shoe_size-error\"")
        .contains("value=\"many\"")
        .contains("value=\"Ada\"");
    assertThat(ada.get(PROFILE).body()).doesNotContain("value=\"Ada\"");
  }

  @Test
  void another_address_is_confirmed_by_the_link_that_goes_there() {
    AccountBrowser ada = AccountBrowser.of(server);
    ada.get(URI.create(server.inbox().await(ada.email(), 1).link()).getPath());
    String other = Users.newEmail();
    isBack(ada.post(EMAIL, Map.of("email", other)), EMAIL);
    assertThat(ada.get(EMAIL).body()).contains(ada.email()).contains("Confirmed");

    Answer opened = ada.get(URI.create(server.inbox().await(other, 1).link()).getPath());
    assertThat(opened.header("Location")).isEqualTo(server.url() + EMAIL);
    assertThat(ada.get(EMAIL).body()).contains(other).doesNotContain(ada.email());
  }

  @Test
  void an_address_that_is_none_or_somebody_elses_is_refused_at_its_field() {
    AccountBrowser ada = AccountBrowser.of(server);
    AccountBrowser bob = AccountBrowser.of(server);
    ada.get(URI.create(server.inbox().await(ada.email(), 1).link()).getPath());
    for (String wrong : new String[] {"", "nobody", ada.email(), bob.email()}) {
      Answer answer = ada.post(EMAIL, Map.of("email", wrong));
      assertThat(answer.status()).as(wrong).isBetween(400, 409);
      assertThat(answer.body()).as(wrong).contains("id=\"email-error\"");
    }
  }

  @Test
  @AttackClass({12, 13})
  @Requirement("ASVS 7.5.1")
  void after_five_minutes_a_page_asks_anew_before_an_address_or_number_is_changed() {
    AccountBrowser ada = AccountBrowser.of(server);
    String token = ada.token(EMAIL);
    server.clock().advance(Duration.ofMinutes(6));
    for (String page : new String[] {EMAIL, PHONE}) {
      String shown = ada.get(page).body();
      assertThat(shown)
          .contains("prompt=login")
          .doesNotContain("method=\"post\" action=\"" + page + "\"");
    }
    String other = Users.newEmail();
    Answer mail = ada.postWith(token, EMAIL, Map.of("email", other));
    assertThat(mail.status()).isEqualTo(401);
    assertThat(mail.body()).contains("prompt=login");
    Answer number = ada.postWith(token, PHONE, Map.of("phone_number", Users.newPhoneNumber()));
    assertThat(number.status()).isEqualTo(401);
    assertThat(server.inbox().to(other)).isEmpty();
  }

  @Test
  void another_number_is_there_once_its_code_came_back() {
    AccountBrowser ada = AccountBrowser.of(server);
    String number = Users.newPhoneNumber();
    isBack(ada.post(PHONE, Map.of("phone_number", number)), PHONE);
    String waiting = ada.get(PHONE).body();
    assertThat(waiting).contains("Not confirmed").contains("name=\"verification_code\"");

    Answer wrong = ada.post(PHONE, PHONE + "/code", Map.of("verification_code", "000000"));
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.body()).contains("id=\"verification_code-error\"");

    String code = server.inbox().await(number, 1).code();
    isBack(ada.post(PHONE, PHONE + "/code", Map.of("verification_code", code)), PHONE);
    assertThat(ada.get(PHONE).body())
        .contains(number)
        .contains("Confirmed")
        .doesNotContain("name=\"verification_code\"");
    Answer invalid = ada.post(PHONE, Map.of("phone_number", "12"));
    assertThat(invalid.body()).contains("id=\"phone_number-error\"");
  }

  @Test
  void a_consent_is_given_in_its_version_and_withdrawn() {
    AccountBrowser ada = AccountBrowser.of(server);
    assertThat(ada.get(CONSENTS).body()).contains("News").contains("You did not agree");
    isBack(ada.post(CONSENTS, Map.of("key", "newsletter", "granted", "true")), CONSENTS);
    assertThat(ada.get(CONSENTS).body()).contains("You agreed");
    JsonNode consent =
        tools.jackson.databind.json.JsonMapper.shared()
            .readTree(
                server.sql(
                    "select consents -> 'newsletter' from profile where email = '%s'"
                        .formatted(ada.email())));
    assertThat(consent.path("granted").asBoolean()).isTrue();
    assertThat(consent.at("/consent_version/version_id").asInt()).isEqualTo(1);
    isBack(ada.post(CONSENTS, Map.of("key", "newsletter", "granted", "false")), CONSENTS);
    assertThat(ada.get(CONSENTS).body()).contains("You did not agree");
    assertThat(ada.post(CONSENTS, Map.of("key", "none", "granted", "true")).status())
        .isEqualTo(404);
  }

  @Test
  void everything_known_of_a_user_can_be_taken_away_and_nothing_of_others_or_secret() {
    AccountBrowser ada = AccountBrowser.of(server, Map.of("given_name", "Ada"));
    AccountBrowser bob = AccountBrowser.of(server);
    Answer file = ada.post(DATA, Map.of());
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Content-Disposition")).startsWith("attachment");
    JsonNode all = file.json();
    assertThat(all.at("/profile/given_name").asString()).isEqualTo("Ada");
    assertThat(all.at("/profile/email").asString()).isEqualTo(ada.email());
    assertThat(all.path("session_devices")).isNotEmpty();
    assertThat(all.path("events")).isNotEmpty();
    assertThat(file.body()).doesNotContain(bob.email()).doesNotContain("hash");

    String token = ada.token(DATA);
    server.clock().advance(Duration.ofMinutes(6));
    Answer stale = ada.postWith(token, DATA, Map.of());
    assertThat(stale.status()).isEqualTo(401);
    assertThat(stale.body()).contains("prompt=login").doesNotContain("session_devices");
  }

  @Test
  void a_deleted_account_is_gone_with_all_that_was_its_own() {
    AccountBrowser ada = AccountBrowser.of(server);
    AccountBrowser phone = ada.elsewhere(server);
    Users users = new Users(server.http());
    Users.Tokens tokens = users.tokens(users.logIn(ada.email()));
    String id = ada.id(server);

    assertThat(ada.post(DELETE, Map.of("confirmation", "yes")).body())
        .contains("id=\"confirmation-error\"");
    assertThat(ada.id(server)).isEqualTo(id);

    Answer gone = ada.post(DELETE, Map.of("confirmation", ada.email()));
    assertThat(gone.status()).isEqualTo(200);
    assertThat(gone.body()).contains("Your account has been deleted.");
    assertThat(gone.setCookie("__Host-SESSION")).contains("Max-Age=0");
    assertThat(phone.get("/account").status()).isEqualTo(303);
    assertThat(users.userinfo(tokens.accessToken()).status()).isEqualTo(401);
    assertThat(users.refresh(tokens.refreshToken()).status()).isEqualTo(400);
    assertThat(users.tryPassword(ada.email(), Users.PASSWORD).status()).isEqualTo(401);
    assertThat(server.inbox().await(ada.email(), 2).subject())
        .isEqualTo("Your account has been deleted");
    assertThat(leftOf(id)).as("rows that still name the profile").isEqualTo("event");
    assertThat(
            server.sql(
                "select string_agg(type || ip || user_agent, ',') from event where profile_id = '%s'"
                    .formatted(id)))
        .isEqualTo("user_deleted");
    new Users(server.http()).signUp(ada.email());
  }

  /** The tables that have the id anywhere in a row. */
  private String leftOf(String id) {
    return server.sql(
        """
        select coalesce(string_agg(t.table_name, ',' order by t.table_name), '') from information_schema.tables t
        where t.table_schema = 'public' and xpath_exists('/table/row', query_to_xml(
          format('select 1 from %%I x where x::text like ''%%%%%s%%%%'' limit 1', t.table_name), false, false, ''))\
        """
            .formatted(id));
  }

  @Test
  @AttackClass({12, 13})
  void an_account_is_not_deleted_by_a_session_of_an_hour_ago() {
    AccountBrowser ada = AccountBrowser.of(server);
    String token = ada.token(DELETE);
    server.clock().advance(Duration.ofHours(1));
    Answer stale = ada.postWith(token, DELETE, Map.of("confirmation", ada.email()));
    assertThat(stale.status()).isEqualTo(401);
    assertThat(ada.id(server)).isNotEmpty();
    assertThat(ada.get(DELETE).body()).doesNotContain("name=\"confirmation\"");
  }

  @Test
  void pages_speak_the_language_of_their_reader() {
    AccountBrowser ada = AccountBrowser.of(server);
    Http arabic = ada.http().with("Accept-Language", "ar");
    assertThat(arabic.get("/account").body()).contains("dir=\"rtl\"").contains("حسابك");
    String german = ada.get(PROFILE + "?lang=de").body();
    assertThat(german).contains("Vorname").contains("action=\"" + PROFILE + "?lang=de\"");
  }
}
