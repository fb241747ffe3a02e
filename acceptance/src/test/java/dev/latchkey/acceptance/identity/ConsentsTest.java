package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What users agree to: the answers, the log of them, and the mail that asks once more (contract
 * sections 2.4, 3.4, 8.10, and 13.3 of the web SDK's).
 */
class ConsentsTest extends IdentityContract {

  private static final String SCOPES = "openid profile email full_write";

  @Override
  TestConfig config() {
    return demo()
        .set("/tenants/0/consents", CONSENTS)
        .alsoTenant("silent")
        .set("/tenants/1/consents", CONSENTS)
        .set("/tenants/1/messages/consent", Map.of("enabled", false))
        .alsoTenant("limited")
        .set("/tenants/2/consents", CONSENTS)
        .set("/tenants/2/rate_limits/per_recipient", Map.of("requests", 3, "window", "10m"));
  }

  private static final List<Map<String, Object>> CONSENTS =
      List.of(
          consent("terms", "opt-in", "active", text(1, "en"), text(2, "en"), text(2, "fr")),
          consent("tracking", "opt-out", "active", text(1, "en")),
          consent("news", "double-opt-in", "active", text(1, "en"), text(1, "fr")),
          consent("partners", "double-opt-in", "active", text(3, "en")),
          consent("paper", "opt-in", "archived", text(1, "en")));

  @SafeVarargs
  private static Map<String, Object> consent(
      String key, String type, String status, Map<String, Object>... versions) {
    return Map.of("key", key, "type", type, "status", status, "versions", List.of(versions));
  }

  private static Map<String, Object> text(int version, String language) {
    return Map.of(
        "version_id", version, "language", language, "title", "Text " + version + " " + language);
  }

  private static Map<String, Object> yes(String... keys) {
    Map<String, Object> consents = new LinkedHashMap<>();
    for (String key : keys) {
      consents.put(key, Map.of("granted", true));
    }
    return Map.of("consents", consents);
  }

  private static Map<String, Object> no(String key) {
    return Map.of("consents", Map.of(key, Map.of("granted", false)));
  }

  private Answer update(Http user, Map<String, ?> fields) {
    return user.post(API + "update-profile", fields);
  }

  private static JsonNode consents(Http user) {
    return Expect.secret(user.get(API + "userinfo")).path("consents");
  }

  /** A user whose mail to confirm the address has come. */
  private record User(String email, Http http) {}

  private User user() {
    return user(http, Map.of());
  }

  private User user(Http tenant, Map<String, ?> fields) {
    String email = Users.newEmail();
    Map<String, Object> data = new LinkedHashMap<>(fields);
    data.put("email", email);
    return new User(email, tenant.bearer(tokenOf(tenant, SCOPES, data)));
  }

  private String log(User user, String columns) {
    return server.sql(
        "select coalesce(string_agg(%s, ' | ' order by consent_log.id), '') from consent_log join profile on profile.id = profile_id where email = '%s'"
            .formatted(columns, user.email()));
  }

  private Inbox.Message asked(User user) {
    // The first mail asks to confirm the address.
    return server.inbox().await(user.email(), 2);
  }

  // Answers

  @Test
  void every_answer_is_in_the_log_with_its_version_language_client_and_origin() {
    User user = user();
    Http device = user.http().with("User-Agent", "Survey/1.0");
    update(
        device,
        Map.of(
            "consents",
            Map.of(
                "terms",
                Map.of(
                    "granted",
                    true,
                    "consent_version",
                    Map.of("version_id", 1, "language", "en")))));
    update(
        device,
        Map.of(
            "consents",
            Map.of("terms", Map.of("granted", true, "consentVersion", Map.of("language", "fr")))));
    update(device, no("tracking"));

    assertThat(
            log(
                user,
                "concat_ws(' ', key, consent ->> 'granted', consent ->> 'consent_type', consent #>>"
                    + " '{consent_version,version_id}', consent #>> '{consent_version,language}',"
                    + " action, client_id, ip, consent_log.user_agent)"))
        .isEqualTo(
            "terms true opt-in 1 en answered native 127.0.0.1 Survey/1.0"
                + " | terms true opt-in 2 fr answered native 127.0.0.1 Survey/1.0"
                + " | tracking false opt-out 1 en answered native 127.0.0.1 Survey/1.0");
    assertThat(log(user, "(consent_log.at is not null and consent ->> 'date' is not null)::text"))
        .isEqualTo("true | true | true");
  }

  @Test
  void a_sign_up_is_in_the_log_too() {
    User user = user(http, yes("terms"));

    assertThat(log(user, "key || ' ' || action || ' ' || client_id"))
        .isEqualTo("terms answered native");
  }

  @Test
  void the_same_answer_once_more_is_none() {
    User user = user(http, yes("terms"));

    JsonNode before = consents(user.http());
    update(user.http(), Map.of("consents", before, "given_name", "Ada"));
    update(user.http(), yes("terms"));

    assertThat(consents(user.http())).isEqualTo(before);
    assertThat(log(user, "key")).isEqualTo("terms");
  }

  @Test
  void what_nobody_asks_for_cannot_be_answered() {
    Expect.invalid(update(user().http(), yes("unheard_of")), "consents.unheard_of:invalid");
    Expect.invalid(
        call(
            "signup",
            Map.of(
                "data",
                Map.of(
                    "email",
                    Users.newEmail(),
                    "password",
                    Users.PASSWORD,
                    "consents",
                    Map.of("unheardOf", Map.of("granted", true))))),
        "data.consents.unheardOf:invalid");
  }

  @Test
  void what_is_archived_can_be_declined_but_not_granted() {
    User user = user();

    Expect.invalid(update(user.http(), yes("paper")), "consents.paper.granted:invalid");
    Expect.secret(update(user.http(), no("paper")));

    assertThat(consents(user.http()).at("/paper/granted").asBoolean(true)).isFalse();
  }

  @Test
  void an_app_may_send_back_what_was_archived_or_forgotten_since() {
    User user = user();
    server.sql(
        """
        with p as (update profile set consents = '{"paper": {"granted": true, "consent_version": {"version_id": 1}},
          "gone": {"granted": true}}' where email = '%s' returning 1) select count(*) from p\
        """
            .formatted(user.email()));

    JsonNode before = consents(user.http());
    Expect.secret(update(user.http(), Map.of("consents", before)));

    assertThat(consents(user.http())).isEqualTo(before);
    assertThat(log(user, "key")).isEmpty();
  }

  // Double opt-in

  @Test
  void a_double_opt_in_counts_once_the_button_behind_the_mails_link_is_pressed() {
    User user = user();
    JsonNode waits = Expect.secret(update(user.http(), yes("news"))).at("/consents/news");
    assertThat(waits.path("granted").asBoolean(true)).isFalse();
    assertThat(waits.path("waiting_double_accept").asBoolean()).isTrue();

    Inbox.Message mail = asked(user);
    assertThat(mail.subject()).isEqualTo("Please confirm your choice");
    assertThat(mail.text()).contains("Text 1 en");
    String link = path(mail.link());
    for (int scanner = 0; scanner < 3; scanner++) {
      Answer page = http.get(link);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body()).contains("Text 1 en", "<form method=\"post\"><button>Confirm");
    }
    assertThat(consents(user.http()).at("/news/granted").asBoolean(true)).isFalse();

    Answer done = http.browser("http://localhost:9999").postForm(link, Map.of());

    assertThat(done.status()).isEqualTo(200);
    assertThat(done.body()).contains("Your choice is confirmed.");
    JsonNode granted = consents(user.http()).path("news");
    assertThat(granted.path("granted").asBoolean()).isTrue();
    assertThat(granted.has("waiting_double_accept")).isFalse();
    assertThat(granted.path("consent_type").asString()).isEqualTo("double-opt-in");
    assertThat(granted.at("/consent_version/version_id").asInt()).isEqualTo(1);
    assertThat(log(user, "action || ' ' || (consent ->> 'granted') || ' ' || client_id"))
        .isEqualTo("answered false native | confirmed true native");
  }

  @Test
  void a_confirmed_consent_verifies_nothing_else() {
    User user = user(http, yes("news"));

    http.postForm(path(asked(user).link()), Map.of());

    JsonNode profile = Expect.secret(user.http().get(API + "userinfo"));
    assertThat(profile.at("/consents/news/granted").asBoolean()).isTrue();
    assertThat(profile.path("email_verified").asBoolean(true)).isFalse();
  }

  @Test
  void the_button_may_be_pressed_twice() {
    User user = user(http, yes("news"));
    String link = path(asked(user).link());
    http.postForm(link, Map.of());

    assertThat(http.postForm(link, Map.of()).status()).isEqualTo(200);
    assertThat(http.get(link).body()).contains("Your choice is confirmed.");
    assertThat(log(user, "action")).isEqualTo("answered | confirmed");
  }

  @Test
  void one_mail_asks_for_all_that_waits() {
    User user = user(http, yes("news"));
    asked(user);
    update(user.http(), yes("partners"));

    Inbox.Message mail = server.inbox().await(user.email(), 3);
    assertThat(mail.text()).contains("Text 1 en, Text 3 en");
    http.postForm(path(mail.link()), Map.of());

    JsonNode consents = consents(user.http());
    assertThat(consents.at("/news/granted").asBoolean()).isTrue();
    assertThat(consents.at("/partners/granted").asBoolean()).isTrue();
  }

  @Test
  void a_no_voids_the_mail_that_waited_for_a_yes() {
    User user = user(http, yes("news"));
    String link = path(asked(user).link());
    update(user.http(), no("news"));

    Expect.wrongCode(http.postForm(link, Map.of()));
    assertThat(consents(user.http()).at("/news/granted").asBoolean(true)).isFalse();
  }

  @Test
  void a_second_yes_sends_a_second_mail_and_voids_the_first() {
    User user = user(http, yes("news"));
    String first = path(asked(user).link());
    update(user.http(), yes("news"));
    String second = path(server.inbox().await(user.email(), 3).link());

    Expect.wrongCode(http.postForm(first, Map.of()));
    assertThat(http.postForm(second, Map.of()).status()).isEqualTo(200);
  }

  @Test
  void an_app_that_sends_back_a_waiting_consent_neither_answers_nor_asks() {
    User user = user(http, yes("news"));
    String link = path(asked(user).link());

    update(user.http(), Map.of("consents", consents(user.http())));

    assertThat(http.postForm(link, Map.of()).status()).isEqualTo(200);
    assertThat(server.inbox().to(user.email())).hasSize(2);
  }

  @Test
  void a_link_lives_for_a_week() {
    User user = user(http, yes("news"));
    String link = path(asked(user).link());
    server.clock().advance(Duration.ofDays(7));

    Expect.wrongCode(http.get(link));
    Expect.wrongCode(http.postForm(link, Map.of()));
  }

  @Test
  void a_link_is_good_for_consents_only_and_others_are_not() {
    User user = user(http, yes("news"));
    String token = asked(user).link().replaceFirst(".*/", "");
    String other = server.inbox().await(user.email(), 1).link().replaceFirst(".*/", "");

    Expect.wrongCode(http.get("/link/verify-email/" + token));
    Expect.wrongCode(http.get("/link/consent/" + other));
    Expect.wrongCode(http.postForm("/link/consent/nonsense", Map.of()));
  }

  @Test
  void a_page_of_somebody_elses_cannot_press_the_button() {
    User user = user(http, yes("news"));

    Answer answer =
        http.browser("https://evil.example").postForm(path(asked(user).link()), Map.of());

    Expect.error(answer, 403, "origin_not_allowed", "error.origin.notAllowed");
  }

  @Test
  void without_an_address_or_a_template_a_double_opt_in_waits() {
    Http byPhone =
        http.bearer(
            tokenOf(
                SCOPES,
                Map.of(
                    "phone_number",
                    Users.newPhoneNumber(),
                    "consents",
                    Map.of("news", Map.of("granted", true)))));
    assertThat(consents(byPhone).at("/news/waiting_double_accept").asBoolean()).isTrue();

    User silent = user(tenant("silent"), yes("news"));
    assertThat(consents(silent.http()).at("/news/waiting_double_accept").asBoolean()).isTrue();
    assertThat(
            server.sql(
                "select count(*) from verification_code where tenant = 'silent' and purpose ="
                    + " 'consent'"))
        .isEqualTo("0");
  }

  @Test
  void asking_again_and_again_fills_nobodys_mailbox() {
    User user = user(tenant("limited"), yes("news"));

    Expect.secret(update(user.http(), yes("news")));
    Expect.error(update(user.http(), yes("news")), 429, "rate_limit_reached", "error.rateLimit");
  }
}
