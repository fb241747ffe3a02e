package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /api/v2/signup-invitations}, {@code GET signup/data} and {@code signup_token}
 * (contract sections 5.1, 5.3 and 13).
 */
class InvitationsTest extends IdentityContract {

  private static final String INVITE = "/api/v2/signup-invitations";

  private Http management;

  @Override
  TestConfig config() {
    TestConfig config = demo().alsoTenant("members").alsoTenant("limited");
    for (int tenant = 0; tenant < 3; tenant++) {
      config.set(
          TestConfig.client(tenant, TestConfig.BACKEND) + "/scopes",
          List.of("openid", "profile", "email", "phone", "manage:users"));
    }
    return config
        .set(
            "/tenants/0/webauthn",
            Map.of("rp_id", "app.example", "origins", List.of(TestConfig.ORIGIN)))
        .set("/tenants/1/signup", Map.of("login_before_verification", false))
        .set("/tenants/2/rate_limits/per_recipient", Map.of("requests", 1, "window", "10m"));
  }

  @BeforeAll
  void authenticate() {
    management = http.bearer(token(http, "manage:users"));
  }

  private static String token(Http tenant, String scope) {
    return tenant
        .basic(TestConfig.BACKEND, TestConfig.SECRET)
        .postForm("/oauth/token", Map.of("grant_type", "client_credentials", "scope", scope))
        .text("access_token");
  }

  private static void register(Http tenant, Map<String, ?> data) {
    Expect.nothing(
        tenant
            .basic(TestConfig.BACKEND, TestConfig.SECRET)
            .post(API + "lite-registration", Map.of("data", data)));
  }

