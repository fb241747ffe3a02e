package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code GET events} (contract section 11.4). */
class UserEventsTest extends IdentityContract {

  private static final String SCOPE = "openid profile full_write events";

  @Override
  TestConfig config() {
    return demo()
        .set(
            TestConfig.client(TestConfig.NATIVE) + "/scopes",
            List.of("openid", "profile", "email", "full_write", "events"))
        .alsoTenant("strict")
        .set("/tenants/1/login_types", Map.of("email", true, "phone_number", true))
        .set("/tenants/1/signup", Map.of("login_before_verification", false));
  }

  private Http user(String email) {
    return http.bearer(tokenOf(SCOPE, Map.of("email", email)));
  }

  private static List<JsonNode> events(Http user, String query) {
    List<JsonNode> list = new ArrayList<>();
    Expect.secret(user.get(API + "events" + query)).get("events").forEach(list::add);
    return list;
  }

  private static List<String> types(List<JsonNode> events) {
    return events.stream().map(event -> event.path("type").asString()).toList();
  }

  @Test
  void the_users_own_events_are_told_newest_first() {
    String email = Users.newEmail();
    Http user = user(email);
    Expect.secret(user.post(API + "update-profile", Map.of("given_name", "Ada", "bio", "Wrote")));
    users.tryPassword(email, "wrong");

    List<JsonNode> events = events(user, "");

    assertThat(types(events).subList(0, 2)).containsExactly("login_failed", "user_updated");
    // Of one moment, in whatever order.
    assertThat(types(events).subList(2, 4)).containsExactlyInAnyOrder("login", "signup");
    JsonNode updated = events.get(1);
    assertThat(updated.path("updated_keys").toString()).isEqualTo("[\"bio\",\"given_name\"]");
    String id = Expect.secret(user.get(API + "userinfo")).path("id").asString();
    assertThat(updated.path("user_id").asString()).isEqualTo(id);
    assertThat(updated.path("profile_id").asString()).isEqualTo(id);
    assertThat(updated.path("client_id").asString()).isEqualTo(TestConfig.NATIVE);
    assertThat(updated.path("ip").asString()).isEqualTo("127.0.0.1");
    assertThat(updated.path("date").asString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(updated.propertyNames())
        .containsExactlyInAnyOrder(
            "id",
            "date",
            "type",
            "user_id",
            "profile_id",
            "client_id",
            "login_time",
            "ip",
            "host",
            "canal",
            "user_agent",
            "device",
            "updated_keys");
    assertThat(updated.path("host").asString()).isEqualTo("http://localhost:9999");
    assertThat(updated.path("canal").asString()).isEqualTo("identity_first_party");
    JsonNode login = events.get(2 + types(events.subList(2, 4)).indexOf("login"));
    assertThat(login.path("auth_type").asString()).isEqualTo("password");
    assertThat(login.path("provider").asString()).isEqualTo("password");
    assertThat(login.path("scope").isArray()).isTrue();
    assertThat(login.path("scope").valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrder(SCOPE.split(" "));
    assertThat(login.path("login_time")).isEqualTo(updated.path("login_time"));
    assertThat(events.get(0).path("identifier_type").asString()).isEqualTo("email");
  }

  @Test
  void an_unusual_login_has_a_score() {
    String email = Users.newEmail();
    Http user = user(email);
    users.tryPassword(email, "wrong");
    users.logIn(email);

    JsonNode risk = events(user, "?limit=1").get(0);
    assertThat(risk.path("type").asString()).isEqualTo("login_risk");
    assertThat(risk.path("signals").asString()).isEqualTo("recent_failures");
    assertThat(risk.path("risk_score").asInt()).isEqualTo(30);
  }

  @Test
  void a_login_that_failed_says_by_which_rule() {
    String email = Users.newEmail();
    Http user = user(email);
    users.tryPassword(email, "wrong");
    assertThat(events(user, "?limit=1").get(0).path("rule").asString()).isEqualTo("wrong_password");
  }

  @Test
  void a_login_that_was_refused_says_by_which_rule() {
    Http strict = tenant("strict");
    String email = Users.newEmail();
    Map<String, Object> body =
        Map.of(
            "client_id",
            TestConfig.SPA,
            "data",
            Map.of("email", email, "password", Users.PASSWORD));
    Expect.secret(strict.post(API + "signup", body));
    Expect.error(
        new Users(strict).tryPassword(email, Users.PASSWORD),
        403,
        "access_denied",
        "error.unverifiedLogin");
    assertThat(
            server.sql(
                "select details->>'rule' from event where tenant = 'strict' and type ="
                    + " 'login_failed'"))
        .isEqualTo("error.unverifiedLogin");
  }

  @Test
  void a_page_begins_before_the_last_event_of_the_page_before() {
    Http user = user(Users.newEmail());
    for (int i = 0; i < 5; i++) {
      Expect.secret(user.post(API + "update-profile", Map.of("given_name", "Ada" + i)));
    }
    List<JsonNode> all = events(user, "?limit=100");
    List<JsonNode> paged = new ArrayList<>(events(user, "?limit=3"));
    while (paged.size() < all.size()) {
      String last = paged.get(paged.size() - 1).path("id").asString();
      List<JsonNode> page = events(user, "?limit=3&before=" + last);
      assertThat(page).isNotEmpty();
      paged.addAll(page);
    }

    assertThat(all).hasSize(7);
    assertThat(paged).isEqualTo(all);
    String first = all.get(6).path("id").asString();
    assertThat(events(user, "?before=" + first)).isEmpty();
  }

  @Test
  void nobody_sees_the_events_of_another_user() {
    Http user = user(Users.newEmail());
    Http other = user(Users.newEmail());
    String theirs = events(other, "").get(0).path("id").asString();

    assertThat(events(user, "?limit=100").stream().map(event -> event.path("id").asString()))
        .doesNotContain(theirs);
    for (JsonNode event : events(user, "?before=" + theirs)) {
      assertThat(event.path("user_id").asString())
          .isEqualTo(Expect.secret(user.get(API + "userinfo")).path("id").asString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=101", "limit=-1", "limit=x", "limit=99999999999"})
  void the_limit_is_a_number_from_1_to_100(String query) {
    Expect.invalid(user(Users.newEmail()).get(API + "events?" + query), "limit:invalid");
  }

  @ParameterizedTest
  @AttackClass(32)
  @ValueSource(strings = {"before=x", "before=1-1-1-1-1"})
  void before_is_an_id(String query) {
    Expect.invalid(user(Users.newEmail()).get(API + "events?" + query), "before:invalid");
  }

  @Test
  void a_live_token_with_the_scope_is_needed() {
    Answer without = http.bearer(tokenOf("openid profile", Map.of())).get(API + "events");
    Expect.insufficientScope(without);
    Expect.noToken(http.get(API + "events"));
    Expect.badToken(http.bearer("nonsense").get(API + "events"));
  }
}
