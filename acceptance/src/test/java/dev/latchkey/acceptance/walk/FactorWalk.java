package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.Ledger.Factor;
import dev.latchkey.acceptance.walk.Ledger.Kind;
import dev.latchkey.acceptance.walk.Ledger.Person;
import dev.latchkey.acceptance.walk.Ledger.Thing;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Passkeys;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One walk over every way in and every factor: two persons who both know all secrets of both, three
 * clients of different policies, two browsers. What it does depends on its seed alone.
 */
final class FactorWalk {

  private static final String API = "/identity/v1/";
  private static final String SESSION = "__Host-SESSION";
  private static final String TRUST = "__Host-trusted-device-id";
  private static final String PROVIDER = "acme";

  /** Without an ID token, whose signature would cost more than all else. */
  static final String SCOPES = "email phone full_write offline_access mfa session";

  private static final List<String> CLIENTS =
      List.of(TestConfig.SPA, TestConfig.SPA, TestConfig.OTHER_SPA, TestConfig.NATIVE);
  private static final List<Factor> SECOND =
      List.of(Factor.SMS, Factor.EMAIL, Factor.TOTP, Factor.RECOVERY_CODE);
  private static final List<Duration> JUMPS =
      List.of(
          Duration.ofSeconds(61),
          Duration.ofMinutes(5),
          Duration.ofMinutes(11),
          Duration.ofMinutes(61),
          Duration.ofDays(31),
          Duration.ofDays(91));

  private static final String STATE =
      """
      select w.hash, p.email || ' ' || p.phone_number || ' '
        || (select count(*) from passkey k where k.tenant = p.tenant and k.profile_id = p.id) || ' '
        || coalesce((select string_agg(distinct kind, ',' order by kind) from mfa_credential m
             where m.tenant = p.tenant and m.profile_id = p.id), ''),
        (select count(*) from identity i where i.tenant = p.tenant and i.profile_id = p.id)
      from profile p left join password w on w.tenant = p.tenant and w.profile_id = p.id
      where p.tenant = 'demo' and p.id = ?\
      """;

  private final SplittableRandom random;
  private final TestServer server;
  private final Upstream upstream;
  private final Connection database;
  private final Http http;
  private final List<Http> browsers;
  private final Ledger ledger = new Ledger();
  private final List<String> steps = new ArrayList<>();
  private final Map<String, Integer> successes;
  private final List<Person> persons = new ArrayList<>();

  /** Who came by the provider and was nobody here. */
  private final List<Person> strangers = new ArrayList<>();

  private final Map<Person, String> hashes = new HashMap<>();
  private final Map<Person, Upstream.Person> accounts = new HashMap<>();
  private final List<Authenticator> authenticators = new ArrayList<>();
  private final Map<String, Integer> codesRead = new HashMap<>();
  private final Map<String, Departure> departures = new LinkedHashMap<>();

  /** Addresses (true) and numbers (false) that somebody else may take. */
  private final Map<Boolean, List<String>> givenUp = new HashMap<>();

  private int passwords;

  /** Of a browser to the provider. */
  private record Departure(Http browser, Upstream.Person account, @Nullable Thing linkTo) {}

  /**
   * @param successes of each action, counted here
   */
  FactorWalk(
      long seed,
      TestServer server,
      Upstream upstream,
      Connection database,
      Map<String, Integer> successes) {
    this.random = new SplittableRandom(seed);
    this.server = server;
    this.upstream = upstream;
    this.database = database;
    this.http = server.http();
    this.browsers = List.of(server.browser(), server.browser());
    this.successes = successes;
  }

  /**
   * @throws AssertionError when the server took what it should not have
   */
  void run(int length) throws SQLException {
    begin("Ann");
    begin("Bob");
    for (int i = 0; i < length; i++) {
      pass(Duration.ofSeconds(1));
      step();
      for (Person person : persons) {
        compare(person);
      }
    }
  }

  /** Somebody whose address and number are known to be theirs: nobody can claim the profile. */
  private void begin(String name) {
    Person person = new Person(name, Users.newEmail(), Users.newPhoneNumber());
    person.password = newPassword();
    Answer answer =
        http.post(
            API + "signup",
            Map.of(
                "client_id",
                TestConfig.SPA,
                "data",
                Map.of(
                    "email", person.email,
                    "phone_number", person.number,
                    "password", person.password)));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    person.id = UUID.fromString(answer.text("id"));
    newCode(person.number);
    newCode(person.email);
    server.sql(
        "update profile set email_verified_at = now(), phone_verified_at = now() where id = '"
            + person.id
            + "'");
    // Known by another address there, which is nobody's here.
    accounts.put(person, Upstream.Person.of("at-acme-" + person.email));
    persons.add(person);
    Answer login = new Users(http).tryPassword(person.email, person.password);
    gaveTicket(login, person, TestConfig.SPA, Factor.PASSWORD);
    authorizeByTicket();
    exchange();
  }

