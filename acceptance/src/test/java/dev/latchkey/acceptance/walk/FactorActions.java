package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.Ledger.Factor;
import dev.latchkey.acceptance.walk.Ledger.Kind;
import dev.latchkey.acceptance.walk.Ledger.Person;
import dev.latchkey.acceptance.walk.Ledger.Thing;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the actions of a {@link FactorWalk} have in common: what they draw, and what the server
 * gave.
 */
abstract class FactorActions {

  static final String API = "/identity/v1/";
  static final String SESSION = "__Host-SESSION";
  static final String TRUST = "__Host-trusted-device-id";

  /** Without an ID token, whose signature would cost more than all else. */
  static final String SCOPES = "email phone full_write offline_access mfa session";

  private static final List<String> CLIENTS =
      List.of(TestConfig.SPA, TestConfig.SPA, TestConfig.OTHER_SPA, TestConfig.NATIVE);

  final FactorScene scene;
  final SplittableRandom random;
  final TestServer server;
  final Http http;
  final List<Http> browsers;
  final Ledger ledger;
  final List<Person> persons;

  FactorActions(FactorScene scene) {
    this.scene = scene;
    this.random = scene.random;
    this.server = scene.server;
    this.http = scene.http;
    this.browsers = scene.browsers;
    this.ledger = scene.ledger;
    this.persons = scene.persons;
  }

  // What was given

  void gaveTicket(Answer answer, Person person, String client, Factor... shown) {
    gaveTicket(answer, person, client, http, shown);
  }

  void gaveTicket(Answer answer, Person person, String client, Http browser, Factor... shown) {
    boolean half = answer.json().path("mfa_required").asBoolean();
    Thing ticket =
        ledger.give(
            half ? Kind.HALF_TICKET : Kind.TICKET, answer.text("tkn"), person, client, shown);
    if (!half) {
      ledger.enter(ticket, client, ticket.shown, isTrusted(person, browser));
    }
  }

  boolean isTrusted(Person person, Http browser) {
    return ledger.isTrusted(person, browser.cookies().getOrDefault(TRUST, ""));
  }

  @Nullable Thing session(Http browser) {
    return ledger.find(Kind.SESSION, browser.cookies().getOrDefault(SESSION, ""));
  }

  /**
   * A first or second factor was shown: a code, or the ticket of half a login.
   *
   * @return the session that the browser has now; null when it got none
   */
  @Nullable Thing entered(Answer answer, JsonNode given, Thing by, Http browser) {
    if (given.path("mfa_required").asString("").equals("true")) {
      Thing half = ledger.give(Kind.HALF_TICKET, given.path("tkn").asString(), by, by.client);
      half.pkce = null;
      return null;
    }
    String code = given.path("code").asString("");
    assertThat(code).as("neither in nor asked\n%s\n%s", this, answer).isNotEmpty();
    ledger.enter(by, by.client, by.shown, isTrusted(by.person, browser));
    Thing session = gaveSession(answer, by);
    Thing given1 = ledger.give(Kind.CODE, code, by, by.client);
    given1.session = session;
    return session;
  }

  @Nullable Thing gaveSession(Answer answer, Thing by) {
    String cookie = cookie(answer, SESSION);
    return cookie.isEmpty() ? null : ledger.give(Kind.SESSION, cookie, by, by.client);
  }

  // What must hold

  void said(String step, Answer answer) {
    scene.steps.add(
        step
            + " -> "
            + answer.status()
            + (answer.body().startsWith("{") ? " " + answer.text("error_message_key") : ""));
    assertThat(answer.status()).as("%s\n%s", this, answer).isLessThan(500);
    if (answer.status() < 300 || !redirected(answer, "code").isEmpty()) {
      String action = new Throwable().getStackTrace()[1].getMethodName();
      scene.successes.merge(action, 1, Integer::sum);
    }
  }

  // What is taken for them

  Inbox.Message newCode(String recipient) {
    int read = scene.codesRead.getOrDefault(recipient, 0);
    scene.codesRead.put(recipient, read + 1);
    return server.inbox().awaitCode(recipient, read + 1);
  }

  /** Mostly one that is good; now and then one that was, or of another kind altogether. */
  String material(Kind kind) {
    List<String> live = ledger.live(kind);
    if (!live.isEmpty() && random.nextInt(4) > 0) {
      return newestOrAny(live);
    }
    List<String> all = ledger.all(kind);
    return all.isEmpty() || rarely() ? stolen() : newestOrAny(all);
  }

  /** Mostly the newest of that person's. */
  String tokenOf(Person person) {
    return ledger.live(Kind.ACCESS_TOKEN).reversed().stream()
        .filter(token -> ledger.take(Kind.ACCESS_TOKEN, token, null).person == person)
        .findFirst()
        .filter(token -> !rarely())
        .orElseGet(() -> material(Kind.ACCESS_TOKEN));
  }

  String stolen() {
    List<String> all = ledger.all();
    return all.isEmpty() ? "null" : pick(all);
  }

  <T> T newestOrAny(List<T> list) {
    return random.nextInt(10) < 7 ? list.getLast() : pick(list);
  }

  Map<String, String> parameters(OAuthClient oauth) {
    return oauth.authorizeParameters("scope", SCOPES);
  }

  String newPassword() {
    scene.passwords++;
    return "password number " + scene.passwords;
  }

  Person person() {
    return pick(persons);
  }

  String client() {
    return pick(CLIENTS);
  }

  /** One of the two, or none. */
  Http browser() {
    int i = random.nextInt(5);
    return i == 4 ? http : browsers.get(i % 2);
  }

  boolean rarely() {
    return random.nextInt(10) == 0;
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  void pass(Duration time) {
    server.clock().advance(time);
    ledger.pass(time.toSeconds());
  }

  /** A parameter of the redirect; the empty string when there is none, or no redirect. */
  static String redirected(Answer answer, String name) {
    return answer.status() == 302 ? answer.redirectParameter(name) : "";
  }

  static String cookie(Answer answer, String name) {
    String line = answer.setCookie(name);
    return line.isEmpty() || line.contains("Max-Age=0")
        ? ""
        : line.substring(name.length() + 1, line.indexOf(';'));
  }

  static JsonNode json(Map<String, String> fields) {
    return JsonMapper.shared().valueToTree(fields);
  }

  /** Which one it is, and of what kind, rather than what it says. */
  String brief(String text) {
    for (Kind kind : Kind.values()) {
      int index = ledger.all(kind).indexOf(text);
      if (index >= 0) {
        return kind + " " + index;
      }
    }
    return "something else";
  }

  @Override
  public String toString() {
    return "after\n  " + String.join("\n  ", scene.steps);
  }
}
