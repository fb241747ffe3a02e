package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Passkeys;
import dev.latchkey.testkit.ProviderLogin;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Upstream.Fault;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.databind.JsonNode;

/**
 * Logins by a provider, linking and unlinking (contract sections 4.1.5, 8.9, 3.3, 3.6, 4.8 and the
 * identities of 2.2).
 */
class SocialLoginTest extends IdentityContract {

  private static final Upstream UPSTREAM = Upstream.start();

  @Override
  TestConfig config() {
    Map<String, Object> variant = new LinkedHashMap<>(UPSTREAM.provider("acme"));
    variant.put("variant", "second");
    variant.put("display", Map.of("name", "Acme two", "btn_background_color", "#ffffff"));
    Map<String, Object> linking = new LinkedHashMap<>(UPSTREAM.provider("linking"));
    linking.put("link_verified_email", true);
    Map<String, Object> away = new LinkedHashMap<>(UPSTREAM.provider("away"));
    away.put("discovery", "http://127.0.0.1:1");
    Map<String, Object> google = new LinkedHashMap<>();
    google.put("key", "google");
    google.put("client_id", "google-app");
    google.put("client_secret", "google-secret");
    return demo()
        .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
        .set(
            "/tenants/0/providers",
            List.of(
                UPSTREAM.provider("acme"),
                variant,
                UPSTREAM.plainProvider("plain"),
                linking,
                away,
                google))
        .set(TestConfig.client(TestConfig.NATIVE) + "/return_provider_token", true)
        .set("/tenants/0/passwordless", Map.of("email", false, "sms", false))
        .set(
            "/tenants/0/webauthn",
            Map.of("rp_id", "app.example", "origins", List.of(TestConfig.ORIGIN)))
        .alsoTenant("strict")
        .set(
            "/tenants/1/outbound", Map.of("allow_private", List.of("127.0.0.0/8"), "timeout", "1s"))
        .set("/tenants/1/providers", List.of(UPSTREAM.provider("acme")))
        .set("/tenants/1/mfa", Map.of("policy", "always", "email", true));
  }

  @BeforeAll
  void followTheClock() {
    UPSTREAM.follow(server.clock());
  }

  @AfterAll
  static void closeUpstream() {
    UPSTREAM.close();
  }

  private OAuthClient spa(Http at) {
    return new OAuthClient(at, TestConfig.SPA);
  }

  private ProviderLogin inNewBrowser() {
    return new ProviderLogin(UPSTREAM, spa(server.browser()));
  }

  private JsonNode userinfo(Users.Tokens tokens) {
    return Expect.secret(users.userinfo(tokens.accessToken()));
  }

  @Test
  void a_client_that_may_and_asks_gets_the_providers_token_with_its_own() {
    Person ada = Person.of(Users.newEmail());
    OAuthClient natives = new OAuthClient(server.browser(), TestConfig.NATIVE);
    ProviderLogin login = new ProviderLogin(UPSTREAM, natives);
    String code = login.run("acme", ada).redirectParameter("code");
    assertThat(server.sql("select count(*) from authorization_code where provider_name = 'acme'"))
        .isEqualTo("1");

    Answer answer = natives.redeem(code, "return_provider_token", "true");
    assertThat(answer.text("provider_name")).isEqualTo("acme");
    Http provider = Http.to(UPSTREAM.issuer()).bearer(answer.text("provider_access_token"));
    assertThat(provider.get("/userinfo").text("sub")).isEqualTo(ada.subject());

    Answer unasked = natives.redeem(login.run("acme", ada).redirectParameter("code"));
    assertThat(unasked.status()).isEqualTo(200);
    assertThat(unasked.json().propertyNames())
        .doesNotContain("provider_name", "provider_access_token");
    Answer byPassword =
        natives.redeem(natives.code(natives.newTkn()), "return_provider_token", "true");
    assertThat(byPassword.json().propertyNames())
        .contains("access_token")
        .doesNotContain("provider_name", "provider_access_token");
    Answer refreshed =
        natives.refresh(answer.text("refresh_token"), "return_provider_token", "true");
    assertThat(refreshed.json().propertyNames())
        .contains("access_token")
        .doesNotContain("provider_access_token");
  }

