package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * {@code GET grants}, {@code DELETE grants/{client_id}} and {@code third_party_grants} of a profile
 * (contract sections 11.3, 2.2 and 4.1.2 step 7).
 */
class ThirdPartyGrantsTest extends IdentityContract {

  private static final String TIME = "20\\d\\d-.*T.*\\.\\d{3}Z";

  /** A user with a token of the own app, and a browser in which the user is logged in. */
  private record User(String id, Http app, Http browser) {}

  private User user() {
    String email = Users.newEmail();
    String tkn = users.signUp(email);
    Http browser = server.browser();
    Users inBrowser = new Users(browser);
    Pkce pkce = Pkce.create();
    String token = inBrowser.exchange(inBrowser.code(tkn, pkce), pkce).text("access_token");
    Http app = http.bearer(token);
    return new User(app.get(API + "userinfo").text("id"), app, browser);
  }

  /** As the user's consent would be recorded. */
  private void consent(User user, String scope) {
    server.sql(
        """
        with given as (insert into third_party_grant (tenant, profile_id, client_id, scope, granted_at)
          values ('demo', '%s', 'third-party', '%s', now()) returning 1) select count(*) from given\
        """
            .formatted(user.id(), scope));
  }

  private static Answer ask(User user, String scope) {
    return new OAuthClient(user.browser(), TestConfig.THIRD_PARTY)
        .authorize("scope", scope, "prompt", "none");
  }

  /** The access token that the third party gets. */
  private String thirdPartysToken(User user) {
    return thirdPartysToken(user, "openid profile");
  }

  private String thirdPartysToken(User user, String scope) {
    OAuthClient third = new OAuthClient(user.browser(), TestConfig.THIRD_PARTY);
    Answer answer = third.authorize("scope", scope);
    assertThat(answer.redirectParameter("code")).as("%s", answer).isNotBlank();
    Answer tokens = third.redeem(answer.redirectParameter("code"));
    assertThat(tokens.status()).as("%s", tokens).isEqualTo(200);
    return tokens.text("access_token");
  }

  private JsonNode introspect(String token) {
    return http.basic(TestConfig.THIRD_PARTY, TestConfig.SECRET)
        .postForm("/oauth/introspect", Map.of("token", token))
        .json();
  }

  private static void expectConsentRequired(Answer answer) {
    assertThat(answer.redirectParameters())
        .containsEntry("error", "access_denied")
        .containsEntry("error_message_key", "error.consentRequired");
  }

  @Test
  void a_client_of_another_party_gets_what_the_user_let_it_have() {
    User user = user();
    expectConsentRequired(ask(user, "openid"));

    consent(user, "openid profile");

    assertThat(introspect(thirdPartysToken(user)).path("active").asBoolean()).isTrue();
    expectConsentRequired(ask(user, "openid profile email"));
    expectConsentRequired(ask(user(), "openid"));
  }

  @Test
  void the_user_sees_what_was_given_to_whom_and_when() {
    User user = user();
    assertThat(Expect.secret(user.app().get(API + "grants"))).isEqualTo(read("{\"grants\": []}"));
    consent(user, "openid profile");

    JsonNode grant = Expect.secret(user.app().get(API + "grants")).at("/grants/0");

    assertThat(grant.propertyNames()).containsExactlyInAnyOrder("client_id", "date", "scope");
    assertThat(grant.path("client_id").asString()).isEqualTo("third-party");
    assertThat(grant.path("scope").asString()).isEqualTo("openid profile");
    assertThat(grant.path("date").asString()).matches(TIME);
  }

  @Test
  void a_profile_shows_them_to_who_asks_for_them() {
    User user = user();
    consent(user, "openid");

    for (String fields : new String[] {"third_party_grants", "id,thirdPartyGrants"}) {
      assertThat(
              Expect.secret(user.app().get(API + "userinfo", Map.of("fields", fields)))
                  .at("/third_party_grants/0/client_id")
                  .asString())
          .isEqualTo("third-party");
    }
    assertThat(Expect.secret(user.app().get(API + "userinfo")).has("third_party_grants")).isFalse();
  }

  @Test
  void taken_back_its_tokens_die_at_once_and_it_asks_anew() {
    User user = user();
    User other = user();
    consent(user, "openid profile");
    consent(other, "openid profile");
    String token = thirdPartysToken(user);
    String others = thirdPartysToken(other);

    Expect.nothing(user.app().delete(API + "grants/third-party"));

    assertThat(introspect(token).path("active").asBoolean(true)).isFalse();
    assertThat(introspect(others).path("active").asBoolean()).isTrue();
    expectConsentRequired(ask(user, "openid"));
    assertThat(Expect.secret(user.app().get(API + "grants")).path("grants")).isEmpty();
    Expect.secret(user.app().get(API + "userinfo"));
    assertThat(
            server.sql(
                "select client_id from event where profile_id = '"
                    + user.id()
                    + "' and type = 'third_party_grant_removed'"))
        .isEqualTo("third-party");
  }

  @Test
  void a_code_that_is_on_its_way_is_taken_back_too() {
    User user = user();
    consent(user, "openid profile");
    OAuthClient third = new OAuthClient(user.browser(), TestConfig.THIRD_PARTY);
    String code = third.authorize("scope", "openid profile").redirectParameter("code");
    assertThat(code).isNotBlank();

    Expect.nothing(user.app().delete(API + "grants/third-party"));

    assertThat(third.redeem(code).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void what_was_not_given_cannot_be_taken_back() {
    User user = user();
    for (String client : new String[] {"third-party", "spa", "unheard-of", "%00"}) {
      Expect.error(
          user.app().delete(API + "grants/" + client),
          404,
          "resource_not_found",
          "error.resource.notFound");
    }
    Expect.secret(user.app().get(API + "userinfo"));
  }

  @Test
  void it_takes_a_token_of_an_own_app_that_may_write() {
    User user = user();
    consent(user, "openid profile");
    Expect.noToken(http.get(API + "grants"));
    Expect.noToken(http.delete(API + "grants/third-party"));
    Http readOnly = http.bearer(tokenOf("openid", Map.of()));
    Expect.insufficientScope(readOnly.delete(API + "grants/third-party"));

    Http third = http.bearer(thirdPartysToken(user));
    Expect.notFirstParty(third.get(API + "grants"));
    Expect.notFirstParty(third.delete(API + "grants/third-party"));
  }

  /** OpenID Connect Core sections 5.1 and 5.3.2. */
  @Test
  void a_client_of_another_party_reads_standard_claims_and_no_profile() {
    User user = user();
    consent(user, "openid profile");
    Http third = http.bearer(thirdPartysToken(user));
    JsonNode claims = Expect.secret(third.get(API + "userinfo"));
    assertThat(claims.path("sub").asString()).isEqualTo(user.id());
    assertThat(claims.path("updated_at").isIntegralNumber()).isTrue();
    assertThat(claims.propertyNames())
        .doesNotContain("id", "uid", "email", "external_id", "consents", "has_password");
    assertThat(Expect.secret(third.post(API + "userinfo"))).isEqualTo(claims);
    Expect.notFirstParty(third.get(API + "me"));
    Expect.insufficientScope(http.bearer(thirdPartysToken(user, "profile")).get(API + "userinfo"));
  }
}
