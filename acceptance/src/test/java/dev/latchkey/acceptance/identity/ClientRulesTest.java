package dev.latchkey.acceptance.identity;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clients may call the API (contract section 1.9). */
class ClientRulesTest extends IdentityContract {

  private static final String NEW_PASSWORD = "an entirely new passphrase";

  @Override
  TestConfig config() {
    return demo()
        .alsoTenant("elsewhere")
        .set(TestConfig.client(1, TestConfig.WEB_APP) + "/id", "only-elsewhere")
        .set(
            TestConfig.client(0, TestConfig.WEB_APP) + "/allowed_addresses",
            List.of("203.0.113.0/24"));
  }

  /** Whatever is right but for the client. */
  private static Map<String, Object> fields(String endpoint) {
    String email = Users.newEmail();
    return switch (endpoint) {
      case "signup", "signup-token" ->
          Map.of("data", Map.of("email", email, "password", Users.PASSWORD));
      case "update-password" ->
          Map.of("email", email, "verification_code", "222222", "password", NEW_PASSWORD);
      case "token/access-token" -> Map.of("access_token", "nonsense");
      default -> Map.of("email", email, "password", Users.PASSWORD);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "signup",
        "signup-token",
        "password/login",
        "password/strength",
        "forgot-password",
        "update-password",
        "token/access-token"
      })
  void a_first_party_client_of_this_tenant_must_name_itself_in_the_body(String endpoint) {
    Map<String, Object> fields = fields(endpoint);

    Expect.invalidClient(http.post(API + endpoint, fields));
    Expect.invalidClient(http.post(API + endpoint + "?client_id=spa", fields));
    for (String unknown :
        List.of("", " ", "nobody", "SPA", "spa ", "only-elsewhere", "x".repeat(300))) {
      Expect.invalidClient(call(endpoint, unknown, fields));
    }
    Expect.notFirstParty(call(endpoint, TestConfig.THIRD_PARTY, fields));
    Expect.error(
        call(endpoint, TestConfig.WEB_APP, fields),
        403,
        "ip_address_not_allowed",
        "error.ipAddress.notAllowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"signup", "password/login", "forgot-password"})
  void a_client_id_of_another_type_is_nobodys(String endpoint) {
    for (String clientId : List.of("null", "[\"spa\"]", "{\"a\": \"spa\"}", "5", "true")) {
      Expect.invalidClient(
          json(endpoint, "{\"client_id\": %s, \"email\": \"a@example.org\"}".formatted(clientId)));
    }
  }

  @Test
  void a_client_of_another_tenant_is_known_there() {
    Expect.wrongPassword(
        call(
            tenant("elsewhere"),
            "password/login",
            "only-elsewhere",
            Map.of("email", Users.newEmail(), "password", Users.PASSWORD)));
  }

  @Test
  void a_token_of_another_tenant_is_none_here() {
    String token = new Users(tenant("elsewhere")).newUser().accessToken();

    Expect.secret(tenant("elsewhere").bearer(token).get(API + "userinfo"));
    Expect.badToken(http.bearer(token).get(API + "userinfo"));
    Expect.badToken(http.bearer(token).post(API + "update-profile", Map.of("name", "x")));
  }

  @Test
  void a_host_of_no_tenant_is_answered_with_an_error() {
    Expect.error(
        tenant("nobodys").get(API + "config?client_id=spa"),
        404,
        "resource_not_found",
        "error.resource.notFound");
  }

  /** The answers to whatever a token is good for. */
  private static List<Answer> uses(Http bearer) {
    return List.of(
        bearer.get(API + "me"),
        bearer.post(API + "update-profile", Map.of("given_name", "Ada")),
        bearer.post(API + "update-password", Map.of("password", NEW_PASSWORD)),
        bearer.post(
            API + "update-password",
            Map.of("old_password", Users.PASSWORD, "password", NEW_PASSWORD)));
  }

  @Test
  void a_token_is_good_for_what_its_client_may_do_today() {
    String token = users.newUser().accessToken();
    String spa = TestConfig.client(TestConfig.SPA);

    try (TestServer third =
            server.secondNode(
                config()
                    .set(spa + "/party", "third")
                    .set(spa + "/sso", false)
                    .set(spa + "/access_token_renewal", false));
        TestServer gone = server.secondNode(config().set(spa + "/id", "renamed"));
        TestServer fenced =
            server.secondNode(
                config().set(spa + "/allowed_addresses", List.of("203.0.113.0/24")))) {
      uses(third.http().bearer(token)).forEach(Expect::notFirstParty);
      uses(gone.http().bearer(token)).forEach(Expect::invalidClient);
      Expect.invalidClient(gone.http().bearer(token).get(API + "userinfo"));
      uses(fenced.http().bearer(token))
          .forEach(answer ->
              Expect.error(answer, 403, "ip_address_not_allowed", "error.ipAddress.notAllowed"));
    }
    Expect.secret(users.userinfo(token));
  }
}