  @Test
  void for_a_client_that_may_not_the_providers_token_is_not_even_kept() {
    OAuthClient client = spa(server.browser());
    Person bob = Person.of(Users.newEmail());
    String code = new ProviderLogin(UPSTREAM, client).run("acme", bob).redirectParameter("code");
    Answer answer = client.redeem(code, "return_provider_token", "true");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().propertyNames()).doesNotContain("provider_access_token");
    assertThat(
            server.sql(
                "select count(*) from authorization_code where provider_token is not null and"
                    + " client_id = '"
                    + TestConfig.SPA
                    + "'"))
        .isEqualTo("0");
  }

  @Test
  void somebody_new_gets_a_profile_with_what_the_provider_tells() {
    Person ada = Person.of(Users.newEmail());

    Users.Tokens tokens = inNewBrowser().tokens("acme", ada, "state", "s");

    JsonNode claims = claims(tokens.idToken());
    assertThat(claims.path("auth_type").asString()).isEqualTo("acme");
    assertThat(claims.path("new_user").asBoolean()).isTrue();
    assertThat(claims.path("amr").toString()).isEqualTo("[\"federated\"]");
    JsonNode profile = userinfo(tokens);
    assertThat(profile.path("email").asString()).isEqualTo(ada.email());
    assertThat(profile.path("email_verified").asBoolean()).isTrue();
    assertThat(profile.path("given_name").asString()).isEqualTo("Ada");
    assertThat(profile.path("family_name").asString()).isEqualTo("Lovelace");
    assertThat(profile.has("picture")).as("no address of the web").isFalse();
    assertThat(profile.path("has_password").asBoolean()).isFalse();
    assertThat(profile.path("auth_types").toString()).isEqualTo("[\"acme\"]");
    assertThat(profile.path("providers").toString()).isEqualTo("[\"acme\"]");
    assertThat(profile.at("/login_summary/last_provider").asString()).isEqualTo("acme");
    JsonNode identity = profile.at("/identities/0");
    assertThat(identity.path("provider").asString()).isEqualTo("acme");
    assertThat(identity.path("provider_variant").asString()).isEqualTo("default");
    assertThat(identity.path("user_id").asString()).isEqualTo(ada.subject());
    assertThat(identity.path("created_at").asString()).matches("\\d{4}-.*T.*\\.\\d{3}Z");
    assertThat(profile.path("social_identities")).isEqualTo(profile.path("identities"));
    assertThat(profile.at("/provider_details/0/email").asString()).isEqualTo(ada.email());
    assertThat(
            server.sql(
                "select count(*) from verification_code where destination = '" + ada.email() + "'"))
        .as("mails to confirm what the provider has confirmed")
        .isEqualTo("0");
  }

  @Test
  @Requirement("ASVS 6.8.1")
  void the_same_identity_is_the_same_user_whatever_its_address_is_then() {
    Person ada = Person.of(Users.newEmail());
    String sub = claims(inNewBrowser().tokens("acme", ada).idToken()).path("sub").asString();

    Users.Tokens again =
        inNewBrowser().tokens("acme", ada.withEmail(Users.newEmail()).unverified());

    assertThat(claims(again.idToken()).path("sub").asString()).isEqualTo(sub);
    assertThat(claims(again.idToken()).has("new_user")).isFalse();
    assertThat(userinfo(again).path("email").asString()).isEqualTo(ada.email());
  }

  @Test
  void the_answer_has_the_state_and_opens_a_session() {
    Http browser = server.browser();
    Person ada = Person.of(Users.newEmail());
    Answer answer = new ProviderLogin(UPSTREAM, spa(browser)).run("acme", ada, "state", "my state");

    assertThat(answer.location().toString()).startsWith(TestConfig.CALLBACK + "?code=");
    assertThat(answer.redirectParameter("state")).isEqualTo("my state");
    assertThat(spa(browser).authorize("prompt", "none").redirectParameter("code")).isNotBlank();
    JsonNode data = Expect.secret(browser.get(API + "sso/data?client_id=" + TestConfig.SPA));
    assertThat(data.path("social_providers").toString()).isEqualTo("[\"acme\"]");
    assertThat(data.path("last_login_type").asString()).isEqualTo("acme");
  }

  @Test
  void a_provider_that_knows_no_openid_connect_serves_as_well() {
    Person ada = Person.of(Users.newEmail());
    JsonNode profile = userinfo(inNewBrowser().tokens("plain", ada));
    assertThat(profile.path("email").asString()).isEqualTo(ada.email());
    assertThat(profile.at("/identities/0/user_id").asString()).isEqualTo(ada.subject());
  }

  @Test
  void a_provider_may_tell_no_address() {
    JsonNode profile = userinfo(inNewBrowser().tokens("acme", Person.of("x").withEmail(null)));
    assertThat(profile.has("email")).isFalse();
    assertThat(profile.at("/identities/0/provider").asString()).isEqualTo("acme");
  }

  @Test
  @Requirement("ASVS 6.8.1")
  void two_variants_know_a_user_by_names_of_their_own() {
    Person ada = Person.of("x").withEmail(null);
    String first = claims(inNewBrowser().tokens("acme", ada).idToken()).path("sub").asString();
    Users.Tokens second = inNewBrowser().tokens("acme:second", ada);
    assertThat(claims(second.idToken()).path("sub").asString()).isNotEqualTo(first);
    assertThat(userinfo(second).at("/identities/0/provider_variant").asString())
        .isEqualTo("second");
  }

  @Test
  void who_refuses_at_the_provider_is_sent_back_to_the_client() {
    Answer answer =
        inNewBrowser().run("acme", Person.of("x@y.example").with(Fault.REFUSES), "state", "s");
    assertThat(answer.redirectParameter("error")).isEqualTo("access_denied");
    assertThat(answer.redirectParameter("state")).isEqualTo("s");
  }

  @ParameterizedTest
  @AttackClass(23)
  @Requirement("ASVS 6.8.2")
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"NONE", "REFUSES", "SLOW", "HANGS_UP", "ENDLESS", "TELLS_LITTLE"})
  void an_answer_that_breaks_a_rule_lets_nobody_in(Fault fault) {
    Answer answer = inNewBrowser().run("acme", Person.of(Users.newEmail()).with(fault));
    assertThat(answer.redirectParameter("error")).isEqualTo("invalid_grant");
    assertThat(answer.redirectParameter("error_message_key")).isEqualTo("error.social.failed");
    assertThat(answer.setCookie("__Host-SESSION")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"HANGS_UP", "ENDLESS"})
  void a_provider_that_gives_no_answer_is_a_matter_of_time(Fault fault) {
    Answer answer = inNewBrowser().run("acme", Person.of(Users.newEmail()).with(fault));
    assertThat(answer.redirectParameter("error")).isEqualTo("temporarily_unavailable");
  }

  @Test
  void a_provider_that_is_slow_or_not_there_is_not_waited_for() {
    Http browser = server.browser().with("Host", "strict.localhost");
    Answer slow =
        new ProviderLogin(UPSTREAM, spa(browser))
            .run("acme", Person.of(Users.newEmail()).with(Fault.SLOW));
    assertThat(slow.redirectParameter("error")).isEqualTo("temporarily_unavailable");

    Answer away = inNewBrowser().leave("away", Person.of(Users.newEmail()));
    assertThat(away.redirectParameter("error")).isEqualTo("temporarily_unavailable");
  }

  @Test
  void an_unknown_provider_is_told_to_the_client() {
    Answer answer = inNewBrowser().leave("nobody", Person.of(Users.newEmail()));
    assertThat(answer.redirectParameter("error")).isEqualTo("missing_config");
  }

  @Test
  void a_state_is_good_for_a_quarter_of_an_hour() {
    Http browser = server.browser();
    String back = new ProviderLogin(UPSTREAM, spa(browser)).visit("acme", Person.of("x@y.example"));
    server.clock().advance(Duration.ofMinutes(15));
    Expect.error(browser.get(back), 400, "invalid_state", "error.flow.state");
  }

  @Test
  void an_address_that_somebody_has_is_told_to_be_in_use() {
    String email = Users.newEmail();
    users.signUp(email);
    Answer answer = inNewBrowser().run("acme", Person.of(email));
    assertThat(answer.redirectParameter("error")).isEqualTo("invalid_grant");
    assertThat(answer.redirectParameter("error_message_key"))
        .isEqualTo("error.socialAccountEmailAlreadyInUse");
  }

  @Test
  void an_address_that_both_sides_have_verified_joins_where_that_is_wanted() {
    String email = Users.newEmail();
    users.signUp(email);
    server.sql("update profile set email_verified_at = now() where email = '" + email + "'");

    JsonNode profile = userinfo(inNewBrowser().tokens("linking", Person.of(email)));

    assertThat(profile.path("has_password").asBoolean()).isTrue();
    assertThat(profile.path("auth_types").toString()).isEqualTo("[\"password\",\"linking\"]");
  }

  @Test
  @Requirement("ASVS 6.3.4")
  void a_second_factor_is_asked_for_after_a_provider_too() {
    Person ada = Person.of(Users.newEmail());
    Http browser = server.browser().with("Host", "strict.localhost");
    ProviderLogin login = new ProviderLogin(UPSTREAM, spa(browser));
    // The login that makes the profile has nothing to ask for yet.
    assertThat(login.run("acme", ada).redirectParameter("code")).isNotBlank();

    Answer answer = login.run("acme", ada, "state", "s");

    assertThat(answer.redirectParameter("mfa_required")).isEqualTo("true");
    assertThat(answer.redirectParameter("tkn")).hasSize(43);
    assertThat(answer.redirectParameter("state")).isEqualTo("s");
    assertThat(answer.redirectParameters()).doesNotContainKey("code");
  }

  @Test
  void a_signed_in_user_links_an_identity_and_logs_in_with_it() {
    String email = Users.newEmail();
    Http browser = server.browser();
    Users.Tokens tokens = new Users(browser).tokens(users.signUp(email));
    Person ada = Person.of("elsewhere" + email);
    ProviderLogin login = new ProviderLogin(UPSTREAM, spa(browser));

    Users.Tokens linked = login.tokens("acme", ada, "access_token", tokens.accessToken());

    String sub = claims(tokens.idToken()).path("sub").asString();
    assertThat(claims(linked.idToken()).path("sub").asString()).isEqualTo(sub);
    JsonNode profile = userinfo(linked);
    assertThat(profile.path("email").asString()).isEqualTo(email);
    assertThat(profile.path("auth_types").toString()).isEqualTo("[\"password\",\"acme\"]");
    assertThat(claims(inNewBrowser().tokens("acme", ada).idToken()).path("sub").asString())
        .isEqualTo(sub);
    assertThat(
            server.sql(
                "select details ->> 'provider' from event where type = 'link' and profile_id = '"
                    + sub
                    + "'"))
        .isEqualTo("acme");
  }

  @Test
  void linking_takes_a_live_token_of_the_same_client_that_may_write() {
    Users.Tokens tokens = users.newUser();
    Person ada = Person.of(Users.newEmail());
    OAuthClient other = new OAuthClient(server.browser(), TestConfig.OTHER_SPA);
    assertThat(
            new ProviderLogin(UPSTREAM, other)
                .leave("acme", ada, "access_token", tokens.accessToken())
                .redirectParameter("error_message_key"))
        .isEqualTo("error.accessToken.invalid");
    assertThat(inNewBrowser().leave("acme", ada, "access_token", "x").redirectParameter("error"))
        .isEqualTo("invalid_grant");
    Users.Tokens reader = spa(http).newUser("scope", "openid profile");
    assertThat(
            inNewBrowser()
                .leave("acme", ada, "access_token", reader.accessToken())
                .redirectParameter("error"))
        .isEqualTo("insufficient_scope");
  }

  @Test
  void an_identity_of_somebody_else_cannot_be_linked() {
    Person ada = Person.of(Users.newEmail());
    inNewBrowser().tokens("acme", ada);
    Answer answer = inNewBrowser().run("acme", ada, "access_token", users.newUser().accessToken());
    assertThat(answer.redirectParameter("error_message_key")).isEqualTo("error.social.failed");
  }

  private Answer unlink(String accessToken, String identity) {
    return http.bearer(accessToken).post(API + "unlink", Map.of("identity_id", identity));
  }

  @Test
  void an_identity_is_unlinked_and_logs_nobody_in_any_more() {
    Person ada = Person.of("elsewhere" + Users.newEmail());
    Users.Tokens tokens = users.newUser();
    inNewBrowser().tokens("acme", ada, "access_token", tokens.accessToken());
    String id = userinfo(tokens).at("/identities/0/id").asString();

    JsonNode left = Expect.secret(unlink(tokens.accessToken(), id));

    assertThat(left.path("identities").toString()).isEqualTo("[]");
    assertThat(left.path("auth_types").toString()).isEqualTo("[\"password\"]");
    assertThat(claims(inNewBrowser().tokens("acme", ada).idToken()).path("new_user").asBoolean())
        .isTrue();
    Expect.error(
        unlink(tokens.accessToken(), id), 404, "resource_not_found", "error.resource.notFound");
    String sub = claims(tokens.idToken()).path("sub").asString();
    assertThat(
            server.sql(
                "select count(*) from event where type = 'unlink' and profile_id = '" + sub + "'"))
        .isEqualTo("1");
  }

  @Test
  void the_last_way_in_cannot_be_unlinked() {
    Person ada = Person.of(Users.newEmail());
    Users.Tokens tokens = inNewBrowser().tokens("acme", ada);
    String id = userinfo(tokens).at("/identities/0/id").asString();
    Expect.error(
        unlink(tokens.accessToken(), id), 400, "invalid_request", "error.identity.lastWayIn");
    assertThat(userinfo(tokens).path("identities").size()).isEqualTo(1);
  }

  @Test
  void who_unlinks_the_last_way_in_may_stay_known_without_an_account() {
    Person ada = Person.of(Users.newEmail());
    Users.Tokens tokens = inNewBrowser().tokens("acme", ada);
    JsonNode before = userinfo(tokens);
    String id = before.at("/identities/0/id").asString();

    JsonNode left =
        Expect.secret(
            http.bearer(tokens.accessToken())
                .post(API + "unlink?keepInLiteProfile=true", Map.of("identity_id", id)));

    assertThat(left.path("lite_only").asBoolean()).isTrue();
    assertThat(left.path("id")).isEqualTo(before.path("id"));
    assertThat(left.path("email")).isEqualTo(before.path("email"));
    Expect.badToken(users.userinfo(tokens.accessToken()));
    // Who signs up again has the id, and what was there once the address is verified.
    String email = before.path("email").asString();
    int mails = server.inbox().to(email).size();
    Users.Tokens again = users.tokens(users.signUp(email));
    assertThat(userinfo(again).path("id")).isEqualTo(before.path("id"));
    assertThat(userinfo(again).has("given_name")).isFalse();
    assertThat(http.get(path(server.inbox().await(email, mails + 1).link())).status())
        .isEqualTo(200);
    assertThat(userinfo(again).path("given_name")).isEqualTo(before.path("given_name"));
  }

  @Test
  void a_way_in_that_is_left_keeps_the_account() {
    Users.Tokens tokens = users.newUser();
    inNewBrowser()
        .tokens(
            "acme",
            Person.of("elsewhere" + Users.newEmail()),
            "access_token",
            tokens.accessToken());
    String id = userinfo(tokens).at("/identities/0/id").asString();

    Expect.secret(
        http.bearer(tokens.accessToken())
            .post(API + "unlink?keepInLiteProfile=true", Map.of("identity_id", id)));

    assertThat(userinfo(tokens).path("lite_only").asBoolean(true)).isFalse();
  }

  @Test
  void a_passkey_is_a_way_in_beside_an_identity_and_the_other_way_round() {
    Users.Tokens tokens = inNewBrowser().tokens("acme", Person.of(Users.newEmail()));
    String identity = userinfo(tokens).at("/identities/0/id").asString();
    Passkeys passkeys = new Passkeys(http);
    Authenticator lost = new Authenticator();
    passkeys.add(tokens.accessToken(), "Lost", lost);
    Expect.nothing(passkeys.remove(tokens.accessToken(), lost.credentialId()));

    Authenticator kept = new Authenticator();
    passkeys.add(tokens.accessToken(), "Kept", kept);
    Expect.secret(unlink(tokens.accessToken(), identity));

    Expect.error(
        passkeys.remove(tokens.accessToken(), kept.credentialId()),
        400,
        "invalid_request",
        "error.identity.lastWayIn");
  }

  @Test
  void of_the_last_two_ways_in_one_is_left_though_both_are_unlinked_at_once() {
    ProviderLogin login = inNewBrowser();
    Users.Tokens tokens = login.tokens("acme", Person.of(Users.newEmail()));
    login.run("plain", Person.of(Users.newEmail()), "access_token", tokens.accessToken());
    JsonNode identities = userinfo(tokens).path("identities");
    assertThat(identities.size()).isEqualTo(2);

    List<Answer> answers =
        Together.run(2, i -> unlink(tokens.accessToken(), identities.get(i).path("id").asString()));

    assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
    assertThat(userinfo(tokens).path("identities").size()).isEqualTo(1);
  }

  @Test
  void unlinking_takes_a_token_that_may_write_and_an_identity_of_ones_own() {
    Users.Tokens theirs = inNewBrowser().tokens("acme", Person.of(Users.newEmail()));
    String id = userinfo(theirs).at("/identities/0/id").asString();
    Users.Tokens tokens = users.newUser();
    Expect.error(
        unlink(tokens.accessToken(), id), 404, "resource_not_found", "error.resource.notFound");
    Users.Tokens reader = spa(http).newUser("scope", "openid profile");
    Expect.insufficientScope(unlink(reader.accessToken(), id));
    Expect.noToken(call("unlink", Map.of("identity_id", id)));
  }

  @Test
  void clients_are_told_which_providers_there_are_and_no_secret() {
    Answer answer = http.get(API + "config?client_id=" + TestConfig.SPA);
    JsonNode config = Expect.ok(answer);
    assertThat(config.path("social_providers").toString())
        .isEqualTo("[\"acme\",\"acme:second\",\"plain\",\"linking\",\"away\",\"google\"]");
    assertThat(config.path("google_client_id").asString()).isEqualTo("google-app");
    JsonNode custom = config.path("custom_providers");
    assertThat(custom.propertyNames()).doesNotContain("google").contains("acme:second");
    assertThat(custom.at("/acme:second"))
        .isEqualTo(
            read(
                """
                {"key": "acme:second", "name": "Acme two", "btn_background_color": "#ffffff",
                 "scope": ["openid", "profile", "email"]}\
                """));
    Answer list = http.get("/api/v1/providers");
    assertThat(Expect.ok(list).at("/items/5"))
        .isEqualTo(
            read(
                """
                {"provider": "google", "variant": "default", "clientId": "google-app", "client_id": "google-app",
                 "scope": ["openid", "email", "profile"], "universal_link": null}\
                """));
    for (Answer each : List.of(answer, list)) {
      assertThat(each.body()).doesNotContain("google-secret").doesNotContain(Upstream.SECRET);
    }
  }
}
