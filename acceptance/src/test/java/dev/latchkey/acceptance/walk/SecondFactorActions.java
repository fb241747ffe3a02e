package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.Ledger.Factor;
import dev.latchkey.acceptance.walk.Ledger.Kind;
import dev.latchkey.acceptance.walk.Ledger.Person;
import dev.latchkey.acceptance.walk.Ledger.Thing;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Step-ups, their challenges, and the factors that answer them. */
final class SecondFactorActions extends FactorActions {

  private static final List<Factor> SECOND =
      List.of(Factor.SMS, Factor.EMAIL, Factor.TOTP, Factor.RECOVERY_CODE);

  SecondFactorActions(FactorScene scene) {
    super(scene);
  }

  void startStepUp() {
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

  void challengeAndAnswer() {
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

  void registerFactor() {
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

  void removeFactor() {
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
}
