package dev.latchkey.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.TypelessAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.latchkey.acceptance.conformance.Person.Callback;
import dev.latchkey.acceptance.pages.Browser;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.TestServer;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the suite looks at in every flow. */
final class Checks {

  static final String DISCOVERY = "/.well-known/openid-configuration";
  static final String USERINFO = "/identity/v1/userinfo";

  private static final Set<String> TEXTS =
      Set.of(
          "sub",
          "name",
          "given_name",
          "family_name",
          "middle_name",
          "nickname",
          "preferred_username",
          "profile",
          "picture",
          "website",
          "email",
          "gender",
          "birthdate",
          "zoneinfo",
          "locale",
          "phone_number");

  /** What an error may be described with (RFC 6749 section 5.2). */
  private static final String DESCRIPTION = "[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]*";

  private final TestServer server;

  Checks(TestServer server) {
    this.server = server;
  }

  /** An answer with a code: of this server, with the state of the request, the way it wanted. */
  String code(Callback callback) {
    comesBack(callback);
    assertThat(callback.parameters()).as("%s", callback).doesNotContainKey("error");
    Set<String> names = new HashSet<>(callback.parameters().keySet());
    names.removeAll(Fields.of(callback.request().getOrDefault("redirect_uri", "")).keySet());
    names.remove("state");
    assertThat(names).containsOnly("code", "iss");
    String code = callback.parameter("code");
    assertThat(code).as("128 bits at least").hasSizeGreaterThanOrEqualTo(22);
    assertThat(code.chars().distinct().count()).as("at random").isGreaterThan(8);
    return code;
  }

  /** An error of one of these names, with nothing in it that may not be, and no code. */
  void error(Callback callback, String... names) {
    comesBack(callback);
    assertThat(callback.parameter("error")).as("%s", callback).isIn((Object[]) names);
    assertThat(callback.parameters()).doesNotContainKey("code");
    assertThat(callback.parameter("error_description")).matches(DESCRIPTION);
  }

  private void comesBack(Callback callback) {
    boolean wantsForm = "form_post".equals(callback.request().get("response_mode"));
    assertThat(callback.posted()).as("%s", callback).isEqualTo(wantsForm);
    if (wantsForm) {
      assertThat(callback.address()).isEqualTo(callback.request().get("redirect_uri"));
    } else {
      assertThat(callback.address()).startsWith(callback.request().get("redirect_uri"));
      assertThat(callback.address()).doesNotContain("#");
    }
    assertThat(callback.parameters().get("state")).isEqualTo(callback.request().get("state"));
    assertThat(callback.parameter("iss")).isEqualTo(server.url());
  }

  /**
   * Tokens of an answer of the token endpoint: the claims of the ID token, signed with RS256.
   *
   * @param nonce null: there must be none
   */
  JsonNode idToken(Party party, Answer answer, @Nullable String nonce) throws Exception {
    return idToken(party, answer, nonce, "Bearer", JWSAlgorithm.RS256);
  }

