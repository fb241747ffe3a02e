package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.Ledger.Factor;
import dev.latchkey.acceptance.walk.Ledger.Kind;
import dev.latchkey.acceptance.walk.Ledger.Person;
import dev.latchkey.acceptance.walk.Ledger.Thing;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Passkeys;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Logging in: by a password, a code that was sent, its link, or a passkey. */
final class FirstFactorActions extends FactorActions {

  FirstFactorActions(FactorScene scene) {
    super(scene);
  }

  void passwordLogin() {
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

  void startPasswordless() {
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

  void verifyPasswordless() {
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

  void openLink() {
    String link = material(Kind.LOGIN_LINK);
    Http browser = browser().without("Origin");
    Answer answer = browser.postForm("/link/login/" + encoded(link), Map.of());
    said("open the link " + brief(link), answer);
    if (answer.status() == 302) {
      Thing taken = ledger.take(Kind.LOGIN_LINK, link, null);
      entered(answer, json(answer.redirectParameters()), login(taken, Factor.EMAIL), browser);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  void passkeyLogin() {
    if (scene.authenticators.isEmpty()) {
      return;
    }
    Authenticator authenticator = pick(scene.authenticators);
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
    return Stream.concat(persons.stream(), scene.strangers.stream())
        .filter(person -> person.passkeys.containsKey(authenticator))
        .findFirst()
        .orElse(null);
  }
}
