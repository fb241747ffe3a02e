package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code GET session-devices} and {@code DELETE session-devices/{id}} (contract section 11.1). */
class SessionDevicesTest extends IdentityContract {

  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
  private static final List<String> SCOPES =
      List.of("openid", "profile", "email", "offline_access", "session");

  @Override
  TestConfig config() {
    return demo()
        .set(TestConfig.client(TestConfig.SPA) + "/scopes", SCOPES)
        .set(TestConfig.client(TestConfig.NATIVE) + "/scopes", SCOPES);
  }

  private static final String PATH = API + "session-devices";

  private OAuthClient browser() {
    return new OAuthClient(server.browser().with("User-Agent", FIREFOX), TestConfig.SPA);
  }

  private Users.Tokens logIn(OAuthClient client, String email) {
    return client.tokens(new Users(client.http()).logIn(email), "scope", String.join(" ", SCOPES));
  }

  private static List<JsonNode> devices(Http user) {
    List<JsonNode> list = new ArrayList<>();
    Expect.secret(user.get(PATH)).get("session_devices").forEach(list::add);
    return list;
  }

  private static JsonNode one(List<JsonNode> devices, String type) {
    return devices.stream()
        .filter(device -> device.path("token_type").asString().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private String newUser() {
    String email = Users.newEmail();
    users.signUp(email);
    return email;
  }

  @Test
  @Requirement("ASVS 7.5.2")
  void a_login_is_shown_as_a_session_and_as_a_grant_that_refreshes() {
    Http user = http.bearer(logIn(browser(), newUser()).accessToken());

    List<JsonNode> devices = devices(user);

    assertThat(devices).hasSize(2);
    for (JsonNode device : devices) {
      assertThat(device.propertyNames())
          .containsExactlyInAnyOrder(
              "id",
              "token_type",
              "ip",
              "operating_system",
              "user_agent_name",
              "device_class",
              "created_at",
              "last_connection",
              "expires_at");
      assertThat(device.path("ip").asString()).isEqualTo("127.0.0.1");
      assertThat(device.path("operating_system").asString()).isEqualTo("Linux");
      assertThat(device.path("user_agent_name").asString()).isEqualTo("Firefox");
      assertThat(device.path("device_class").asString()).isEqualTo("desktop");
      for (String time : List.of("created_at", "last_connection", "expires_at")) {
        assertThat(device.path(time).asString())
            .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
      }
    }
    assertThat(devices.stream().map(device -> device.path("token_type").asString()))
        .containsExactlyInAnyOrder("ST", "RT");
  }

  @Test
  @Requirement({"ASVS 7.4.3", "ASVS 7.5.2"})
  void a_session_ends_when_its_device_is_removed_and_tokens_go_on() {
    String email = newUser();
    OAuthClient far = browser();
    Users.Tokens tokens = logIn(far, email);
    Http user = http.bearer(tokens.accessToken());
    String id = one(devices(user), "ST").path("id").asString();

    Expect.nothing(user.delete(PATH + "/" + id));

    assertThat(devices(user).stream().map(device -> device.path("token_type").asString()))
        .containsExactly("RT");
    JsonNode data =
        Expect.ok(far.http().get(API + "sso/data", Map.of("client_id", TestConfig.SPA)));
    assertThat(data.path("is_authenticated").asBoolean(true)).isFalse();
    Expect.secret(user.get(API + "userinfo"));
    notFound(user.delete(PATH + "/" + id));
  }

  @Test
  @Requirement({"ASVS 10.4.9", "ASVS 7.5.2"})
  void a_grant_is_revoked_when_its_device_is_removed() {
    String email = newUser();
    OAuthClient far = browser();
    Users.Tokens theirs = logIn(far, email);
    Http far1 = http.bearer(theirs.accessToken());
    String id = one(devices(far1), "RT").path("id").asString();
    Http user = http.bearer(logIn(browser(), email).accessToken());
    assertThat(devices(user)).hasSize(4);

    Expect.nothing(user.delete(PATH + "/" + id));

    assertThat(far.refresh(theirs.refreshToken()).text("error_message_key"))
        .isEqualTo("error.refreshToken.revoked");
    Expect.badToken(far1.get(API + "userinfo"));
    assertThat(devices(user)).hasSize(3);
  }

  @Test
  void nobody_sees_or_removes_what_is_another_users() {
    Http user = http.bearer(logIn(browser(), newUser()).accessToken());
    Http other = http.bearer(logIn(browser(), newUser()).accessToken());
    String id = one(devices(user), "ST").path("id").asString();

    assertThat(devices(other).stream().map(device -> device.path("id").asString()))
        .doesNotContain(id);
    notFound(other.delete(PATH + "/" + id));
    assertThat(devices(user)).hasSize(2);
  }

  @Test
  void what_is_no_id_is_not_found() {
    Http user = http.bearer(logIn(browser(), newUser()).accessToken());
    for (String id : List.of("nonsense", "1-1-1-1-1", "00000000-0000-0000-0000-000000000000")) {
      notFound(user.delete(PATH + "/" + id));
    }
  }

  private static void notFound(Answer answer) {
    Expect.error(answer, 404, "resource_not_found", "error.resource.notFound");
  }

  @Test
  void a_live_token_with_the_scope_is_needed() {
    Http reader = http.bearer(tokenOf("openid profile", Map.of()));
    Expect.insufficientScope(reader.get(PATH));
    Expect.insufficientScope(reader.delete(PATH + "/00000000-0000-0000-0000-000000000000"));
    Expect.noToken(http.get(PATH));
    Expect.badToken(http.bearer("nonsense").get(PATH));
    Expect.noToken(http.delete(PATH + "/00000000-0000-0000-0000-000000000000"));
  }
}