  private void step() {
    switch (random.nextInt(54)) {
      case 0, 1, 2 -> passwordLogin();
      case 3, 4 -> startPasswordless();
      case 5, 6, 7 -> verifyPasswordless();
      case 8 -> openLink();
      case 9, 10 -> passkeyLogin();
      case 11, 12 -> leaveForProvider();
      case 13, 14 -> comeBack();
      case 15, 16, 17 -> authorizeByTicket();
      case 18, 19 -> authorizeBySession();
      case 20, 21, 22 -> startStepUp();
      case 23, 24, 25, 26 -> challengeAndAnswer();
      case 27, 28, 29, 30 -> exchange();
      case 31 -> refresh();
      case 32 -> forgot();
      case 33 -> reset();
      case 34 -> changePassword();
      case 35, 36, 37 -> registerFactor();
      case 38 -> removeFactor();
      case 39 -> addPasskey();
      case 40 -> recoverByPasskey();
      case 41 -> moveElsewhere();
      case 42 -> endSomething();
      case 43, 44 -> linkAndUnlink();
      case 45 -> unlink();
      case 46, 47, 48, 49 -> logInByTwoFactors();
      case 50, 51, 52 -> confirmContact();
      default -> jump();
    }
  }

  // First factors

  private void passwordLogin() {
    Person person = person();
    String client = client();
    String password = rarely() ? person().password : person.password;
    Http browser = browser();
    Answer answer = new Users(browser, client).tryPassword(person.email, password);
    said("log in as %s at %s with %s".formatted(person.name, client, password), answer);
    if (answer.status() == 200) {
      Ledger.require(password.equals(person.password), "with a wrong password", person.name);
      gaveTicket(answer, person, client, browser, Factor.PASSWORD);
    }
  }

  private void gaveTicket(Answer answer, Person person, String client, Factor... shown) {
    gaveTicket(answer, person, client, http, shown);
  }

  private void gaveTicket(
      Answer answer, Person person, String client, Http browser, Factor... shown) {
    boolean half = answer.json().path("mfa_required").asBoolean();
    Thing ticket =
        ledger.give(
            half ? Kind.HALF_TICKET : Kind.TICKET, answer.text("tkn"), person, client, shown);
    if (!half) {
      ledger.enter(ticket, client, ticket.shown, isTrusted(person, browser));
    }
  }

  private boolean isTrusted(Person person, Http browser) {
    return ledger.isTrusted(person, browser.cookies().getOrDefault(TRUST, ""));
  }

  private void startPasswordless() {
    Person person = person();
    String client = client();
    boolean mail = random.nextBoolean();
    OAuthClient oauth = new OAuthClient(http, client);
    Map<String, Object> body = new LinkedHashMap<>(parameters(oauth));
    body.put(mail ? "email" : "phone_number", mail ? person.email : person.number);
    Answer answer = http.post(API + "passwordless/start", body);
    said("send a login code to " + person.name + " for " + client, answer);
    if (answer.status() == 204) {
      String to = mail ? person.email : person.number;
      Inbox.Message message = newCode(to);
      // A newer one takes the place of the older one of that client.
      ledger.endAll(thing ->
          isLoginCode(thing) && thing.destination.equals(to) && thing.client.equals(client));
      Kind kind = mail ? Kind.MAILED_CODE : Kind.TEXTED_CODE;
      Thing code = ledger.give(kind, message.code(), person, client);
      code.pkce = oauth.pkce();
      code.destination = to;
      if (mail) {
        String link = message.link().substring(message.link().lastIndexOf('/') + 1);
        Thing sameByLink = ledger.give(Kind.LOGIN_LINK, link, person, client);
        sameByLink.pkce = oauth.pkce();
        sameByLink.destination = to;
      }
    }
  }

  private void verifyPasswordless() {
    boolean mail = random.nextBoolean();
    Kind kind = mail ? Kind.MAILED_CODE : Kind.TEXTED_CODE;
    String code = material(kind);
    Thing meant = ledger.find(kind, code);
    Person person = meant == null || rarely() ? person() : meant.person;
    String to = mail ? person.email : person.number;
    Http browser = browser();
    Map<String, String> body = new LinkedHashMap<>();
    body.put(mail ? "email" : "phone_number", to);
    body.put("verification_code", code.length() > 64 ? "000000" : code);
    Answer answer = browser.post(API + "passwordless/verify", body);
    said("log in as " + person.name + " with the code " + brief(code), answer);
    if (answer.status() == 200) {
      Thing taken = ledger.take(kind, code, null);
      Ledger.require(taken.destination.equals(to), "for another destination", taken);
      entered(answer, answer.json(), login(taken, mail ? Factor.EMAIL : Factor.SMS), browser);
    }
  }

  /**
   * By a code or link that was sent. Whoever has the address or number by now is no other than the
   * one it was sent to; and it is shown now, not when it was sent.
   */
  private Thing login(Thing taken, Factor factor) {
    Person person = taken.person;
    Ledger.require(
        taken.destination.equals(factor == Factor.SMS ? person.number : person.email),
        "after its destination was given up",
        taken);
    // A mail's code and its link are one.
    ledger.endAll(thing ->
        isLoginCode(thing)
            && thing.destination.equals(taken.destination)
            && thing.client.equals(taken.client));
    return ledger.login(taken, factor);
  }

  private static boolean isLoginCode(Thing thing) {
    return Set.of(Kind.TEXTED_CODE, Kind.MAILED_CODE, Kind.LOGIN_LINK).contains(thing.kind);
  }

  private void openLink() {
    String link = material(Kind.LOGIN_LINK);
    Http browser = browser().without("Origin");
    Answer answer = browser.postForm("/link/login/" + encoded(link), Map.of());
    said("open the link " + brief(link), answer);
    if (answer.status() == 302) {
      Thing taken = ledger.take(Kind.LOGIN_LINK, link, null);
      entered(answer, json(answer.redirectParameters()), login(taken, Factor.EMAIL), browser);
    }
  }

