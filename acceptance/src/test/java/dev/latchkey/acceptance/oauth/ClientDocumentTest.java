package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients whose id is the address of a document that says what they are
 * (draft-ietf-oauth-client-id-metadata-document). Tenant {@code demo} takes them, {@code wary} too
 * but from no private address, though its own calls may go there, and {@code closed} takes none.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientDocumentTest {

  private static final String REDIRECT = "http://127.0.0.1/callback";

  private final AtomicInteger count = new AtomicInteger();
  private HookReceiver site;
  private TestServer server;

  @BeforeAll
  void start() {
    site = HookReceiver.start();
    Map<String, Object> registration = Map.of("client_id_documents", true);
    Map<String, Object> exempt = Map.of("allow_private", List.of("127.0.0.1"));
    server =
        TestServer.start(
            TestConfig.standard()
                .alsoTenant("wary")
                .alsoTenant("closed")
                .set(
                    "/tenants/0/registration",
                    Map.of("client_id_documents", true, "allow_private", List.of("127.0.0.1")))
                .set("/tenants/1/registration", registration)
                .set("/tenants/1/outbound", exempt)
                .set("/tenants/2/outbound", exempt));
  }

  @AfterAll
  void stop() {
    server.close();
    site.close();
  }

  /** The address of a document that says this beside its id. */
  private String published(Object... members) {
    String path = "/client-" + count.incrementAndGet() + ".json";
    publish(path, members);
    return site.url(path);
  }

  private void publish(String path, Object... members) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("client_id", site.url(path));
    document.put("client_name", "A client by its address");
    document.put("redirect_uris", List.of(REDIRECT));
    for (int i = 0; i < members.length; i += 2) {
      document.put((String) members[i], members[i + 1]);
    }
    site.answer(path, HookReceiver.Reply.json(JsonMapper.shared().writeValueAsString(document)));
  }

  private static Map<String, String> parameters(String clientId) {
    return Map.of(
        "client_id", clientId,
        "response_type", "code",
        "redirect_uri", REDIRECT,
        "scope", "openid",
        "prompt", "none",
        "code_challenge", Pkce.create().challenge(),
        "code_challenge_method", "S256");
  }

  private Answer authorize(String clientId) {
    return authorize(server.http(), clientId);
  }

  private static Answer authorize(Http http, String clientId) {
    return http.get("/oauth/authorize", parameters(clientId));
  }

  /** The client is known: the answer goes to its redirect URI. */
  private static void taken(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(302);
    assertThat(answer.location().toString()).startsWith(REDIRECT);
  }

  private static void notTaken(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
  }

  private int fetches(String clientId) {
    return site.calls(clientId.substring(site.url("").length()), call -> true).size();
  }

  @Test
  void a_client_is_what_its_document_says() {
    taken(authorize(published()));
    taken(authorize(published("token_endpoint_auth_method", "none", "unknown", true)));
  }

  @Test
  void a_client_that_pushes_its_request_is_fetched_too() {
    String id = published();
    Answer pushed = server.http().postForm("/oauth/par", parameters(id));
    assertThat(pushed.status()).as(pushed.toString()).isEqualTo(201);
  }

  /** A document is fetched once an hour, and what changed counts from then on. */
  @Test
  void a_document_is_good_for_an_hour() {
    String id = published();
    taken(authorize(id));
    publish(
        id.substring(site.url("").length()), "redirect_uris", List.of("http://127.0.0.1/other"));
    taken(authorize(id));
    assertThat(fetches(id)).isEqualTo(1);
    server.clock().advance(Duration.ofMinutes(61));
    assertThat(authorize(id).text("error_message_key")).isEqualTo("error.redirect.notAllowed");
    assertThat(fetches(id)).isEqualTo(2);
  }

  @Test
  void what_cannot_be_fetched_is_not_asked_for_again_at_once() {
    String id = site.url("/missing-" + count.incrementAndGet());
    site.answer(id.substring(site.url("").length()), HookReceiver.Reply.of(404));
    notTaken(authorize(id));
    notTaken(authorize(id));
    assertThat(fetches(id)).isEqualTo(1);
    server.clock().advance(Duration.ofSeconds(61));
    notTaken(authorize(id));
    assertThat(fetches(id)).isEqualTo(2);
  }

  @Test
  @AttackClass(4)
  void a_document_that_is_not_the_clients_own_or_says_too_much_is_not_taken() {
    notTaken(authorize(published("client_id", "https://elsewhere.example/client.json")));
    notTaken(authorize(published("client_secret", "known-to-everybody")));
    notTaken(authorize(published("token_endpoint_auth_method", "client_secret_basic")));
    notTaken(authorize(published("redirect_uris", List.of("https://elsewhere.example/callback"))));
    notTaken(authorize(published("redirect_uris", List.of("javascript:alert(1)"))));
    notTaken(authorize(published("client_name", "x".repeat(6_000))));
    String list = site.url("/list.json");
    site.answer("/list.json", HookReceiver.Reply.json("[]"));
    notTaken(authorize(list));
    site.answer("/text.json", HookReceiver.Reply.json("no json"));
    notTaken(authorize(site.url("/text.json")));
  }

  @Test
  @AttackClass(27)
  void no_call_goes_where_none_may_go() {
    String target = published();
    site.answer("/redirect.json", HookReceiver.Reply.redirect(target));
    notTaken(authorize(site.url("/redirect.json")));
    assertThat(fetches(target)).isZero();

    String id = published();
    notTaken(authorize(server.http().with("Host", "wary.localhost:9999"), id));
    notTaken(authorize(server.http().with("Host", "closed.localhost:9999"), id));
    assertThat(fetches(id)).isZero();
    for (String address :
        List.of(
            "http://app.example/client.json",
            "https://app.example",
            "https://app.example/",
            "https://user@app.example/client.json",
            "https://app.example/a/../client.json",
            "https://app.example/client.json#part",
            "ftp://app.example/client.json")) {
      notTaken(authorize(address));
    }
  }

  @Test
  void what_is_announced_is_what_there_is() {
    String path = "/.well-known/openid-configuration";
    String member = "client_id_metadata_document_supported";
    assertThat(server.http().get(path).json().path(member).asBoolean()).isTrue();
    assertThat(server.http().get(path).json().has("registration_endpoint")).isFalse();
    assertThat(server.http().with("Host", "closed.localhost:9999").get(path).json().has(member))
        .isFalse();
  }
}
