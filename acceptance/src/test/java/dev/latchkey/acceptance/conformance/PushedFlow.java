package dev.latchkey.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.conformance.Person.Callback;
import dev.latchkey.acceptance.pages.Browser;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A flow of a bank and somebody new, from the pushed request to the tokens: each step is taken when
 * it is asked for.
 */
final class PushedFlow {

  static final String PAR = "/oauth/par";
  static final String SCOPE = "openid profile email";

  private final Bank bank;
  private final Checks checks;
  private final Person person;
  private final Pkce pkce = Pkce.create();
  private final Map<String, String> request;

  /** With the suite's usual request, changed by name and value; null: without it. */
  PushedFlow(Bank bank, @Nullable String... changes) {
    this.bank = bank;
    checks = new Checks(bank.server());
    person = Person.at(bank.server(), false);
    Map<String, String> usual =
        person.request(
            bank.party(),
            "scope",
            SCOPE,
            "code_challenge",
            pkce.challenge(),
            "code_challenge_method",
            "S256");
    request = Fields.changed(usual, changes);
  }

  Bank bank() {
    return bank;
  }

  Map<String, String> request() {
    return request;
  }

  Browser browser() {
    return person.browser();
  }

  Answer push() {
    return push(bank.server().http());
  }

  Answer push(Http http) {
    return bank.party().posts(http, PAR, request);
  }

  Answer push(Party by) {
    return by.posts(bank.server().http(), PAR, request);
  }

  /** To the request, when it was pushed. */
  String reference() {
    return reference(push());
  }

  static String reference(Answer pushed) {
    assertThat(pushed.status()).as("%s", pushed).isEqualTo(201);
    assertThat(pushed.header("Content-Type")).startsWith("application/json");
    assertThat(pushed.json().path("expires_in").asInt()).isPositive();
    assertThat(pushed.text("request_uri")).hasSizeGreaterThan(40);
    return pushed.text("request_uri");
  }

  /** Leads the browser to the reference, with parameters beside it. */
  PushedFlow visit(String reference, String... beside) {
    Map<String, String> query = Map.of("client_id", bank.id(), "request_uri", reference);
    person.opens(Fields.changed(query, beside));
    return this;
  }

  /** What the client is answered when the user has logged in and agreed. */
  Callback answered() {
    passTime();
    return wasAsked(person.answered(request));
  }

  /** Likewise, when the user said no. */
  Callback refused() {
    passTime();
    return wasAsked(person.refused(request));
  }

  /** Nobody answers in no time at all. */
  private void passTime() {
    bank.server().clock().advance(Duration.ofMillis(1));
  }

  private static Callback wasAsked(Callback callback) {
    assertThat(callback.asked()).containsExactly("/login", "/consent");
    return callback;
  }

  String code() {
    return checks.code(answered());
  }

  /** Changed by name and value; null: without it. */
  Answer redeem(String code, @Nullable String... changes) {
    return redeem(bank, code, changes);
  }

  /** By a bank that shows its own key. */
  Answer redeem(Bank by, String code, @Nullable String... changes) {
    return redeem(by.party(), by.showing(Party.TOKEN), code, changes);
  }

  Answer redeem(Party by, Http http, String code, @Nullable String... changes) {
    Map<String, String> usual =
        Fields.changed(bank.party().redemption(code), "code_verifier", pkce.verifier());
    return by.posts(http, Party.TOKEN, Fields.changed(usual, changes));
  }

  /** Tokens, which are what they must be. */
  Answer tokens() throws Exception {
    return visit(reference()).tokens(code());
  }

  Answer tokens(String code) throws Exception {
    Answer tokens = redeem(code);
    idToken(tokens);
    return tokens;
  }

  /** The claims of the ID token. */
  JsonNode idToken(Answer tokens) throws Exception {
    return bank.idToken(tokens, request.get("nonce"));
  }
}
