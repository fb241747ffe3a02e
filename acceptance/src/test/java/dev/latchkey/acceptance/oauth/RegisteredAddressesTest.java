package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Reply;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is fetched from clients that register (OpenID Connect Dynamic Client Registration 1.0): the
 * keys that they rotate (section 2, {@code jwks_uri}) and the list of their sector (section 5).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegisteredAddressesTest {

  private static final String REDIRECT = "https://third.example/callback";
  private static final String OTHER_REDIRECT = "https://other.example/callback";

  private HookReceiver site;
  private TestServer server;

  @BeforeAll
  void start() {
    site = HookReceiver.start();
    server =
        TestServer.start(
            TestConfig.standard()
                .set(
                    "/tenants/0/registration",
                    Map.of(
                        "open",
                        true,
                        "scopes",
                        List.of("openid", "letters:read"),
                        "allow_private",
                        List.of("127.0.0.1"))));
  }

  @AfterAll
  void stop() {
    server.close();
    site.close();
  }

  private Answer register(Object... more) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("redirect_uris", List.of(REDIRECT, OTHER_REDIRECT));
    for (int i = 0; i < more.length; i += 2) {
      metadata.put((String) more[i], more[i + 1]);
    }
    return server.http().post("/oauth/register", metadata);
  }

  /** RFC 8414 section 2: a scope is announced that only such a client may have. */
  @Test
  void what_registered_clients_may_have_is_announced() {
    Answer metadata = server.http().get("/.well-known/openid-configuration");
    assertThat(metadata.json().path("scopes_supported").toString()).contains("\"letters:read\"");
    assertThat(register().text("scope")).contains("letters:read");
  }

  private String listed(String path, Object json) {
    site.answer(path, Reply.json(JsonMapper.shared().writeValueAsString(json)));
    return site.url(path);
  }

  @Test
  void a_client_whose_redirect_uris_are_of_its_sector_registers() {
    String sector =
        listed("/sector", List.of(REDIRECT, "https://third.example/more", OTHER_REDIRECT));
    Answer answer = register("sector_identifier_uri", sector);
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    assertThat(answer.text("sector_identifier_uri")).isEqualTo(sector);
  }

  @Test
  void a_client_that_is_not_of_the_sector_it_names_does_not() {
    site.answer("/gone", Reply.of(404));
    site.answer("/moved", Reply.redirect(listed("/elsewhere", List.of(REDIRECT, OTHER_REDIRECT))));
    site.answer("/broken", Reply.json("no json"));
    for (String sector :
        List.of(
            listed("/one", List.of(REDIRECT)),
            listed("/none", List.of()),
            listed("/object", Map.of(REDIRECT, OTHER_REDIRECT)),
            site.url("/gone"),
            site.url("/moved"),
            site.url("/broken"),
            "http://third.example/sector")) {
      Answer answer = register("sector_identifier_uri", sector);
      assertThat(answer.status()).as(sector).isEqualTo(400);
      assertThat(answer.text("error")).as(sector).isEqualTo("invalid_client_metadata");
    }
  }

  /** OpenID Connect Core section 10.1.1: with no pause in between. */
  @Test
  void a_client_that_rotates_its_keys_goes_on_at_once() {
    SigningPair first = SigningPair.of("ES256", "first");
    SigningPair second = SigningPair.of("ES256", "second");
    String keys = listed("/keys", SigningPair.publicSet(first));
    String id =
        register("token_endpoint_auth_method", "private_key_jwt", "jwks_uri", keys)
            .text("client_id");
    assertThat(signedBy(id, first)).isEqualTo("invalid_grant");
    listed("/keys", SigningPair.publicSet(second));
    assertThat(signedBy(id, second)).isEqualTo("invalid_grant");
    assertThat(signedBy(id, first)).isEqualTo("invalid_client");
  }

  /** What a code that is none is refused as: who asks was believed, or was not. */
  private String signedBy(String clientId, SigningPair key) {
    return new OAuthClient(server.http(), clientId)
        .asserting(() ->
            key.sign(
                "ES256",
                "JWT",
                SigningPair.assertion(clientId, server.url(), server.clock().instant())))
        .token("authorization_code", "code", "x", "redirect_uri", REDIRECT)
        .text("error");
  }
}