  /** Likewise, of another type and signed otherwise. */
  JsonNode idToken(
      Party party, Answer answer, @Nullable String nonce, String type, JWSAlgorithm algorithm)
      throws Exception {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.text("token_type")).isEqualTo(type);
    assertThat(answer.json().path("expires_in").asInt()).isPositive();
    assertThat(answer.text("access_token")).matches("[\\x21-\\x7E]{22,}");
    assertThat(answer.text("refresh_token")).matches("([\\x21-\\x7E]{22,})?");
    SignedJWT token = (SignedJWT) JWTParser.parse(answer.text("id_token"));
    assertThat(token.getHeader().getKeyID()).isNotEmpty();
    IDTokenValidator validator =
        new IDTokenValidator(new Issuer(server.url()), new ClientID(party.id()), algorithm, keys());
    // The server's clock is put forward by some tests.
    validator.setMaxClockSkew(3600);
    validator.validate(token, nonce == null ? null : new Nonce(nonce));
    JsonNode claims = payload(answer.text("id_token"));
    AccessTokenValidator.validate(
        new TypelessAccessToken(answer.text("access_token")),
        algorithm,
        new AccessTokenHash(claims.path("at_hash").asString()));
    assertThat(claims.path("nonce").asString("")).isEqualTo(nonce == null ? "" : nonce);
    claimsAreOfTheirTypes(claims);
    return claims;
  }

  /** Tokens of a refresh. */
  void refreshed(Party party, Answer before, Answer after) throws Exception {
    JsonNode claims = idToken(party, after, null);
    areOfTheSameLogin(before, after);
    assertThat(userinfo(after).path("sub")).isEqualTo(claims.path("sub"));
  }

  /** The tokens of a refresh and those before (OpenID Connect Core section 12.2). */
  static void areOfTheSameLogin(Answer before, Answer after) {
    JsonNode first = payload(before.text("id_token"));
    JsonNode second = payload(after.text("id_token"));
    for (String same : List.of("iss", "sub", "aud", "azp", "auth_time")) {
      assertThat(second.path(same)).as(same).isEqualTo(first.path(same));
    }
    assertThat(second.path("iat").asLong()).isGreaterThan(first.path("iat").asLong());
    assertThat(after.text("access_token")).isNotEqualTo(before.text("access_token"));
  }

  /** The keys are public, and told apart by their ids. */
  JWKSet keys() throws Exception {
    Answer answer = server.http().get("/jwks.json");
    assertThat(answer.status()).isEqualTo(200);
    JWKSet keys = JWKSet.parse(answer.body());
    assertThat(keys.getKeys())
        .isNotEmpty()
        .allSatisfy(key -> {
          assertThat(key.getKeyID()).isNotEmpty();
          assertThat(key.isPrivate()).isFalse();
          assertThat(key.getKeyType().getValue()).isIn("RSA", "EC");
        })
        .extracting(key -> key.getKeyID())
        .doesNotHaveDuplicates();
    return keys;
  }

  /** What userinfo says to a token in the header. */
  JsonNode userinfo(Answer tokens) {
    Answer answer = server.http().bearer(tokens.text("access_token")).get(USERINFO);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    claimsAreOfTheirTypes(answer.json());
    return answer.json();
  }

  /** OpenID Connect Core section 5.1. */
  void claimsAreOfTheirTypes(JsonNode claims) {
    assertThat(claims.path("sub").asString("")).isNotEmpty();
    claims
        .properties()
        .forEach(claim -> {
          String name = claim.getKey();
          JsonNode value = claim.getValue();
          if (TEXTS.contains(name)) {
            assertThat(value.isString()).as(name).isTrue();
          }
          if (name.endsWith("_verified")) {
            assertThat(value.isBoolean()).as(name).isTrue();
          }
          if (name.equals("updated_at")) {
            // In seconds: in milliseconds it would be in a future that nobody lives to see.
            assertThat(value.isIntegralNumber()).isTrue();
            assertThat(value.asLong())
                .isLessThanOrEqualTo(server.clock().instant().getEpochSecond());
          }
          if (name.equals("birthdate")) {
            assertThat(value.asString()).matches("\\d{4}(-\\d{2}-\\d{2})?");
          }
          if (name.equals("address")) {
            assertThat(value.isObject()).isTrue();
            value
                .properties()
                .forEach(part -> assertThat(part.getValue().isString()).as(part.getKey()).isTrue());
          }
        });
  }

  /** An error of the token endpoint as RFC 6749 section 5.2 has it. */
  static void refused(Answer answer, String error) {
    refused(answer, 400, error);
  }

  /** Likewise, with one of these names. */
  static void refused(Answer answer, int status, String... errors) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.text("error")).as("%s", answer).isIn((Object[]) errors);
    assertThat(answer.text("error_description")).matches(DESCRIPTION);
    assertThat(answer.json().has("error_uri")).isFalse();
  }

  /** A page of ours for the user, from which nothing leads to the client. */
  static void errorPage(Browser browser) {
    assertThat(browser.elsewhere()).isNull();
    assertThat(browser.page().status()).isEqualTo(400);
    assertThat(browser.page().header("Content-Type")).startsWith("text/html");
    assertThat(browser.page().body()).doesNotContain(Guide.SUITE);
  }

  JsonNode metadata() {
    Answer answer = server.http().get(DISCOVERY);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    return answer.json();
  }

  List<String> announced(String name) {
    return texts(metadata().path(name));
  }

  static List<String> texts(JsonNode list) {
    Stream<JsonNode> values = list.valueStream();
    return values.map(JsonNode::asString).toList();
  }

  static JsonNode payload(String token) {
    return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }
}
