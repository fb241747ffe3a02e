package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client asks for on how sure a login is, met on the server's own pages: {@code acr_values}
 * and {@code claims} (OpenID Connect Core sections 3.1.2.1 and 5.5.1.1), the challenge of a
 * resource (RFC 9470), and what stands in the way (OpenID Connect Core section 3.1.2.6, OpenID
 * Connect Core Error Code unmet_authentication_requirements 1.0). The policy of the clients asks
 * for nothing by itself, but for that of {@link TestConfig#WEB_APP}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostedStepUpTest {

  private static final String ESSENTIAL =
      "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"aal2\"]}}}";
  private static final String SCOPES = Users.SCOPES + " mfa";

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/pages", Map.of())
                .set("/tenants/0/mfa", Map.of("policy", "never", "email", true))
                .set(TestConfig.client(TestConfig.SPA) + "/scopes", List.of(SCOPES.split(" ")))
                .set(TestConfig.client(TestConfig.WEB_APP) + "/mfa", "when_registered")
                .set(
                    TestConfig.client(TestConfig.OTHER_SPA) + "/openid",
                    Map.of("default_acr_values", List.of("aal2"))));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** A browser, and a client's requests in it. */
  private final class Visitor {

    final Browser browser = new Browser(server.url());
    OAuthClient client = new OAuthClient(browser.http(), TestConfig.SPA);

    Visitor at(String id) {
      client = new OAuthClient(browser.http(), id);
      return this;
    }

    Visitor asks(String... changes) {
      browser.open("/oauth/authorize?" + Http.form(client.authorizeParameters(changes)));
      return this;
    }

    Visitor logsIn(String email) {
      browser.submit("/login", "identifier", email, "password", Users.PASSWORD);
      return this;
    }

    /** With the code of the newest mail, which is that many. */
    Visitor confirms(String email, int mails) {
      assertThat(browser.at()).startsWith("/mfa/code");
      browser.submit("/mfa/code", "code", server.inbox().awaitCode(email, mails).code());
      return this;
    }

    Users.Tokens tokens() {
      assertThat(browser.elsewhere()).as(browser.at()).startsWith(TestConfig.CALLBACK + "?code=");
      return Users.Tokens.of(client.redeem(String.valueOf(browser.parameter("code"))));
    }

    JWTClaimsSet idToken() throws Exception {
      return SignedJWT.parse(tokens().idToken()).getJWTClaimsSet();
    }

    void refused(String error) {
      assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK);
      assertThat(browser.parameter("error")).isEqualTo(error);
      assertThat(browser.parameter("code")).isNull();
    }
  }

  /** A user whose address is known to be the user's, and so a second factor. */
  private String withMailbox() {
    String email = withoutFactor();
    server.sql("update profile set email_verified_at = now() where email = '" + email + "'");
    return email;
  }

  private String withoutFactor() {
    String email = Users.newEmail();
    new Users(server.http()).signUp(email);
    return email;
  }

  /** OpenID Connect Core section 3.1.2.1, and 2 on {@code acr}, {@code amr}, {@code auth_time}. */
  @ParameterizedTest
  @ValueSource(strings = {"acr_values", "claims"})
  void a_session_of_one_factor_is_asked_for_another_and_says_so_from_then_on(String how)
      throws Exception {
    String email = withMailbox();
    Visitor visitor = new Visitor().asks().logsIn(email);
    JWTClaimsSet before = visitor.idToken();
    assertThat(before.getStringClaim("acr")).isEqualTo("aal1");
    assertThat(before.getStringListClaim("amr")).containsExactly("pwd");

    server.clock().advance(Duration.ofMinutes(3));
    String wish = how.equals("claims") ? ESSENTIAL : "aal3 aal2";
    JWTClaimsSet after = visitor.asks(how, wish, "max_age", "100000").confirms(email, 2).idToken();
    assertThat(after.getStringClaim("acr")).isEqualTo("aal2");
    assertThat(after.getStringListClaim("amr")).contains("pwd", "otp", "mfa");
    assertThat(
            Duration.between(
                before.getDateClaim("auth_time").toInstant(),
                after.getDateClaim("auth_time").toInstant()))
        .isBetween(Duration.ofMinutes(3), Duration.ofMinutes(4));
    assertThat(after.getSubject()).isEqualTo(before.getSubject());
    // The session is as sure from then on, silently as well.
    assertThat(visitor.asks(how, wish, "prompt", "none").idToken().getStringClaim("acr"))
        .isEqualTo("aal2");
    assertThat(visitor.asks().idToken().getStringClaim("acr")).isEqualTo("aal2");
  }

  /** Section 3.1.2.1, where nobody is logged in yet; Registration section 2, default_acr_values. */
  @Test
  void a_login_for_such_a_request_goes_on_to_the_second_factor() throws Exception {
    for (String how : List.of("acr_values", "claims", "default_acr_values")) {
      String email = withMailbox();
      Visitor visitor = new Visitor();
      if (how.equals("default_acr_values")) {
        visitor.at(TestConfig.OTHER_SPA).asks();
      } else {
        visitor.asks(how, how.equals("claims") ? ESSENTIAL : "aal2");
      }
      visitor.logsIn(email);
      // Not by leaving the page out, either.
      visitor.browser.open(visitor.browser.at().replace("/mfa/code", "/login/done"));
      assertThat(visitor.browser.title()).isEqualTo("Confirm it’s you");
      visitor.browser.submit("/mfa", "factor", "email");
      assertThat(visitor.confirms(email, 3).idToken().getStringClaim("acr"))
          .as(how)
          .isEqualTo("aal2");
    }
  }

  /** RFC 9470 sections 3 and 4: the resource says what is missing, the client asks for it. */
  @Test
  void what_a_resource_asks_for_is_met_by_way_of_the_page() {
    String email = withMailbox();
    Visitor visitor = new Visitor().asks("scope", SCOPES).logsIn(email);
    String weak = visitor.tokens().accessToken();
    String emails = "/identity/v1/mfa/credentials/emails";
    assertThat(server.http().bearer(weak).post(emails, Map.of()).status()).isEqualTo(200);
    String totp = "/identity/v1/mfa/credentials/totp";
    Answer refused = server.http().bearer(weak).post(totp);
    assertThat(refused.status()).isEqualTo(401);
    String challenge = refused.header("WWW-Authenticate");
    assertThat(challenge).startsWith("Bearer error=\"insufficient_user_authentication\"");
    Matcher wanted = Pattern.compile("acr_values=\"([^\"]*)\"").matcher(challenge);
    assertThat(wanted.find()).isTrue();

    server.clock().advance(Duration.ofSeconds(1));
    String sure =
        visitor
            .asks("scope", SCOPES, "acr_values", wanted.group(1))
            .confirms(email, 2)
            .tokens()
            .accessToken();
    assertThat(server.http().bearer(sure).post(totp).status()).isEqualTo(200);
  }

  /** Section 3.1.2.6 and Error Code unmet_authentication_requirements 1.0. */
  @Test
  void nothing_is_asked_where_nothing_may_be() throws Exception {
    String email = withMailbox();
    Visitor visitor = new Visitor().asks().logsIn(email);
    visitor.asks("acr_values", "aal2", "prompt", "none");
    assertThat(visitor.idToken().getStringClaim("acr")).isEqualTo("aal1");
    visitor
        .asks("claims", ESSENTIAL, "prompt", "none")
        .refused("unmet_authentication_requirements");
    new Visitor().asks("acr_values", "aal2", "prompt", "none").refused("login_required");
  }

  /** Section 3.1.2.6: what the policy wants at this client cannot be asked silently. */
  @Test
  @AttackClass(13)
  void a_session_of_one_factor_does_not_get_past_the_policy_of_another_client() throws Exception {
    String email = withMailbox();
    Visitor visitor = new Visitor().asks("scope", SCOPES).logsIn(email);
    Answer registered =
        server
            .http()
            .bearer(visitor.tokens().accessToken())
            .post("/identity/v1/mfa/credentials/emails", Map.of());
    assertThat(registered.status()).isEqualTo(200);
    visitor.at(TestConfig.WEB_APP).asks("prompt", "none").refused("interaction_required");
    assertThat(visitor.asks().confirms(email, 2).idToken().getStringClaim("acr")).isEqualTo("aal2");
  }

  /** Section 5.5.1.1: essential is essential; what is voluntary is not insisted on. */
  @Test
  void who_has_no_second_factor_is_let_in_unless_it_is_essential() throws Exception {
    String email = withoutFactor();
    Visitor visitor = new Visitor().asks("acr_values", "aal2").logsIn(email);
    assertThat(visitor.idToken().getStringClaim("acr")).isEqualTo("aal1");
    visitor.asks("claims", ESSENTIAL).refused("unmet_authentication_requirements");
    new Visitor()
        .asks("claims", ESSENTIAL, "state", "s")
        .logsIn(email)
        .refused("unmet_authentication_requirements");
  }

  /** A code by mail was the first factor: the same mailbox is no second one. */
  @Test
  void the_first_factor_is_not_taken_for_the_second() {
    String email = withMailbox();
    Visitor visitor = new Visitor().asks("claims", ESSENTIAL);
    visitor.browser.submitTo("/login", "/login/code/new", "identifier", email);
    visitor.browser.submit("/login/code", "code", server.inbox().awaitCode(email, 2).code());
    visitor.refused("unmet_authentication_requirements");
  }
}