  private static Map<String, Object> invitation(String name, String value) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("client_id", TestConfig.SPA);
    body.put("redirect_url", TestConfig.RESET_PAGE);
    body.put(name, value);
    return body;
  }

  /** The token of a new invitation to a new lite profile. */
  private String invited(String email) {
    register(http, Map.of("email", email, "given_name", "Ada"));
    Expect.nothing(management.post(INVITE, invitation("email", email)));
    return token(server.inbox().await(email, 1));
  }

  private static String token(Inbox.Message message) {
    String link =
        message.links().isEmpty()
            ? message.text().replaceFirst("(?s).*?(https?://\\S+).*", "$1")
            : message.link();
    return URI.create(link).getQuery().replaceFirst(".*signup_token=([^&]*).*", "$1");
  }

  private Answer data(String token) {
    return http.get(API + "signup/data", Map.of("client_id", TestConfig.SPA, "token", token));
  }

  private Answer signUp(String email, String token) {
    return call(
        "signup",
        Map.of("signup_token", token, "data", Map.of("email", email, "password", Users.PASSWORD)));
  }

  private static void expectBadToken(Answer answer) {
    Expect.error(answer, 401, "invalid_grant", "error.signupToken.invalid");
  }

  // The invitation

  @Test
  void an_invitation_leads_to_the_form_of_the_app_with_a_token() {
    String email = Users.newEmail();
    register(http, Map.of("email", email));

    Expect.nothing(management.post(INVITE, invitation("email", email)));

    Inbox.Message mail = server.inbox().await(email, 1);
    assertThat(mail.subject()).isEqualTo("Your invitation to Tenant demo");
    assertThat(mail.link())
        .startsWith(TestConfig.RESET_PAGE + "&signup_token=")
        .endsWith("&client_id=spa");
    assertThat(
            server.sql(
                "select count(*) from verification_code where purpose = 'invitation' and"
                    + " (code_hash::text like '%"
                    + token(mail)
                    + "%' or link_hash::text like '%"
                    + token(mail)
                    + "%' or data::text like '%"
                    + token(mail)
                    + "%')"))
        .as("kept as a hash only")
        .isEqualTo("0");
    assertThat(
            server.sql(
                "select string_agg(type, ' ') from event join profile on profile.id = profile_id"
                    + " where email = '"
                    + email
                    + "' and client_id = 'backend' and type like '%invitation%'"))
        .isEqualTo("signup_invitation_sent");
  }

  @Test
  void who_has_a_number_only_gets_a_text_message() {
    String number = Users.newPhoneNumber();
    register(http, Map.of("phone_number", number));

    Expect.nothing(management.post(INVITE, invitation("phone_number", number)));

    Inbox.Message text = server.inbox().await(number, 1);
    assertThat(text.channel()).isEqualTo("sms");
    JsonNode tkn =
        Expect.secret(
            call(
                "signup",
                Map.of(
                    "signup_token",
                    token(text),
                    "data",
                    Map.of("phone_number", number, "password", Users.PASSWORD))));
    assertThat(
            users
                .userinfo(users.tokens(tkn.path("tkn").asString()).accessToken())
                .json()
                .path("phone_number_verified")
                .asBoolean())
        .isTrue();
  }

  @Test
  void the_person_is_named_by_id_or_external_id_too() {
    String email = Users.newEmail();
    register(http, Map.of("email", email, "external_id", "crm-" + email));
    String id = server.sql("select id from profile where email = '" + email + "'");

    Expect.nothing(management.post(INVITE, invitation("external_id", "crm-" + email)));
    Expect.nothing(management.post(INVITE, invitation("user_id", id)));

    server.inbox().await(email, 2);
  }

  @Test
  void who_is_unknown_or_has_an_account_is_not_invited() {
    String email = Users.newEmail();
    users.signUp(email);

    for (String somebody : List.of(email, Users.newEmail())) {
      Expect.error(
          management.post(INVITE, invitation("email", somebody)),
          400,
          "lite_profile_missing_profile",
          "error.liteProfile.missing");
    }
    register(http, Map.of("external_id", "unreachable"));
    Expect.error(
        management.post(INVITE, invitation("external_id", "unreachable")),
        400,
        "lite_profile_invalid_identifiers",
        "error.liteProfile.identifiers");
  }

  @Test
  void an_invitation_says_whom_and_where_to() {
    Expect.invalid(management.post(INVITE, Map.of()), "redirect_url:missing", "user_id:missing");
    Map<String, Object> wrong = invitation("user_id", "nonsense");
    wrong.put("redirect_url", "https://evil.example/");
    wrong.put("client_id", TestConfig.THIRD_PARTY);
    Expect.invalid(
        management.post(INVITE, wrong),
        "client_id:invalid",
        "redirect_url:invalid",
        "user_id:invalid");
  }

  @Test
  void only_a_client_of_its_own_with_the_scope_invites() {
    Map<String, Object> body = invitation("email", Users.newEmail());
    Expect.noToken(http.post(INVITE, body));
    Expect.badToken(http.bearer("nonsense").post(INVITE, body));
    Expect.badToken(http.bearer(users.newUser().accessToken()).post(INVITE, body));
    Expect.badToken(http.bearer(token(tenant("members"), "manage:users")).post(INVITE, body));
    Expect.insufficientScope(http.bearer(token(http, "openid")).post(INVITE, body));
    String revoked = token(http, "manage:users");
    http.basic(TestConfig.BACKEND, TestConfig.SECRET)
        .postForm("/oauth/revoke", Map.of("token", revoked));
    Expect.badToken(http.bearer(revoked).post(INVITE, body));
  }

  @Test
  void a_recipient_gets_so_many_and_no_more() {
    Http limited = tenant("limited");
    String email = Users.newEmail();
    register(limited, Map.of("email", email));
    Http speaking = limited.bearer(token(limited, "manage:users"));

    Expect.nothing(speaking.post(INVITE, invitation("email", email)));
    Expect.error(
        speaking.post(INVITE, invitation("email", email)),
        429,
        "rate_limit_reached",
        "error.rateLimit");
  }

  // What the form is filled with

  @Test
  void the_form_is_filled_once() {
    String email = Users.newEmail();
    register(
        http,
        Map.of(
            "email",
            email,
            "given_name",
            "Ada",
            "birthdate",
            "1815-12-10",
            "custom_fields",
            Map.of("loyalty_card", "L-1")));
    String token = invited(email);

    JsonNode known = Expect.secret(data(token));

    assertThat(known.path("sub").asString())
        .isEqualTo(server.sql("select id from profile where email = '" + email + "'"));
    assertThat(known.path("given_name").asString()).isEqualTo("Ada");
    assertThat(known.path("birthdate").asString()).isEqualTo("1815-12-10");
    assertThat(known.path("email").asString()).isEqualTo(email);
    assertThat(known.path("email_verified").asBoolean(true)).isFalse();
    assertThat(known.at("/custom_fields/loyalty_card").asString()).isEqualTo("L-1");
    assertThat(known.path("updated_at").asString()).isNotBlank();
    expectBadToken(data(token));
    Expect.secret(signUp(email, token));
  }

  @Test
  void another_client_or_tenant_reads_nothing_and_burns_nothing() {
    String token = invited(Users.newEmail());

    expectBadToken(
        http.get(API + "signup/data", Map.of("client_id", TestConfig.OTHER_SPA, "token", token)));
    expectBadToken(
        tenant("members")
            .get(API + "signup/data", Map.of("client_id", TestConfig.SPA, "token", token)));
    Expect.notFirstParty(
        http.get(API + "signup/data", Map.of("client_id", TestConfig.THIRD_PARTY, "token", token)));
    expectBadToken(data("nonsense"));
    Expect.invalid(http.get(API + "signup/data?client_id=spa"), "token:missing");
    Expect.badToken(http.bearer(token).get(API + "userinfo"));

    Expect.secret(data(token));
  }

  @Test
  void an_invitation_lives_for_a_week() {
    String email = Users.newEmail();
    String token = invited(email);
    server.clock().advance(Duration.ofDays(7));

    expectBadToken(data(token));
    expectBadToken(signUp(email, token));
    management = http.bearer(token(http, "manage:users"));
  }

  // The sign-up

  @Test
  void who_comes_with_the_token_has_shown_the_address() {
    String email = Users.newEmail();
    String token = invited(email);
    String id = server.sql("select id from profile where email = '" + email + "'");

    JsonNode answer = Expect.secret(signUp(email, token));

    JsonNode profile =
        users.userinfo(users.tokens(answer.path("tkn").asString()).accessToken()).json();
    assertThat(profile.path("id").asString()).isEqualTo(id);
    assertThat(profile.path("email_verified").asBoolean()).isTrue();
    assertThat(profile.path("given_name").asString()).isEqualTo("Ada");
    assertThat(profile.path("lite_only").asBoolean(true)).isFalse();
    assertThat(server.inbox().to(email)).as("no mail to confirm the address").hasSize(1);
  }

  @Test
  void where_the_address_comes_first_the_invited_is_let_in_at_once() {
    Http members = tenant("members");
    String email = Users.newEmail();
    register(members, Map.of("email", email));
    Expect.nothing(
        members.bearer(token(members, "manage:users")).post(INVITE, invitation("email", email)));
    String token = token(new Inbox(members).await(email, 1));

    Answer answer =
        call(
            members,
            "signup",
            TestConfig.SPA,
            Map.of(
                "signup_token", token, "data", Map.of("email", email, "password", Users.PASSWORD)));

    assertThat(Expect.secret(answer).path("tkn").asString()).isNotBlank();
  }

  @Test
  void an_app_signs_up_for_tokens_with_it_too() {
    String email = Users.newEmail();
    register(http, Map.of("email", email));
    Map<String, Object> body = invitation("email", email);
    body.put("client_id", TestConfig.NATIVE);
    Expect.nothing(management.post(INVITE, body));
    String token = token(server.inbox().await(email, 1));

    Answer answer =
        call(
            "signup-token",
            TestConfig.NATIVE,
            Map.of(
                "scope",
                "openid email",
                "signup_token",
                token,
                "data",
                Map.of("email", email, "password", Users.PASSWORD)));

    assertThat(claims(answer.text("id_token")).path("email_verified").asBoolean()).isTrue();
  }

  @Test
  void it_is_good_for_one_sign_up_whoever_is_faster() {
    String email = Users.newEmail();
    String token = invited(email);

    List<Answer> answers = Together.run(4, i -> signUp(email, token));

    assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
    assertThat(answers).filteredOn(answer -> answer.status() >= 500).isEmpty();
    expectBadToken(signUp(email, token));
  }

  @Test
  void a_newer_one_voids_it() {
    String email = Users.newEmail();
    String first = invited(email);
    Expect.nothing(management.post(INVITE, invitation("email", email)));
    String second = token(server.inbox().await(email, 2));

    expectBadToken(data(first));
    expectBadToken(signUp(email, first));
    Expect.secret(signUp(email, second));
  }

  @Test
  void a_weak_password_leaves_it_good() {
    String email = Users.newEmail();
    String token = invited(email);
    Answer weak =
        call(
            "signup",
            Map.of("signup_token", token, "data", Map.of("email", email, "password", "password")));
    assertThat(weak.status()).isEqualTo(400);

    Expect.secret(signUp(email, token));
  }

  @Test
  void once_there_is_an_account_it_is_worth_nothing() {
    String email = Users.newEmail();
    String token = invited(email);
    users.signUp(email);

    expectBadToken(data(token));
    expectBadToken(signUp(email, token));
  }

  private Answer passkeyOptions(String email, String token) {
    return call(
        "webauthn/signup-options",
        Map.of(
            "origin", TestConfig.ORIGIN, "profile", Map.of("email", email), "signup_token", token));
  }

  private Answer passkeySignUp(JsonNode options, String token) {
    return call(
        "webauthn/signup",
        Map.of(
            "webauthn_id",
            options.at("/options/public_key/user/id").asString(),
            "public_key_credential",
            new Authenticator().create(options),
            "signup_token",
            token));
  }

  @Test
  void who_is_invited_signs_up_with_a_passkey_just_as_well() {
    String email = Users.newEmail();
    String token = invited(email);

    expectBadToken(passkeyOptions(email, "nonsense"));
    expectBadToken(passkeyOptions(Users.newEmail(), token));
    JsonNode options = Expect.secret(passkeyOptions(email, token));
    expectBadToken(passkeySignUp(options, "nonsense"));
    String tkn = Expect.secret(passkeySignUp(options, token)).path("tkn").asString();

    JsonNode profile = users.userinfo(users.tokens(tkn).accessToken()).json();
    assertThat(profile.path("email_verified").asBoolean()).isTrue();
    assertThat(profile.path("given_name").asString()).isEqualTo("Ada");
    expectBadToken(signUp(email, token));
  }
}
