package dev.latchkey.acceptance.walk;

import dev.latchkey.acceptance.walk.Ledger.Kind;
import dev.latchkey.acceptance.walk.Ledger.Person;
import dev.latchkey.acceptance.walk.Ledger.Thing;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.Passkeys;
import dev.latchkey.testkit.TestConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** Passwords and passkeys: lost, changed and added. */
final class CredentialActions extends FactorActions {

  CredentialActions(FactorScene scene) {
    super(scene);
  }

  void forgot() {
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

  void reset() {
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
      scene.hashes.remove(person);
    }
  }

  void changePassword() {
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
      scene.hashes.remove(by.person);
    }
  }

  void addPasskey() {
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
      scene.authenticators.add(authenticator);
    }
  }

  void resetPasskeys() {
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
      scene.authenticators.add(authenticator);
      ledger.endAll(
          thing -> thing.person == person && thing.kind.endsWithPassword && !thing.isInPlace);
    }
  }
}
