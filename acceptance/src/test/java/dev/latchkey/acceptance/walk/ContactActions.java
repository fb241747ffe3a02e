package dev.latchkey.acceptance.walk;

import dev.latchkey.acceptance.walk.Ledger.Factor;
import dev.latchkey.acceptance.walk.Ledger.Kind;
import dev.latchkey.acceptance.walk.Ledger.Person;
import dev.latchkey.acceptance.walk.Ledger.Thing;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Users;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Addresses and numbers that change. */
final class ContactActions extends FactorActions {

  /** Addresses (true) and numbers (false) that somebody else may take. */
  private final Map<Boolean, List<String>> givenUp = new HashMap<>();

  ContactActions(FactorScene scene) {
    super(scene);
  }

  void changeContact() {
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

  void confirmContact() {
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
}
