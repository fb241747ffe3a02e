package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Call;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Clients that registered, or are what their document says, have a part in logouts (RP-Initiated
 * Logout 1.0 section 3.1, Back-Channel Logout 1.0 section 2.2, Front-Channel Logout 1.0 section 2).
 * Tenant {@code bare} has registration and no pages.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegisteredLogoutTest {

  private HookReceiver site;
  private TestServer server;

  @BeforeAll
  void start() {
    site = HookReceiver.start();
    Map<String, Object> registration =
        Map.of("open", true, "client_id_documents", true, "allow_private", List.of("127.0.0.1"));
    server =
        TestServer.start(
            TestConfig.standard()
                .alsoTenant("bare")
                .set("/tenants/0/pages", Map.of())
                .set("/tenants/0/registration", registration)
                .set("/tenants/1/registration", registration));
  }

  @AfterAll
  void stop() {
    server.close();
    site.close();
  }

  /** What a client says of logouts, beside where it is answered. */
  private Map<String, Object> metadata(Object... more) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("client_name", "A shop of others");
    metadata.put("token_endpoint_auth_method", "none");
    metadata.put("redirect_uris", List.of(site.url("/callback")));
    for (int i = 0; i < more.length; i += 2) {
      metadata.put((String) more[i], more[i + 1]);
    }
    return metadata;
  }

  private Map<String, Object> metadataOfLogout() {
    return metadata(
        "post_logout_redirect_uris", List.of(site.url("/bye"), site.url("/bye?lang=en")),
        "backchannel_logout_uri", site.url("/back"),
        "backchannel_logout_session_required", true,
        "frontchannel_logout_uri", site.url("/front"),
        "frontchannel_logout_session_required", true);
  }

  private ObjectNode registered(Map<String, Object> metadata) {
    Answer answer = server.http().post("/oauth/register", metadata);
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    return (ObjectNode) answer.json();
  }

  private void refused(Object... more) {
    Answer answer = server.http().post("/oauth/register", metadata(more));
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_client_metadata");
  }

  /** A new user's login at the client, with a yes to it; what the client got. */
  private Answer logIn(Browser browser, String clientId) {
    String email = Users.newEmail();
    new Users(server.http()).signUp(email);
    Pkce pkce = Pkce.create();
    Map<String, String> request = new LinkedHashMap<>();
    request.put("client_id", clientId);
    request.put("response_type", "code");
    request.put("redirect_uri", site.url("/callback"));
    request.put("scope", "openid");
    request.put("code_challenge", pkce.challenge());
    request.put("code_challenge_method", "S256");
    browser
        .open("/oauth/authorize?" + Http.form(request))
        .submit("/login", "identifier", email, "password", Users.PASSWORD)
        .submit("/consent", "decision", "allow");
    assertThat(browser.elsewhere()).startsWith(site.url("/callback"));
    Answer tokens =
        server
            .http()
            .postForm(
                "/oauth/token",
                Map.of(
                    "grant_type",
                    "authorization_code",
                    "client_id",
                    clientId,
                    "code",
                    String.valueOf(browser.parameter("code")),
                    "redirect_uri",
                    site.url("/callback"),
                    "code_verifier",
                    pkce.verifier()));
    assertThat(tokens.status()).as("%s", tokens).isEqualTo(200);
    return tokens;
  }

  private static Answer logOut(Browser browser, Answer tokens, String page) {
    return browser
        .http()
        .without("Origin")
        .get(
            "/oauth/logout",
            Map.of(
                "id_token_hint",
                tokens.text("id_token"),
                "post_logout_redirect_uri",
                page,
                "state",
                "s"));
  }

  private static JWTClaimsSet claims(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet();
    } catch (ParseException e) {
      throw new AssertionError(token, e);
    }
  }

  private static Map<String, Object> claimsOfCall(Call call) {
    return claims(call.text().substring("logout_token=".length())).getClaims();
  }

  @Test
  void what_was_registered_is_told_back() {
    ObjectNode client = registered(metadataOfLogout());
    Answer read =
        server
            .http()
            .bearer(client.path("registration_access_token").asString())
            .get("/oauth/register/" + client.path("client_id").asString());
    for (String member :
        List.of(
            "post_logout_redirect_uris",
            "backchannel_logout_uri",
            "backchannel_logout_session_required",
            "frontchannel_logout_uri",
            "frontchannel_logout_session_required")) {
      assertThat(client.path(member))
          .as(member)
          .isEqualTo(JsonMapper.shared().valueToTree(metadataOfLogout().get(member)));
      assertThat(read.json().path(member)).as(member).isEqualTo(client.path(member));
    }
  }

  @Test
  void a_registered_client_is_told_of_the_logout_it_asked_for_and_gone_back_to() {
    String id = registered(metadataOfLogout()).path("client_id").asString();
    Browser browser = new Browser(server.url());
    Answer tokens = logIn(browser, id);

    Answer page = logOut(browser, tokens, site.url("/bye?lang=en"));

    assertThat(page.status()).as("%s", page).isEqualTo(200);
    assertThat(page.header("Refresh")).isEqualTo("0;url=" + site.url("/bye?lang=en") + "&state=s");
    String sid = (String) claims(tokens.text("id_token")).getClaim("sid");
    assertThat(page.body()).contains("src=\"" + site.url("/front") + "?iss=", "sid=" + sid);
    Call call = site.await("/back", like -> List.of(id).equals(claimsOfCall(like).get("aud")));
    assertThat(claimsOfCall(call)).containsEntry("sid", sid).containsKey("events");
  }

  @Test
  void a_logout_leads_to_no_page_that_is_not_registered() {
    String id = registered(metadata()).path("client_id").asString();
    Browser browser = new Browser(server.url());
    Answer refused = logOut(browser, logIn(browser, id), site.url("/bye"));
    assertThat(refused.status()).as("%s", refused).isBetween(400, 403);
    assertThat(refused.header("Location") + refused.header("Refresh")).isEmpty();
  }

  @Test
  void a_client_that_takes_its_addresses_back_is_told_nothing_any_more() {
    ObjectNode client = registered(metadata("backchannel_logout_uri", site.url("/taken-back")));
    String id = client.path("client_id").asString();
    Map<String, Object> without = metadata("post_logout_redirect_uris", List.of(site.url("/bye")));
    without.put("client_id", id);
    Answer replaced =
        server
            .http()
            .bearer(client.path("registration_access_token").asString())
            .send(
                "PUT",
                "/oauth/register/" + id,
                "application/json",
                JsonMapper.shared().writeValueAsString(without));
    assertThat(replaced.status()).as("%s", replaced).isEqualTo(200);
    assertThat(replaced.json().has("backchannel_logout_uri")).isFalse();
    Browser browser = new Browser(server.url());
    Answer page = logOut(browser, logIn(browser, id), site.url("/bye"));
    assertThat(page.header("Location")).isEqualTo(site.url("/bye") + "?state=s");
    assertThat(site.calls("/taken-back", call -> true)).isEmpty();
  }

  @Test
  @AttackClass(3)
  void addresses_are_held_to_the_rules_of_redirect_uris() {
    for (String page :
        List.of(
            "https://third.example/bye#part",
            "http://third.example/bye",
            "javascript:alert(1)",
            "com.example.app:/bye",
            "https://*.example/bye",
            "bye")) {
      refused("post_logout_redirect_uris", List.of(page));
    }
    refused("post_logout_redirect_uris", site.url("/bye"));
    refused("backchannel_logout_uri", "https://third.example/back#part");
    refused("backchannel_logout_uri", "http://third.example/back");
    refused("backchannel_logout_uri", "com.example.app:/back");
    refused("backchannel_logout_session_required", "yes");
    refused("frontchannel_logout_uri", "https://elsewhere.example/front");
    refused("frontchannel_logout_uri", site.url("/front#part"));
    refused("frontchannel_logout_session_required", 1);
    assertThat(
            registered(
                    metadata(
                        "application_type",
                        "native",
                        "post_logout_redirect_uris",
                        List.of("com.example.app:/bye")))
                .has("post_logout_redirect_uris"))
        .isTrue();
  }

  /** RFC 7591 section 2: what is not understood is ignored, as is what there is no page for. */
  @Test
  void frames_are_ignored_where_there_is_no_page_to_show_them() {
    Answer answer =
        server
            .http()
            .with("Host", "bare.localhost:9999")
            .post("/oauth/register", metadataOfLogout());
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    assertThat(answer.body()).contains("/back").doesNotContain("frontchannel");
  }

  private String published(String path, Map<String, Object> metadata) {
    Map<String, Object> document = new LinkedHashMap<>(metadata);
    document.put("client_id", site.url(path));
    site.answer(path, HookReceiver.Reply.json(JsonMapper.shared().writeValueAsString(document)));
    return site.url(path);
  }

  @Test
  void a_document_says_the_same() {
    String id = published("/client.json", metadataOfLogout());
    Browser browser = new Browser(server.url());
    Answer tokens = logIn(browser, id);

    Answer page = logOut(browser, tokens, site.url("/bye"));

    assertThat(page.body()).contains("src=\"" + site.url("/front") + "?iss=");
    assertThat(page.header("Refresh")).isEqualTo("0;url=" + site.url("/bye") + "?state=s");
    site.await("/back", like -> List.of(id).equals(claimsOfCall(like).get("aud")));
  }

  /** A document lends its name to addresses of its own host alone. */
  @Test
  @AttackClass(4)
  void a_document_that_names_another_host_for_logouts_is_not_taken() {
    int count = 0;
    for (Map<String, Object> metadata :
        List.of(
            metadata("post_logout_redirect_uris", List.of("https://elsewhere.example/bye")),
            metadata("backchannel_logout_uri", "https://elsewhere.example/back"))) {
      String id = published("/other-" + count++ + ".json", metadata);
      Answer answer = server.http().get("/oauth/authorize", Map.of("client_id", id));
      assertThat(answer.text("error")).isEqualTo("invalid_client");
    }
  }
}
