package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.CustomToken;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Passkeys;
import dev.latchkey.testkit.ProviderLogin;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attack class 13: the second factor that one way in asks for, another one forgets. Every first
 * factor at every policy, for a user without a second factor, for one who has it, and for one who
 * has it and trusts the browser.
 */
@AttackClass(13)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack13MfaMatrixTest {

  private static final String API = "/identity/v1/";
  private static final String SCOPES = "openid full_write mfa";
  private static final List<String> POLICIES =
      List.of("never", "when_registered", "when_risky", "always");

  /** Every way in there is. A new one belongs here. */
  private enum First {
    PASSWORD,
    MAIL_CODE,
    MAIL_LINK,
    SMS_CODE,
    PASSWORD_GRANT,
    LOGIN_PAGE,
    PASSKEY,
    PASSKEY_WITHOUT_PIN,
    PROVIDER,
    PROVIDERS_ID_TOKEN,
    PROVIDERS_TOKEN_OF_AN_APP,
    BACK_END,
    SESSION,
    SIGN_UP
  }

  private enum Second {
    NONE,
    REGISTERED,
    TRUSTED_BROWSER
  }

  private enum Outcome {
    LET_IN,
    ASKED,
    NOTHING_TO_SHOW
  }

  private TestServer server;
  private Upstream upstream;

  @BeforeAll
  void start() {
    upstream = Upstream.start();
    Map<String, Object> provider = new LinkedHashMap<>(upstream.provider("acme"));
    provider.put("link_verified_email", true);
    TestConfig config = TestConfig.standard();
    POLICIES.stream().skip(1).forEach(policy -> config.alsoTenant(id(policy)));
    for (int tenant = 0; tenant < POLICIES.size(); tenant++) {
      String lenient = TestConfig.client(tenant, TestConfig.OTHER_SPA);
      config
          .set(
              "/tenants/" + tenant + "/mfa",
              Map.of("policy", POLICIES.get(tenant), "email", false, "sms", false))
          .set(
              "/tenants/" + tenant + "/webauthn",
              Map.of("rp_id", "app.example", "origins", List.of(TestConfig.ORIGIN)))
          .set("/tenants/" + tenant + "/outbound", Map.of("allow_private", List.of("127.0.0.1")))
          .set(
              "/tenants/" + tenant + "/providers",
              List.of(provider, upstream.plainProvider("plain")))
          .set(TestConfig.client(tenant, TestConfig.SPA) + "/provider_tokens", true)
          .set(
              TestConfig.client(tenant, TestConfig.SPA) + "/login_url", "https://app.example/login")
          .set(TestConfig.client(tenant, TestConfig.WEB_APP) + "/custom_token", true)
          .set(lenient + "/mfa", "never")
          .set(lenient + "/scopes", List.of(SCOPES.split(" ")));
    }
    server = TestServer.start(config);
    upstream.follow(server.clock());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  private static String id(String policy) {
    return policy.replace('_', '-');
  }

  static Stream<Arguments> matrix() {
    return Stream.of(First.values())
        .flatMap(first ->
            POLICIES.stream()
                .flatMap(policy ->
                    Stream.of(Second.values())
                        .filter(second -> first != First.SIGN_UP || second == Second.NONE)
                        .map(second -> Arguments.of(first, policy, second))));
  }

  /** The table, in the words of the configuration's schema. */
  private static Outcome expected(First first, String policy, Second second) {
    // A passkey that checked its user is two factors.
    if (first == First.SIGN_UP || first == First.PASSKEY) {
      return Outcome.LET_IN;
    }
    // The grant has no browser that could be trusted.
    boolean trusted = second == Second.TRUSTED_BROWSER && first != First.PASSWORD_GRANT;
    return switch (policy) {
      case "when_registered" -> second == Second.NONE || trusted ? Outcome.LET_IN : Outcome.ASKED;
      case "always" -> second == Second.NONE ? Outcome.NOTHING_TO_SHOW : Outcome.ASKED;
      // Nothing is unusual here; that has its own test.
      default -> Outcome.LET_IN;
    };
  }

  @ParameterizedTest
  @Requirement({"ASVS 6.3.3", "ASVS 6.3.4"})
  @MethodSource("matrix")
  void attack_13_no_way_in_forgets_the_second_factor(First first, String policy, Second second) {
    Person person = new Person(policy, second, first.name().startsWith("PASSKEY"));
    assertThat(person.logIn(first)).isEqualTo(expected(first, policy, second));
  }

  /** Somebody with a password, an address and a number, both known to be theirs. */
  private final class Person {

    private final Http browser;
    private final Inbox inbox;
    private final String email = Users.newEmail();
    private final String number = Users.newPhoneNumber();
    private final Authenticator authenticator = new Authenticator();
    private final String accessToken;

    Person(String policy, Second second, boolean hasPasskey) {
      Http any = server.http().browser(TestConfig.ORIGIN);
      browser = policy.equals(POLICIES.get(0)) ? any : any.with("Host", id(policy) + ".localhost");
      inbox = new Inbox(browser.without("Origin"));
      OAuthClient lenient = new OAuthClient(browser.without("Origin"), TestConfig.OTHER_SPA);
      String tkn = lenient.users().signUp(Map.of("email", email, "phone_number", number));
      server.sql(
          "update profile set email_verified_at = now(), phone_verified_at = now() where email = '"
              + email
              + "'");
      accessToken = lenient.tokens(tkn, "scope", SCOPES).accessToken();
      if (hasPasskey) {
        new Passkeys(browser).add(accessToken, "Laptop", authenticator);
      }
      if (second != Second.NONE) {
        register(second);
      }
      endSession();
    }

    private void endSession() {
      browser.cookies().keySet().removeIf(cookie -> cookie.startsWith("__Host-SESSION"));
    }

    private void register(Second second) {
      Http at = browser.bearer(accessToken);
      String totp = API + "mfa/credentials/totp";
      String code =
          new AuthenticatorApp(at.post(totp).text("secret")).code(server.clock().instant());
      Answer answer =
          at.post(
              totp + "/verify",
              Map.of("verification_code", code, "trust_device", second == Second.TRUSTED_BROWSER));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    Outcome logIn(First first) {
      OAuthClient spa = new OAuthClient(browser, TestConfig.SPA);
      return switch (first) {
        case PASSWORD -> ticket(spa, spa.users().tryPassword(email, Users.PASSWORD));
        case MAIL_CODE -> {
          start(spa, "email", email);
          yield code(spa, "email", email, loginMail().code());
        }
        case MAIL_LINK -> {
          start(spa, "email", email);
          String link = loginMail().link();
          yield redirect(
              browser.without("Origin").postForm(link.substring(link.indexOf("/link/")), Map.of()));
        }
        case SMS_CODE -> {
          inbox.await(number, 1);
          start(spa, "phone_number", number);
          yield code(spa, "phone_number", number, inbox.await(number, 2).code());
        }
        case PASSWORD_GRANT ->
            tokens(
                new OAuthClient(browser, TestConfig.LEGACY)
                    .token("password", "username", email, "password", Users.PASSWORD));
        case LOGIN_PAGE -> {
          String request = spa.authorize().redirectParameter("r5_request_token");
          Answer login = spa.users().tryPassword(email, Users.PASSWORD);
          yield ticket(
              login,
              tkn ->
                  browser.get(
                      "/oauth/authorize",
                      Map.of("client_id", spa.id(), "r5_request_token", request, "tkn", tkn)));
        }
        case PASSKEY -> ticket(spa, new Passkeys(browser).login(email, authenticator));
        case PASSKEY_WITHOUT_PIN ->
            ticket(spa, new Passkeys(browser).login(email, authenticator.verifyingUser(false)));
        case PROVIDER ->
            redirect(new ProviderLogin(upstream, spa).run("acme", Upstream.Person.of(email)));
        case PROVIDERS_ID_TOKEN -> {
          String idToken = upstream.idToken(Upstream.Person.of(email), "of the page");
          yield redirect(
              spa.authorize("provider", "acme", "id_token", idToken, "nonce", "of the page"));
        }
        case PROVIDERS_TOKEN_OF_AN_APP -> {
          Upstream.Person person = Upstream.Person.of(email);
          OAuthClient lenient = new OAuthClient(browser, TestConfig.OTHER_SPA);
          new ProviderLogin(upstream, lenient)
              .tokens("plain", person, "access_token", accessToken, "scope", SCOPES);
          endSession();
          Map<String, String> body = new LinkedHashMap<>();
          body.put("client_id", spa.id());
          body.put("provider", "plain");
          body.put("provider_token", upstream.accessToken(person, Upstream.CLIENT_ID));
          Answer answer = browser.post(API + "oauth/provider/token", body);
          yield answer.json().has("access_token") ? Outcome.LET_IN : ticket(spa, answer);
        }
        case BACK_END -> {
          OAuthClient backEnd = new OAuthClient(browser, TestConfig.WEB_APP);
          String id = server.sql("select id from profile where email = '" + email + "'");
          Map<String, String> query = backEnd.authorizeParameters();
          query.put(
              "token",
              CustomToken.of(TestConfig.WEB_APP, id, server.clock().instant())
                  .signed(TestConfig.SECRET));
          yield redirect(browser.get(API + "custom-token/login", query));
        }
        case SESSION -> {
          OAuthClient lenient = new OAuthClient(browser, TestConfig.OTHER_SPA);
          lenient.code(lenient.users().logIn(email), "scope", SCOPES);
          yield redirect(spa.authorize("prompt", "none"));
        }
        case SIGN_UP -> redirect(spa.authorize("tkn", spa.newTkn()));
      };
    }

    private void start(OAuthClient spa, String field, String value) {
      Map<String, Object> body = new LinkedHashMap<>(spa.authorizeParameters());
      body.put("client_id", spa.id());
      body.put(field, value);
      assertThat(browser.post(API + "passwordless/start", body).status()).isEqualTo(204);
    }

    /** Others have gone to the address as well. */
    private Inbox.Message loginMail() {
      for (int count = 1; ; count++) {
        Inbox.Message mail = inbox.await(email, count);
        if (mail.links().stream().anyMatch(link -> link.contains("/link/login/"))) {
          return mail;
        }
      }
    }

    private Outcome code(OAuthClient spa, String field, String value, String code) {
      Answer answer =
          browser.post(
              API + "passwordless/verify", Map.of(field, value, "verification_code", code));
      if (answer.status() == 200 && !answer.json().has("mfa_required")) {
        assertThat(spa.redeem(answer.text("code")).status()).isEqualTo(200);
        return Outcome.LET_IN;
      }
      return ticket(spa, answer);
    }

    /** A ticket is worth what authorize makes of it, whatever the login said. */
    private Outcome ticket(OAuthClient spa, Answer answer) {
      return ticket(answer, tkn -> spa.authorize("tkn", tkn));
    }

    private static Outcome ticket(Answer answer, Function<String, Answer> redeem) {
      if (answer.status() != 200) {
        return refused(answer.text("error_message_key"));
      }
      boolean asked = answer.json().path("mfa_required").asBoolean();
      Answer authorized = redeem.apply(answer.text("tkn"));
      assertThat(authorized.redirectParameters().containsKey("code"))
          .as("a code for half a login: %s", authorized)
          .isEqualTo(!asked);
      return asked ? Outcome.ASKED : Outcome.LET_IN;
    }

    private static Outcome redirect(Answer answer) {
      if (answer.status() != 302) {
        return refused(answer.text("error_message_key"));
      }
      if (answer.redirectParameter("mfa_required").equals("true")) {
        assertThat(answer.redirectParameters()).doesNotContainKey("code");
        return Outcome.ASKED;
      }
      return answer.redirectParameters().containsKey("code")
          ? Outcome.LET_IN
          : refused(answer.redirectParameter("error_message_key"));
    }

    private static Outcome tokens(Answer answer) {
      return answer.json().has("access_token")
          ? Outcome.LET_IN
          : refused(answer.text("error_message_key"));
    }

    private static Outcome refused(String key) {
      return switch (key) {
        case "error.authn.mfa.stepup.required" -> Outcome.ASKED;
        case "error.authn.mfa.noCredential" -> Outcome.NOTHING_TO_SHOW;
        default -> throw new AssertionError("Neither in nor asked: " + key);
      };
    }
  }
}