  /**
   * A first or second factor was shown: a code, or the ticket of half a login.
   *
   * @return the session that the browser has now; null when it got none
   */
  private @Nullable Thing entered(Answer answer, JsonNode given, Thing by, Http browser) {
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

  private @Nullable Thing gaveSession(Answer answer, Thing by) {
    String cookie = cookie(answer, SESSION);
    return cookie.isEmpty() ? null : ledger.give(Kind.SESSION, cookie, by, by.client);
  }

  private void passkeyLogin() {
    if (authenticators.isEmpty()) {
      return;
    }
    Authenticator authenticator = pick(authenticators);
    Person person = person();
    boolean pin = !rarely();
    authenticator.verifyingUser(pin);
    Http browser = browser();
    Passkeys passkeys = new Passkeys(browser);
    Answer options =
        passkeys.loginOptions(random.nextBoolean() ? Map.of() : Map.of("email", person.email));
    Map<String, Object> shown = authenticator.get(options.json());
    Answer answer = browser.post(API + "webauthn/authentication", shown);
    said("log in with a passkey, " + (pin ? "with" : "without") + " PIN", answer);
    if (answer.status() == 200) {
      Person owner = ownerOf(authenticator);
      Ledger.require(owner != null, "of nobody", "a passkey");
      Person is = Objects.requireNonNull(owner);
      boolean two = pin && Boolean.TRUE.equals(is.passkeys.get(authenticator));
      Factor[] factors =
          two ? new Factor[] {Factor.PASSKEY, Factor.PIN} : new Factor[] {Factor.PASSKEY};
      gaveTicket(answer, is, TestConfig.SPA, browser, factors);
      Answer again = browser.post(API + "webauthn/authentication", shown);
      assertThat(again.status()).as("a passkey's answer twice\n%s", this).isNotEqualTo(200);
    }
  }

  private @Nullable Person ownerOf(Authenticator authenticator) {
    return Stream.concat(persons.stream(), strangers.stream())
        .filter(person -> person.passkeys.containsKey(authenticator))
        .findFirst()
        .orElse(null);
  }

  private void leaveForProvider() {
    Http browser = pick(browsers);
    Upstream.Person account = Objects.requireNonNull(accounts.get(person()));
    String token = random.nextBoolean() ? material(Kind.ACCESS_TOKEN) : null;
    Thing meant = token == null ? null : ledger.find(Kind.ACCESS_TOKEN, token);
    String client = meant == null || rarely() ? client() : meant.client;
    OAuthClient oauth = new OAuthClient(browser, client);
    Map<String, String> parameters = parameters(oauth);
    parameters.put("provider", PROVIDER);
    parameters.put("login_hint", upstream.hint(account));
    if (token != null) {
      parameters.put("access_token", token);
    }
    Answer answer = browser.get("/oauth/authorize", parameters);
    said("leave for the provider" + (token == null ? "" : " with " + brief(token)), answer);
    if (answer.header("Location").startsWith(upstream.issuer())) {
      Thing link = token == null ? null : ledger.take(Kind.ACCESS_TOKEN, token, client);
      URI back = upstream.visit(answer.location());
      String path = back.getRawPath() + "?" + back.getRawQuery();
      // Whose login it will be is known when it ends.
      Thing departure =
          ledger.give(Kind.DEPARTURE, path, link == null ? person() : link.person, client);
      departure.pkce = oauth.pkce();
      departures.put(path, new Departure(browser, account, link));
    }
  }

  private void comeBack() {
    if (departures.isEmpty()) {
      return;
    }
    String path = newestOrAny(List.copyOf(departures.keySet()));
    Departure departure = Objects.requireNonNull(departures.get(path));
    Http browser = rarely() ? pick(browsers) : departure.browser();
    Answer answer = browser.get(path);
    said("come back from the provider", answer);
    boolean asked = redirected(answer, "mfa_required").equals("true");
    if (answer.status() == 302 && (asked || !redirected(answer, "code").isEmpty())) {
      Ledger.require(browser == departure.browser(), "from another browser", path);
      String subject = departure.account().subject();
      Person owner = ledger.ownerOf(subject);
      Thing link = departure.linkTo();
      if (link != null) {
        Ledger.require(owner == null || owner == link.person, "for another profile", subject);
        Ledger.require(ledger.isOfThisPassword(link), "after a new password", link);
        owner = link.person;
      } else if (owner == null) {
        owner = stranger(departure.account());
      }
      boolean isNew = owner.id == null && ledger.ownerOf(subject) == null;
      ledger.link(subject, owner);
      Thing back = ledger.take(Kind.DEPARTURE, path, null);
      Thing login = ledger.login(owner, back.client, Factor.PROVIDER);
      login.pkce = back.pkce;
      login.isSignup = isNew;
      entered(answer, json(answer.redirectParameters()), login, browser);
    }
  }

  /** Whom nobody knew here: a profile of its own. */
  private Person stranger(Upstream.Person account) {
    Person stranger = new Person("a stranger", String.valueOf(account.email()), "");
    strangers.add(stranger);
    return stranger;
  }

  /** What is seldom done at random, and needed for what is worth most. */
  private void logInByTwoFactors() {
    passwordLogin();
    startStepUp();
    challengeAndAnswer();
    exchange();
    removeFactor();
  }

  private void linkAndUnlink() {
    leaveForProvider();
    comeBack();
    unlink();
  }

  private void recoverByPasskey() {
    forgot();
    resetPasskeys();
  }

  private void moveElsewhere() {
    changeContact();
    confirmContact();
  }

  // Sessions and codes

  private void authorizeByTicket() {
    String client = client();
    String tkn = rarely() ? material(Kind.HALF_TICKET) : material(Kind.TICKET);
    Thing meant = ledger.find(Kind.TICKET, tkn);
    if (meant != null && !rarely()) {
      client = meant.client;
    }
    Http browser = browser();
    OAuthClient oauth = new OAuthClient(browser, client);
    Map<String, String> parameters = parameters(oauth);
    parameters.put("tkn", tkn);
    Thing before = session(browser);
    Answer answer = browser.get("/oauth/authorize", parameters);
    said("authorize " + client + " by " + brief(tkn), answer);
    if (!redirected(answer, "code").isEmpty()) {
      Thing taken = ledger.take(Kind.TICKET, tkn, client);
      ledger.end(before);
      taken.pkce = oauth.pkce();
      Thing session = gaveSession(answer, taken);
      ledger.give(Kind.CODE, answer.redirectParameter("code"), taken, client).session = session;
    }
  }

  private @Nullable Thing session(Http browser) {
    return ledger.find(Kind.SESSION, browser.cookies().getOrDefault(SESSION, ""));
  }

  private void authorizeBySession() {
    String client = client();
    Http browser = pick(browsers);
    OAuthClient oauth = new OAuthClient(browser, client);
    String cookie = browser.cookies().getOrDefault(SESSION, "");
    Answer answer = browser.get("/oauth/authorize", parameters(oauth));
    said("authorize " + client + " by the session", answer);
    String code = redirected(answer, "code");
    String half = redirected(answer, "tkn");
    if (!code.isEmpty() || !half.isEmpty()) {
      Thing session = ledger.take(Kind.SESSION, cookie, null);
      if (half.isEmpty()) {
        ledger.enter(session, client, session.shown, isTrusted(session.person, browser));
        Thing given = ledger.give(Kind.CODE, code, session, client);
        given.pkce = oauth.pkce();
        given.session = session;
      } else {
        ledger.give(Kind.HALF_TICKET, half, session, client);
      }
    }
  }

  private void exchange() {
    String text = material(Kind.CODE);
    Thing meant = ledger.find(Kind.CODE, text);
    String client = meant == null || rarely() ? client() : meant.client;
    Pkce pkce = meant == null || meant.pkce == null || rarely() ? Pkce.create() : meant.pkce;
    Answer answer = new OAuthClient(http, client).redeem(text, "code_verifier", pkce.verifier());
    said("exchange " + brief(text) + " at " + client, answer);
    if (answer.status() == 200) {
      Thing code = ledger.take(Kind.CODE, text, client);
      Ledger.require(code.pkce == pkce, "with another verifier", code);
      gaveTokens(answer, code);
    } else if (meant != null) {
      // Whatever was wrong, it is used up; and what came of it before ends.
      ledger.endAll(thing -> !meant.id.isEmpty() && thing.id.equals(meant.id));
      ledger.end(meant);
    }
  }

  private void refresh() {
    String text = material(Kind.REFRESH_TOKEN);
    Thing meant = ledger.find(Kind.REFRESH_TOKEN, text);
    String client = meant == null || rarely() ? client() : meant.client;
    Answer answer = new OAuthClient(http, client).refresh(text);
    said("refresh " + brief(text), answer);
    if (answer.status() == 200) {
      gaveTokens(answer, ledger.takeRefreshToken(text, client));
    }
  }

  /** What tokens say of the login is no more than what was shown in it. */
  private void gaveTokens(Answer answer, Thing by) {
    JsonNode claims = claims(answer.text("access_token"));
    UUID subject = UUID.fromString(claims.path("sub").asString());
    if (by.person.id == null) {
      by.person.id = subject;
      assertThat(persons).as("whose token\n%s", this).noneMatch(p -> subject.equals(p.id));
    }
    assertThat(subject).as("whose token\n%s", this).isEqualTo(by.person.id);
    Set<String> allowed = new HashSet<>();
    by.shown.forEach(factor -> allowed.add(factor.amr));
    if (by.isTwoFactors()) {
      allowed.add("mfa");
    }
    claims
        .path("amr")
        .forEach(
            amr -> assertThat(allowed).as("what was shown\n%s", this).contains(amr.asString()));
    assertThat(claims.path("acr").asString().equals("aal2"))
        .as("two factors\n%s", this)
        .isEqualTo(claims.path("amr").toString().contains("\"mfa\""));
    String grant = claims.path("gid").asString();
    if (by.session != null) {
      by.session.id = claims.path("sid").asString();
    }
    Thing access = ledger.give(Kind.ACCESS_TOKEN, answer.text("access_token"), by, by.client);
    access.id = grant;
    by.id = grant;
    if (ledger.find(Kind.REFRESH_TOKEN, answer.text("refresh_token")) == null) {
      Thing refresh = ledger.give(Kind.REFRESH_TOKEN, answer.text("refresh_token"), by, by.client);
      refresh.id = grant;
    }
  }

  // The second factor

  private void startStepUp() {
    boolean byTicket = random.nextInt(3) > 0;
    String tkn = byTicket ? material(rarely() ? Kind.TICKET : Kind.HALF_TICKET) : "";
    String token = byTicket || random.nextBoolean() ? "" : material(Kind.ACCESS_TOKEN);
    Http browser = byTicket || !token.isEmpty() ? http : pick(browsers);
    Thing meant = byTicket ? ledger.find(Kind.HALF_TICKET, tkn) : null;
    String client = meant == null || rarely() ? client() : meant.client;
    OAuthClient oauth = new OAuthClient(browser, client);
    Map<String, Object> body = new LinkedHashMap<>(parameters(oauth));
    if (byTicket) {
      body.put("tkn", tkn);
    }
    Http as = token.isEmpty() ? browser : browser.bearer(token);
    Answer answer = as.post(API + "mfa/stepup", body);
    said("step up at %s by %s".formatted(client, brief(byTicket ? tkn : token)), answer);
    if (answer.status() == 200) {
      Thing from;
      if (byTicket) {
        Kind kind = ledger.find(Kind.HALF_TICKET, tkn) == null ? Kind.TICKET : Kind.HALF_TICKET;
        from = ledger.take(kind, tkn, client);
      } else if (token.isEmpty()) {
        from = ledger.take(Kind.SESSION, browser.cookies().getOrDefault(SESSION, ""), null);
      } else {
        from = ledger.take(Kind.ACCESS_TOKEN, token, client);
        Ledger.require(ledger.isFresh(from), "that is not fresh", from);
      }
      Thing stepUp = ledger.give(Kind.STEP_UP, answer.text("token"), from, client);
      stepUp.pkce = oauth.pkce();
    }
  }

  private void challengeAndAnswer() {
    String token = material(Kind.STEP_UP);
    Factor factor = pick(SECOND);
    Answer answer =
        http.post(API + "passwordless/start", Map.of("step_up", token, "auth_type", name(factor)));
    said("ask for %s with %s".formatted(factor, brief(token)), answer);
    if (answer.status() == 200) {
      Thing stepUp = ledger.take(Kind.STEP_UP, token, null);
      Thing challenge =
          ledger.give(Kind.CHALLENGE, answer.text("challenge_id"), stepUp, stepUp.client);
      challenge.factor = factor;
      if (factor == Factor.SMS || factor == Factor.EMAIL) {
        Person person = stepUp.person;
        challenge.sent = newCode(factor == Factor.SMS ? person.number : person.email).code();
      }
    }
    if (random.nextInt(5) > 0) {
      answerChallenge();
    }
  }

  private void answerChallenge() {
    String text = material(Kind.CHALLENGE);
    Thing meant = ledger.find(Kind.CHALLENGE, text);
    if (meant != null && meant.factor == Factor.TOTP && !rarely()) {
      pass(Duration.ofSeconds(90)); // A code of the app that was not shown yet.
    }
    String code = rarely() || meant == null ? "123456" : answerTo(meant);
    Http browser = browser();
    boolean trust = random.nextInt(4) == 0;
    Thing before = session(browser);
    Answer answer =
        browser.post(
            API + "passwordless/verify",
            Map.of("challenge_id", text, "verification_code", code, "trust_device", trust));
    said("answer " + brief(text) + " with " + code, answer);
    if (answer.status() == 200) {
      Thing challenge = ledger.take(Kind.CHALLENGE, text, null);
      ledger.takeAnswer(challenge, code, server.clock().instant().getEpochSecond());
      ledger.endAll(thing ->
          thing == challenge.from || thing.kind == Kind.CHALLENGE && thing.from == challenge.from);
      Factor factor = Objects.requireNonNull(challenge.factor);
      Thing login = ledger.login(challenge, factor);
      Thing begunIn = Ledger.begunIn(challenge);
      boolean here = begunIn != null && before != null && Ledger.latest(begunIn) == before;
      Thing session = entered(answer, answer.json(), login, browser);
      if (begunIn != null) {
        ledger.strengthen(begunIn, login, here ? session : null);
      }
      gaveTrust(answer, challenge.person);
    }
  }

  /** Right, or what is right for somebody or something else. */
  private String answerTo(Thing challenge) {
    Person person = rarely() ? person() : challenge.person;
    return switch (challenge.factor) {
      case TOTP -> person.app == null ? "000000" : person.app.code(server.clock().instant());
      case RECOVERY_CODE -> person.recoveryCodes.stream().sorted().findFirst().orElse("none");
      case null, default -> {
        Thing other = ledger.find(Kind.CHALLENGE, material(Kind.CHALLENGE));
        yield rarely() && other != null && !other.sent.isEmpty() ? other.sent : challenge.sent;
      }
    };
  }

  private void gaveTrust(Answer answer, Person person) {
    String cookie = cookie(answer, TRUST);
    if (!cookie.isEmpty()) {
      ledger.give(Kind.TRUST, cookie, person, "");
    }
  }

  // Credentials

  private void forgot() {
    Person person = person();
    String client = client();
    boolean account = random.nextBoolean();
    Answer answer =
        http.post(
            API + (account ? "account-recovery" : "forgot-password"),
            Map.of("client_id", client, "email", person.email));
    said("recover " + person.name + " at " + client, answer);
    Kind kind = account ? Kind.ACCOUNT_CODE : Kind.RESET_CODE;
    ledger.endAll(thing -> thing.kind == kind && thing.person == person);
    Thing code = ledger.give(kind, newCode(person.email).code(), person, client);
    code.destination = person.email;
  }

  private void reset() {
    Kind kind = random.nextBoolean() ? Kind.RESET_CODE : Kind.ACCOUNT_CODE;
    String text = material(kind);
    Thing meant = ledger.find(kind, text);
    Person person = meant == null || rarely() ? person() : meant.person;
    String client = meant == null || rarely() ? client() : meant.client;
    String password = newPassword();
    Answer answer =
        http.post(
            API + "update-password",
            Map.of(
                "client_id",
                client,
                "email",
                person.email,
                "verification_code",
                text.length() > 64 ? "x" : text,
                "password",
                password));
    said("reset the password of " + person.name + " with " + brief(text), answer);
    if (answer.status() == 204) {
      Kind taken = ledger.find(Kind.RESET_CODE, text) == null ? Kind.ACCOUNT_CODE : Kind.RESET_CODE;
      Thing code = ledger.take(taken, text, client);
      Ledger.require(code.person == person, "for somebody else", code);
      Ledger.require(code.destination.equals(person.email), "for another address", code);
      ledger.changePassword(person, password, null);
      hashes.remove(person);
    }
  }

  private void changePassword() {
    String token = material(Kind.ACCESS_TOKEN);
    Thing meant = ledger.find(Kind.ACCESS_TOKEN, token);
    Map<String, String> body = new LinkedHashMap<>();
    String password = newPassword();
    body.put("password", password);
    body.put("email", person().email);
    String old = meant == null || rarely() ? person().password : meant.person.password;
    boolean withOld = random.nextBoolean();
    if (withOld) {
      body.put("old_password", old);
    }
    Answer answer = http.bearer(token).post(API + "update-password", body);
    said("change the password with " + brief(token), answer);
    if (answer.status() == 204) {
      Thing by = ledger.take(Kind.ACCESS_TOKEN, token, null);
      Ledger.require(
          withOld ? old.equals(by.person.password) : ledger.isFresh(by), "without proof", by);
      ledger.changePassword(by.person, password, by);
      hashes.remove(by.person);
    }
  }

  private void registerFactor() {
    String token = material(Kind.ACCESS_TOKEN);
    Http user = http.bearer(token);
    Factor factor = pick(SECOND);
    String path = API + "mfa/credentials/" + path(factor);
    Thing meant = ledger.find(Kind.ACCESS_TOKEN, token);
    Map<String, String> body =
        factor == Factor.SMS && meant != null
            ? Map.of("phone_number", meant.person.number)
            : Map.of();
    Answer answer = user.post(path, body);
    said("register %s with %s".formatted(factor, brief(token)), answer);
    if (answer.status() != 200) {
      return;
    }
    Thing by = ledger.takeForFactors(token, true);
    switch (factor) {
      case TOTP -> {
        AuthenticatorApp app = new AuthenticatorApp(answer.text("secret"));
        String right = app.code(server.clock().instant());
        String code = rarely() ? app.wrong(server.clock().instant()) : right;
        Answer verified = user.post(path + "/verify", Map.of("verification_code", code));
        said("confirm the app", verified);
        if (verified.status() == 200) {
          Ledger.require(code.equals(right), "with a wrong code", "a new app");
          by.person.app = app;
          by.person.registered.add(Factor.TOTP);
        }
      }
      case RECOVERY_CODE -> {
        by.person.recoveryCodes.clear();
        answer
            .json()
            .path("recovery_codes")
            .forEach(code -> by.person.recoveryCodes.add(code.asString()));
        by.person.registered.add(factor);
      }
      default -> {
        // Of an address and number that are known to be theirs: at once.
        assertThat(answer.text("status")).as("%s\n%s", this, answer).isEqualTo("enabled");
        by.person.registered.add(factor);
      }
    }
  }

  private void removeFactor() {
    String token = material(Kind.ACCESS_TOKEN);
    Thing meant = ledger.find(Kind.ACCESS_TOKEN, token);
    Set<Factor> registered = meant == null ? Set.of() : meant.person.registered;
    Factor factor = pick(registered.isEmpty() || rarely() ? SECOND : List.copyOf(registered));
    String number = meant == null ? "+33600000000" : meant.person.number;
    Answer answer =
        http.bearer(token)
            .send(
                "DELETE",
                API + "mfa/credentials/" + path(factor),
                "application/json",
                "{\"phone_number\":\"" + number + "\"}");
    said("remove %s with %s".formatted(factor, brief(token)), answer);
    if (answer.status() == 204) {
      Person person = ledger.takeForFactors(token, true).person;
      person.registered.remove(factor);
      if (factor == Factor.TOTP) {
        person.app = null;
      }
      if (person.registered.equals(Set.of(Factor.RECOVERY_CODE))
          || factor == Factor.RECOVERY_CODE) {
        person.registered.remove(Factor.RECOVERY_CODE);
        person.recoveryCodes.clear();
      }
      ledger.endAll(thing ->
          thing.person == person
              && (thing.kind == Kind.TRUST
                  || thing.kind == Kind.STEP_UP
                  || thing.kind == Kind.CHALLENGE));
    }
  }

  private void addPasskey() {
    String token = material(Kind.ACCESS_TOKEN);
    Passkeys passkeys = new Passkeys(http);
    Answer options = passkeys.registrationOptions(token, "Laptop");
    said("ask for a passkey with " + brief(token), options);
    if (options.status() != 200) {
      return;
    }
    ledger.takeForFactors(token, true);
    String other = rarely() ? material(Kind.ACCESS_TOKEN) : token;
    Authenticator authenticator = new Authenticator();
    Answer answer = passkeys.register(other, options.json(), authenticator);
    said("add a passkey with " + brief(other), answer);
    if (answer.status() == 204) {
      Person person = ledger.takeForFactors(other, true).person;
      Ledger.require(
          person == ledger.takeForFactors(token, true).person, "for somebody else", other);
      person.passkeys.put(authenticator, true);
      authenticators.add(authenticator);
    }
  }

  private void resetPasskeys() {
    String text = material(Kind.ACCOUNT_CODE);
    Thing meant = ledger.find(Kind.ACCOUNT_CODE, text);
    Person person = meant == null || rarely() ? person() : meant.person;
    if (text.length() > 64) {
      return;
    }
    Passkeys passkeys = new Passkeys(http);
    Answer options = passkeys.resetOptions(person.email, text);
    said("ask for new passkeys of " + person.name + " with " + brief(text), options);
    if (options.status() != 200) {
      return;
    }
    Authenticator authenticator = new Authenticator();
    Answer answer = passkeys.reset(person.email, text, authenticator.create(options.json()));
    said("replace the passkeys of " + person.name, answer);
    if (answer.status() == 204) {
      Thing code = ledger.take(Kind.ACCOUNT_CODE, text, TestConfig.SPA);
      Ledger.require(code.person == person, "for somebody else", code);
      Ledger.require(code.destination.equals(person.email), "for another address", code);
      person.passkeys.clear();
      // The mailbox was the only proof: where there is a second factor, the passkey is not both.
      person.passkeys.put(authenticator, person.registered.isEmpty());
      authenticators.add(authenticator);
      ledger.endAll(
          thing -> thing.person == person && thing.kind.endsWithPassword && !thing.isInPlace);
    }
  }

  // Addresses and numbers

  private void changeContact() {
    String token = material(Kind.ACCESS_TOKEN);
    boolean mail = random.nextBoolean();
    Thing meant = ledger.find(Kind.ACCESS_TOKEN, token);
    if (meant != null && isFactor(meant.person, mail)) {
      return;
    }
    List<String> left = givenUp.getOrDefault(mail, List.of());
    String to =
        !left.isEmpty() && random.nextBoolean()
            ? pick(left)
            : mail ? Users.newEmail() : Users.newPhoneNumber();
    Answer answer =
        http.bearer(token)
            .post(
                API + (mail ? "update-email" : "update-phone-number"),
                Map.of(mail ? "email" : "phone_number", to));
    said("change the %s with %s".formatted(mail ? "address" : "number", brief(token)), answer);
    if (answer.status() == 200) {
      Person person = ledger.take(Kind.ACCESS_TOKEN, token, null).person;
      Kind kind = mail ? Kind.NEW_EMAIL : Kind.NEW_NUMBER;
      ledger.endAll(thing -> thing.kind == kind && thing.person == person);
      Thing given = ledger.give(kind, newCode(to).code(), person, "");
      given.destination = to;
      given.isInPlace = to.equals(answer.text(mail ? "email" : "phone_number"));
    }
  }

  /**
   * Those stay as they are in a walk, or it would have to know where codes go that nobody reads.
   */
  private static boolean isFactor(Person person, boolean mail) {
    return person.registered.contains(mail ? Factor.EMAIL : Factor.SMS);
  }

  private void confirmContact() {
    Kind kind = random.nextBoolean() ? Kind.NEW_EMAIL : Kind.NEW_NUMBER;
    String code = material(kind);
    Thing meant = ledger.find(kind, code);
    String token = meant == null ? material(Kind.ACCESS_TOKEN) : tokenOf(meant.person);
    boolean mail = kind == Kind.NEW_EMAIL;
    if (meant == null || isFactor(meant.person, mail)) {
      return;
    }
    Answer answer =
        http.bearer(token)
            .post(
                API + (mail ? "verify-email" : "verify-phone-number"),
                Map.of(
                    mail ? "email" : "phone_number", meant.destination, "verification_code", code));
    said("confirm %s with %s".formatted(meant.destination, brief(token)), answer);
    if (answer.status() == 204) {
      Person person = ledger.take(Kind.ACCESS_TOKEN, token, null).person;
      Thing taken = ledger.take(kind, code, null);
      Ledger.require(taken.person == person, "by somebody else", taken);
      givenUp
          .computeIfAbsent(mail, kinds -> new ArrayList<>())
          .add(mail ? person.email : person.number);
      if (mail) {
        person.email = taken.destination;
      } else {
        person.number = taken.destination;
      }
    }
  }

  // Endings

  private void endSomething() {
    switch (random.nextInt(3)) {
      case 0 -> {
        Http browser = pick(browsers);
        Thing session = session(browser);
        said("log out", browser.get(API + "logout"));
        ledger.end(session);
      }
      case 1 -> {
        String token = material(Kind.ACCESS_TOKEN);
        Http user = http.bearer(token);
        Answer answer = user.get(API + "session-devices");
        said("list the sessions with " + brief(token), answer);
        if (answer.status() == 200) {
          Person person = ledger.take(Kind.ACCESS_TOKEN, token, null).person;
          JsonNode devices = answer.json().path("session_devices");
          if (!devices.isEmpty()) {
            String id = devices.get(random.nextInt(devices.size())).path("id").asString();
            Answer deleted = user.delete(API + "session-devices/" + id);
            said("end one of them", deleted);
            assertThat(deleted.status()).as("%s", this).isEqualTo(204);
            ledger.endAll(thing -> thing.person == person && thing.id.equals(id));
          }
        }
      }
      default -> {
        String token = material(Kind.REFRESH_TOKEN);
        Thing meant = ledger.find(Kind.REFRESH_TOKEN, token);
        String client = meant == null ? client() : meant.client;
        said("revoke " + brief(token), new OAuthClient(http, client).revoke(token));
        if (meant != null) {
          ledger.endAll(thing -> !thing.id.isEmpty() && thing.id.equals(meant.id));
        }
      }
    }
  }

  private void unlink() {
    Person owner =
        persons.stream()
            .filter(person -> ledger.identitiesOf(person) > 0)
            .findFirst()
            .orElseGet(this::person);
    String token = tokenOf(owner);
    Http user = http.bearer(token);
    String id = server.sql("select id from identity where profile_id = '" + owner.id + "'");
    if (id.isEmpty()) {
      return;
    }
    Answer answer = user.post(API + "unlink", Map.of("identity_id", id));
    said("unlink with " + brief(token), answer);
    if (answer.status() == 200) {
      Person person = ledger.take(Kind.ACCESS_TOKEN, token, null).person;
      Ledger.require(person == owner, "of somebody else", "an identity");
      String left =
          server.sql(
              "select coalesce(string_agg(subject, ' '), '') from identity where profile_id = '"
                  + person.id
                  + "'");
      List<String> unlinked =
          accounts.values().stream()
              .map(Upstream.Person::subject)
              .filter(subject -> ledger.ownerOf(subject) == person && !left.contains(subject))
              .toList();
      assertThat(unlinked).as("one is unlinked\n%s", this).hasSize(1);
      ledger.unlink(unlinked.get(0));
    }
  }

  private void jump() {
    Duration time = pick(JUMPS);
    pass(time);
    steps.add("wait " + time);
  }

  // What must hold

  /** Looks behind the server's back: no credential has come or gone that it did not speak of. */
  private void compare(Person person) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(STATE)) {
      statement.setObject(1, person.id);
      try (ResultSet row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        String hash = String.valueOf(row.getString(1));
        assertThat(hashes.getOrDefault(person, hash))
            .as("the password of %s\n%s", person.name, this)
            .isEqualTo(hash);
        hashes.put(person, hash);
        assertThat(row.getString(2))
            .as("address, number, passkeys and factors of %s\n%s", person.name, this)
            .isEqualTo(person.state());
        assertThat(row.getInt(3))
            .as("identities of %s\n%s", person.name, this)
            .isEqualTo(ledger.identitiesOf(person));
      }
    }
  }

  private void said(String step, Answer answer) {
    steps.add(
        step
            + " -> "
            + answer.status()
            + (answer.body().startsWith("{") ? " " + answer.text("error_message_key") : ""));
    assertThat(answer.status()).as("%s\n%s", this, answer).isLessThan(500);
    if (answer.status() < 300 || !redirected(answer, "code").isEmpty()) {
      String action = new Throwable().getStackTrace()[1].getMethodName();
      successes.merge(action, 1, Integer::sum);
    }
  }

  // What is taken for them

  private Inbox.Message newCode(String recipient) {
    int read = codesRead.getOrDefault(recipient, 0);
    codesRead.put(recipient, read + 1);
    return server.inbox().awaitCode(recipient, read + 1);
  }

  /** Mostly one that is good; now and then one that was, or of another kind altogether. */
  private String material(Kind kind) {
    List<String> live = ledger.live(kind);
    if (!live.isEmpty() && random.nextInt(4) > 0) {
      return newestOrAny(live);
    }
    List<String> all = ledger.all(kind);
    return all.isEmpty() || rarely() ? stolen() : newestOrAny(all);
  }

  /** Mostly the newest of that person's. */
  private String tokenOf(Person person) {
    return ledger.live(Kind.ACCESS_TOKEN).reversed().stream()
        .filter(token -> ledger.take(Kind.ACCESS_TOKEN, token, null).person == person)
        .findFirst()
        .filter(token -> !rarely())
        .orElseGet(() -> material(Kind.ACCESS_TOKEN));
  }

  private String stolen() {
    List<String> all = ledger.all();
    return all.isEmpty() ? "null" : pick(all);
  }

  private <T> T newestOrAny(List<T> list) {
    return random.nextInt(10) < 7 ? list.getLast() : pick(list);
  }

  private Map<String, String> parameters(OAuthClient oauth) {
    return oauth.authorizeParameters("scope", SCOPES);
  }

  private String newPassword() {
    passwords++;
    return "password number " + passwords;
  }

  private Person person() {
    return pick(persons);
  }

  private String client() {
    return pick(CLIENTS);
  }

  /** One of the two, or none. */
  private Http browser() {
    int i = random.nextInt(5);
    return i == 4 ? http : browsers.get(i % 2);
  }

  private boolean rarely() {
    return random.nextInt(10) == 0;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void pass(Duration time) {
    server.clock().advance(time);
    ledger.pass(time.toSeconds());
  }

  private static String name(Factor factor) {
    return factor.name().toLowerCase(Locale.ROOT);
  }

  private static String path(Factor factor) {
    return switch (factor) {
      case EMAIL -> "emails";
      case SMS -> "phone-numbers";
      case TOTP -> "totp";
      default -> "recovery-codes";
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A parameter of the redirect; the empty string when there is none, or no redirect. */
  private static String redirected(Answer answer, String name) {
    return answer.status() == 302 ? answer.redirectParameter(name) : "";
  }

  private static String cookie(Answer answer, String name) {
    String line = answer.setCookie(name);
    return line.isEmpty() || line.contains("Max-Age=0")
        ? ""
        : line.substring(name.length() + 1, line.indexOf(';'));
  }

  private static JsonNode json(Map<String, String> fields) {
    return JsonMapper.shared().valueToTree(fields);
  }

  private static JsonNode claims(String token) {
    return JsonMapper.shared()
        .readTree(
            new String(
                Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8));
  }

  /** Which one it is, and of what kind, rather than what it says. */
  private String brief(String text) {
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
    return "after\n  " + String.join("\n  ", steps);
  }
}
