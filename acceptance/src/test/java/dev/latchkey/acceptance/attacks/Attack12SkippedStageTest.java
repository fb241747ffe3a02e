package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Attack class 12: a stage is passed by an empty post or a field that is not there. Every step is
 * tried with each of its fields empty, missing, null, of another type and sent twice, with material
 * that would succeed otherwise: never success, and never a failure of the server.
 */
@AttackClass(12)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack12SkippedStageTest {

  /**
   * One step with everything right.
   *
   * @param fresh material for one try, as it may be used up by it: the JSON body, or the parameters
   *     of a query or form
   * @param needed the fields without which it must not succeed, by JSON pointer
   * @param send the body, as its text
   */
  private record Step(
      String name,
      Supplier<ObjectNode> fresh,
      List<String> needed,
      Function<String, Answer> send,
      Function<Answer, Boolean> succeeded) {

    @Override
    public String toString() {
      return name;
    }
  }

  private TestServer server;
  private Users users;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/password/allow_update_with_access_token_only", false));
    users = new Users(server.http());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  Stream<Step> steps() {
    return Stream.of(
        step(
            "signup",
            this::signUp,
            List.of("/client_id", "/data", "/data/email", "/data/password"),
            "/identity/v1/signup"),
        step(
            "signup-token",
            () -> signUp().put("client_id", TestConfig.NATIVE),
            List.of("/client_id", "/data", "/data/email", "/data/password"),
            "/identity/v1/signup-token"),
        step(
            "password/login",
            () ->
                object("client_id", TestConfig.SPA)
                    .put("email", user())
                    .put("password", Users.PASSWORD),
            List.of("/client_id", "/email", "/password"),
            "/identity/v1/password/login"),
        step(
            "forgot-password",
            () -> object("client_id", TestConfig.SPA).put("email", user()),
            List.of("/client_id", "/email"),
            "/identity/v1/forgot-password"),
        step(
            "update-password by code",
            this::resetByCode,
            List.of("/client_id", "/email", "/verification_code", "/password"),
            "/identity/v1/update-password"),
        new Step(
            "update-password by old password",
            () ->
                object("old_password", Users.PASSWORD)
                    .put("password", "an entirely new passphrase"),
            List.of("/old_password", "/password"),
            body ->
                post(
                    server.http().bearer(tokens().accessToken()),
                    "/identity/v1/update-password",
                    body),
            answer -> answer.status() < 300),
        step(
            "token by code",
            this::codeExchange,
            List.of("/grant_type", "/client_id", "/code", "/redirect_uri", "/code_verifier"),
            "/oauth/token"),
        step(
            "token by refresh token",
            () ->
                object("grant_type", "refresh_token")
                    .put("client_id", TestConfig.SPA)
                    .put("refresh_token", tokens().refreshToken()),
            List.of("/grant_type", "/client_id", "/refresh_token"),
            "/oauth/token"),
        step(
            "token by password",
            () ->
                object("grant_type", "password")
                    .put("client_id", TestConfig.LEGACY)
                    .put("client_secret", TestConfig.SECRET)
                    .put("username", user())
                    .put("password", Users.PASSWORD),
            List.of("/grant_type", "/client_id", "/client_secret", "/username", "/password"),
            "/oauth/token"),
        step(
            "revoke",
            () -> object("client_id", TestConfig.SPA).put("token", tokens().refreshToken()),
            List.of("/client_id"), // a token that is none is no error (RFC 7009 section 2.2)
            "/oauth/revoke"),
        new Step(
            "introspect",
            () ->
                object("client_id", TestConfig.WEB_APP)
                    .put("client_secret", TestConfig.SECRET)
                    .put("token", tokens().accessToken()),
            List.of("/client_id", "/client_secret", "/token"),
            body -> post(server.http(), "/oauth/introspect", body),
            answer -> answer.status() == 200 && answer.json().path("active").asBoolean(false)),
        step(
            "token/access-token",
            () -> object("client_id", TestConfig.SPA).put("access_token", tokens().accessToken()),
            List.of("/client_id", "/access_token"),
            "/identity/v1/token/access-token"));
  }

  private Step step(String name, Supplier<ObjectNode> fresh, List<String> needed, String path) {
    return new Step(
        name,
        fresh,
        needed,
        body -> post(server.http(), path, body),
        answer -> answer.status() < 300);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void attack_12_no_step_succeeds_without_each_of_its_fields(Step step) {
    Answer control = step.send().apply(step.fresh().get().toString());
    assertThat(step.succeeded().apply(control)).as("with everything right: " + control).isTrue();
    for (String pointer : step.needed()) {
      refused(step, pointer + " missing", body -> without(body, pointer).toString());
      for (String value :
          List.of(
              "null",
              "\"\"",
              "\" \"",
              "0",
              "1",
              "-1",
              "1.5",
              "1e99",
              "true",
              "false",
              "[]",
              "{}",
              "[null]",
              "{\"$ne\":null}",
              "\"\\u0000\"",
              "\"\\ud800\"",
              "\"null\"")) {
        refused(
            step,
            pointer + " as " + value,
            body -> with(body, pointer, JsonMapper.shared().readTree(value)).toString());
      }
      refused(
          step,
          pointer + " in a list",
          body -> {
            JsonNode right = body.at(pointer);
            return with(body, pointer, body.arrayNode().add(right)).toString();
          });
      refused(step, pointer + " twice", body -> twice(body, pointer));
    }
  }

  @ParameterizedTest
  @MethodSource("steps")
  void attack_12_no_step_succeeds_with_a_body_of_another_shape(Step step) {
    for (String body :
        List.of(
            "",
            " ",
            "null",
            "0",
            "\"\"",
            "[]",
            "{}",
            "[{}]",
            "{",
            "}",
            "{\"\":\"\"}",
            "{{}}",
            "\u0000",
            "\ufeff{}",
            "<xml/>",
            "a=b",
            "{\"a\":1}{\"b\":2}",
            "NaN")) {
      Answer answer = step.send().apply(body);
      assertThat(answer.status()).as(body + " gave " + answer).isBetween(400, 499);
    }
    refused(step, "in a list", body -> "[" + body + "]");
    refused(step, "followed by another", body -> body.toString() + body);
    refused(step, "cut off", body -> body.toString().substring(0, body.toString().length() - 1));
  }

  /** The steps that take forms take no field twice, and a body of the wrong kind is none. */
  @Test
  void attack_12_a_form_with_a_field_sent_twice_is_refused() {
    for (String field :
        List.of("grant_type", "client_id", "code", "redirect_uri", "code_verifier")) {
      String form = form(codeExchange());
      String again = form + "&" + field + "=" + (field.equals("client_id") ? TestConfig.SPA : "x");
      Answer answer =
          server.http().send("POST", "/oauth/token", "application/x-www-form-urlencoded", again);
      assertThat(answer.status()).as(field + ": " + answer).isBetween(400, 499);
      String wrongKind = form(codeExchange());
      assertThat(server.http().send("POST", "/oauth/token", "application/json", wrongKind).status())
          .isEqualTo(400);
      assertThat(server.http().send("POST", "/oauth/token", "text/plain", wrongKind).status())
          .isEqualTo(400);
    }
  }

  @Test
  void attack_12_no_code_without_each_parameter_of_the_authorize_request() {
    Pkce pkce = Pkce.create();
    for (String field :
        List.of(
            "client_id",
            "response_type",
            "redirect_uri",
            "code_challenge",
            "code_challenge_method",
            "tkn")) {
      for (String value : new String[] {null, "", "%20", "null", "%00", "0", "%5B%5D"}) {
        Map<String, String> parameters = users.authorizeParameters(pkce);
        parameters.put("tkn", users.logIn(user()));
        parameters.remove(field);
        String query = Http.form(parameters) + (value == null ? "" : "&" + field + "=" + value);
        assertNoCode(field + " as " + value, server.http().get("/oauth/authorize?" + query));
      }
      Map<String, String> parameters = users.authorizeParameters(pkce);
      parameters.put("tkn", users.logIn(user()));
      String query = Http.form(parameters);
      String first = encode(parameters.getOrDefault(field, ""));
      assertNoCode(
          field + " twice",
          server.http().get("/oauth/authorize?" + query + "&" + field + "=" + first));
      assertNoCode(
          field + " twice", server.http().get("/oauth/authorize?" + field + "=x&" + query));
    }
    for (String query : List.of("", "?", "?&&&", "?=", "?&=&a")) {
      assertNoCode(query, server.http().get("/oauth/authorize" + query));
    }
  }

  @Test
  void attack_12_no_query_makes_the_server_fail() {
    Http http = server.http().bearer(tokens().accessToken());
    for (var route : server.routes()) {
      String path = route.pattern().replaceAll("\\{[a-z_]+}", "invented");
      for (String query :
          List.of(
              "?%",
              "?%zz=1",
              "?a=%",
              "?client_id=%c3%28",
              "?client_id=%00",
              "?%u0041=1",
              "?a=%2",
              "?\u00ff=\u00ff")) {
        String answer =
            RawHttp.exchange(
                server.url(),
                route.method() + " " + path + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(RawHttp.status(answer)).as(route + query + "\n" + answer).isBetween(200, 499);
      }
      Answer answer = http.send(route.method().name(), path, "application/json", "{}");
      assertThat(answer.status()).as(route + "\n" + answer).isLessThan(500);
    }
  }

  @Test
  void attack_12_a_profile_of_any_shape_does_not_make_the_server_fail() {
    Http http = server.http().bearer(tokens().accessToken());
    for (String field :
        List.of(
            "given_name",
            "bio",
            "picture",
            "gender",
            "birthdate",
            "locale",
            "phone_number",
            "custom_identifier",
            "tos_accepted_at",
            "addresses",
            "custom_fields",
            "consents",
            "custom_fields/loyalty_card",
            "custom_fields/shoe_size",
            "custom_fields/preferences",
            "custom_fields/shop",
            "custom_fields/score",
            "consents/newsletter",
            "addresses/0/title",
            "addresses/0/custom_fields",
            "addresses/0/default",
            "consents/newsletter/granted",
            "consents/newsletter/consent_version")) {
      for (String value :
          List.of(
              "null",
              "\"\"",
              "0",
              "-0.0",
              "1e39",
              "1e400",
              "1e-400",
              "123456789012345678901234567890",
              "true",
              "[]",
              "{}",
              "[[]]",
              "[null]",
              "{\"a\":null}",
              "\"\\u0000\"",
              "\"\\ud800\"",
              "\"a\\u0000b\"",
              "[\"\\u0000\"]",
              "{\"a\":\"\\u0000\"}",
              "{\"\\u0000\":1}",
              "{\"a\":1e400}",
              "{\"a\":[\"\\udc00\"]}",
              "{\"\":\"\"}",
              "\"\\u2028\"",
              "\"\\uffff\"")) {
        Answer answer =
            http.send(
                "POST", "/identity/v1/update-profile", "application/json", nested(field, value));
        assertThat(answer.status()).as(field + " as " + value + ": " + answer).isIn(200, 400, 403);
      }
    }
    assertThat(http.get("/identity/v1/userinfo").status()).isEqualTo(200);
  }

  private static String nested(String path, String value) {
    int slash = path.lastIndexOf('/');
    if (slash < 0) {
      return "{\"" + path + "\":" + value + "}";
    }
    String name = path.substring(slash + 1);
    String inner = "{\"" + name + "\":" + value + "}";
    String parent = path.substring(0, slash);
    return parent.endsWith("/0")
        ? nested(parent.substring(0, parent.length() - 2), "[" + inner + "]")
        : nested(parent, inner);
  }

  private static void assertNoCode(String what, Answer answer) {
    assertThat(answer.status()).as(what + ": " + answer).isIn(302, 400, 401, 403);
    assertThat(answer.header("Location")).as(what).doesNotContain("code=", "access_token=");
  }

  private void refused(Step step, String how, Function<ObjectNode, String> spoiled) {
    String body = spoiled.apply(step.fresh().get());
    Answer answer = step.send().apply(body);
    assertThat(answer.status()).as(how + "\n" + body + "\n" + answer).isLessThan(500);
    assertThat(step.succeeded().apply(answer)).as(how + "\n" + body + "\n" + answer).isFalse();
  }

  private static ObjectNode without(ObjectNode body, String pointer) {
    parent(body, pointer).remove(name(pointer));
    return body;
  }

  private static ObjectNode with(ObjectNode body, String pointer, JsonNode value) {
    parent(body, pointer).set(name(pointer), value);
    return body;
  }

  private static ObjectNode parent(ObjectNode body, String pointer) {
    return (ObjectNode) body.at(pointer.substring(0, pointer.lastIndexOf('/')));
  }

  private static String name(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1);
  }

  /** The field and its value a second time, in the same object. */
  private static String twice(ObjectNode body, String pointer) {
    String member = "\"" + name(pointer) + "\":" + body.at(pointer);
    return body.toString().replace(member, member + "," + member);
  }

  private Answer post(Http http, String path, String body) {
    return http.send("POST", path, "application/json", body);
  }

  private static ObjectNode object(String name, String value) {
    return JsonMapper.shared().createObjectNode().put(name, value);
  }

  private ObjectNode signUp() {
    ObjectNode body = object("client_id", TestConfig.SPA);
    body.putObject("data").put("email", Users.newEmail()).put("password", Users.PASSWORD);
    return body;
  }

  private String user() {
    String email = Users.newEmail();
    users.signUp(email);
    return email;
  }

  private Users.Tokens tokens() {
    return users.newUser();
  }

  private ObjectNode resetByCode() {
    String email = user();
    server
        .http()
        .post("/identity/v1/forgot-password", Map.of("client_id", TestConfig.SPA, "email", email));
    return object("client_id", TestConfig.SPA)
        .put("email", email)
        .put("verification_code", server.inbox().await(email, 2).code())
        .put("password", "an entirely new passphrase");
  }

  private ObjectNode codeExchange() {
    Pkce pkce = Pkce.create();
    return object("grant_type", "authorization_code")
        .put("client_id", TestConfig.SPA)
        .put("code", users.code(users.signUp(Users.newEmail()), pkce))
        .put("redirect_uri", TestConfig.CALLBACK)
        .put("code_verifier", pkce.verifier());
  }

  private static String form(ObjectNode fields) {
    Map<String, String> values = new LinkedHashMap<>();
    fields.properties().forEach(field -> values.put(field.getKey(), field.getValue().asString()));
    return values.entrySet().stream()
        .map(field -> field.getKey() + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
