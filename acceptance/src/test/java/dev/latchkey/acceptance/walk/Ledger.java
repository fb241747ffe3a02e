package dev.latchkey.acceptance.walk;

import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was given to whom, and what it stands on: by the contract, sections 1.13 (what is good how
 * often and how long, and bound to whom), 1.14 (freshness), 7 (what a new password ends) and 10
 * (second factors). Time is in whole seconds.
 *
 * <p>Unlike {@link Model} it does not foresee every answer, as that would take a second server: it
 * holds each success to the evidence. A method that begins with {@code take} is told what the
 * server took, and fails when the server should not have.
 */
final class Ledger {

  /** What can be shown, and what tokens call it (RFC 8176). */
  enum Factor {
    PASSWORD("pwd"),
    EMAIL("otp"),
    SMS("sms"),
    TOTP("otp"),
    RECOVERY_CODE("recovery_code"),
    PASSKEY("webauthn"),
    /** What a passkey asks for on the device: a finger or a PIN. */
    PIN("mfa"),
    PROVIDER("federated");

    final String amr;

    Factor(String amr) {
      this.amr = amr;
    }
  }

  /** When a client wants a second factor. */
  enum Policy {
    NEVER,
    WHEN_REGISTERED,
    ALWAYS
  }

  static final Map<String, Policy> POLICIES =
      Map.of(
          TestConfig.SPA, Policy.WHEN_REGISTERED,
          TestConfig.OTHER_SPA, Policy.ALWAYS,
          TestConfig.NATIVE, Policy.NEVER);

  /**
   * What is given, how long it is good, whether once, and whether a new password ends it, or new
   * passkeys for the lost ones.
   */
  enum Kind {
    /** The {@code tkn} of a login that is done. */
    TICKET(300, true, true),
    /** The {@code tkn} of one that wants a second factor. */
    HALF_TICKET(300, true, true),
    TEXTED_CODE(300, true, false),
    /** Comes with a link, which lives longer. */
    MAILED_CODE(300, true, false),
    LOGIN_LINK(3_600, true, false),
    RESET_CODE(3_600, true, true),
    ACCOUNT_CODE(3_600, true, true),
    STEP_UP(600, false, true),
    CHALLENGE(600, true, true),
    CODE(60, true, true),
    ACCESS_TOKEN(3_600, false, true),
    REFRESH_TOKEN(30 * 86_400, false, true),
    SESSION(365 * 86_400, false, true),
    TRUST(90 * 86_400, false, true),
    DEPARTURE(900, true, false),
    CEREMONY(300, true, false),
    NEW_EMAIL(86_400, true, true),
    NEW_NUMBER(86_400, true, true);

    private final long seconds;
    private final boolean once;
    final boolean endsWithPassword;

    Kind(long seconds, boolean once, boolean endsWithPassword) {
      this.seconds = seconds;
      this.once = once;
      this.endsWithPassword = endsWithPassword;
    }
  }

  /** Of somebody with a mailbox, a telephone, an authenticator app and an account elsewhere. */
  static final class Person {
    final String name;
    String email;
    String number;
    @Nullable UUID id;
    String password = "";
    final Set<Factor> registered = EnumSet.noneOf(Factor.class);
    @Nullable AuthenticatorApp app;
    final Set<String> recoveryCodes = new HashSet<>();

    /** Each with whether it is two factors. */
    final Map<Authenticator, Boolean> passkeys = new LinkedHashMap<>();

    private int passwordAge;

    Person(String name, String email, String number) {
      this.name = name;
      this.email = email;
      this.number = number;
    }

    /** As {@link FactorWalk} reads it in the database. */
    String state() {
      List<String> kinds =
          registered.stream().map(f -> f.name().toLowerCase(Locale.ROOT)).sorted().toList();
      return email + " " + number + " " + passkeys.size() + " " + String.join(",", kinds);
    }
  }

  /** Something that was given. */
  static final class Thing {
    final Kind kind;
    final String text;
    final Person person;
    final String client;
    final Set<Factor> shown;

    /** Of the login that it goes back to; of a session, when something was last shown in it. */
    long authTime;

    private final long at;
    private int passwordAge;
    private boolean gone;

    /** Of somebody who is new: nobody had a second factor before there was a first one. */
    boolean isSignup;

    /** The verifier that is needed for what comes of it. */
    @Nullable Pkce pkce;

    /** The factor that a challenge asks for, and the code that was sent for it. */
    @Nullable Factor factor;

    String sent = "";

    /** The address or number it is for. */
    String destination = "";

    /**
     * Whether the profile has that address or number by now: one that nobody had shown to be theirs
     * is replaced at once, and the code only confirms what there is, whatever the password.
     */
    boolean isInPlace;

    /** What it was given for. */
    @Nullable Thing from;

    /** The browser's session that it was given in. */
    @Nullable Thing session;

    /** Of a session that goes on under a new cookie. */
    private @Nullable Thing renewedAs;

    /** Of a session the claim {@code sid}, of tokens and the code before them {@code gid}. */
    String id = "";

    private long rotatedAt = Long.MAX_VALUE;

    private Thing(
        Kind kind,
        String text,
        Person person,
        String client,
        Set<Factor> shown,
        long authTime,
        long at) {
      this.kind = kind;
      this.text = text;
      this.person = person;
      this.client = client;
      this.shown = shown;
      this.authTime = authTime;
      this.at = at;
      this.passwordAge = person.passwordAge;
    }

    boolean isTwoFactors() {
      return shown.size() > 1;
    }

    @Override
    public String toString() {
      return kind + " of " + person.name + " at " + client + " by " + shown;
    }
  }

  private static final long GRACE = 10;
  private static final long FRESH = 300;

  private long now;
  private final List<Thing> things = new ArrayList<>();
  private final Map<String, Person> identities = new HashMap<>();
  private final Set<String> usedTotp = new HashSet<>();

  void pass(long seconds) {
    now += seconds;
  }

  // Giving

  /** Whatever was shown before is not this one's business. */
  Thing give(Kind kind, String text, Person person, String client, Factor... shown) {
    return add(new Thing(kind, text, person, client, set(shown), now, now));
  }

  /** What stands on something else. */
  Thing give(Kind kind, String text, Thing from, String client) {
    Thing thing = new Thing(kind, text, from.person, client, set(from.shown), from.authTime, now);
    thing.from = from;
    thing.pkce = from.pkce;
    thing.session = from.session;
    return add(thing);
  }

  /** A login that is being done; nothing that could be taken for anything. */
  Thing login(Person person, String client, Factor... shown) {
    return new Thing(Kind.CODE, "", person, client, set(shown), now, now);
  }

  /** As above, by one more factor than was shown before. */
  Thing login(Thing before, Factor more) {
    Set<Factor> shown = set(before.shown);
    shown.add(more);
    Thing login = new Thing(Kind.CODE, "", before.person, before.client, shown, now, now);
    login.pkce = before.pkce;
    return login;
  }

  /**
   * One more factor was shown in the session in which the step-up was begun: it is worth that much
   * from now on.
   *
   * @param renewed the same session under its new cookie, where the answer came with the old one
   */
  void strengthen(Thing begunIn, Thing login, @Nullable Thing renewed) {
    Thing session = latest(begunIn);
    if (renewed != null) {
      session.gone = true;
      session.renewedAs = renewed;
      renewed.id = session.id;
    } else if (!session.gone) {
      session.shown.addAll(login.shown);
      session.authTime = now;
    }
  }

  /** The session in which something was begun; null when it was begun by a login. */
  static @Nullable Thing begunIn(Thing thing) {
    for (Thing at = thing; at != null; at = at.from) {
      if (at.kind == Kind.SESSION) {
        return at;
      }
      if (at.kind == Kind.ACCESS_TOKEN) {
        return at.session;
      }
    }
    return null;
  }

  /** A session under the cookie that it has by now. */
  static Thing latest(Thing session) {
    Thing latest = session;
    while (latest.renewedAs != null) {
      latest = latest.renewedAs;
    }
    return latest;
  }

  private static boolean isSame(@Nullable Thing session, @Nullable Thing other) {
    return session == null || other == null ? session == other : latest(session) == latest(other);
  }

  private static Set<Factor> set(Factor... factors) {
    return set(List.of(factors));
  }

  private static Set<Factor> set(Collection<Factor> factors) {
    Set<Factor> set = EnumSet.noneOf(Factor.class);
    set.addAll(factors);
    return set;
  }

  private Thing add(Thing thing) {
    things.add(thing);
    return thing;
  }

  // Taking

  /**
   * The server took it.
   *
   * @param client where; null when it is bound to none
   */
  Thing take(Kind kind, String text, @Nullable String client) {
    Thing thing = find(kind, text);
    if (thing == null) {
      throw new AssertionError("Taken for a " + kind + ": something that was never given as one");
    }
    require(client == null || client.equals(thing.client), "at another client", thing);
    require(!thing.gone, "a second time, or after its end", thing);
    require(thing.at + kind.seconds > now, "too late", thing);
    require(!kind.endsWithPassword || isOfThisPassword(thing), "after a new password", thing);
    thing.gone = kind.once;
    return thing;
  }

  /** Whether no new password has ended it. */
  boolean isOfThisPassword(Thing thing) {
    return thing.isInPlace || thing.passwordAge == thing.person.passwordAge;
  }

  @Nullable Thing find(Kind kind, String text) {
    return things.reversed().stream()
        .filter(thing -> thing.kind == kind && thing.text.equals(text))
        .findFirst()
        .orElse(null);
  }

  static void require(boolean right, String fault, Object what) {
    if (!right) {
      throw new AssertionError("Taken " + fault + ": " + what);
    }
  }

  /** A token that changes a factor: fresh, and of two factors as soon as there is one to show. */
  Thing takeForFactors(String accessToken, boolean fresh) {
    Thing token = take(Kind.ACCESS_TOKEN, accessToken, null);
    require(!fresh || isFresh(token), "that is not fresh", token);
    require(
        token.person.registered.isEmpty() || token.isTwoFactors(), "without second factor", token);
    return token;
  }

  boolean isFresh(Thing token) {
    return token.authTime + FRESH > now;
  }

  /** A refresh token that has a successor is taken for a few seconds more. */
  Thing takeRefreshToken(String text, String client) {
    Thing token = take(Kind.REFRESH_TOKEN, text, client);
    require(token.rotatedAt == Long.MAX_VALUE || token.rotatedAt + GRACE > now, "again", token);
    token.rotatedAt = Math.min(token.rotatedAt, now);
    return token;
  }

  /** An answer to a challenge. */
  void takeAnswer(Thing challenge, String code, long epochSecond) {
    Person person = challenge.person;
    switch (challenge.factor) {
      case TOTP -> takeAppCode(person, code, epochSecond);
      case RECOVERY_CODE -> {
        require(person.recoveryCodes.remove(code), "without being one", "a recovery code");
        if (person.recoveryCodes.isEmpty()) {
          person.registered.remove(Factor.RECOVERY_CODE);
        }
      }
      case null, default -> require(code.equals(challenge.sent), "with a wrong code", challenge);
    }
  }

  /** A code of the person's app, of this step of time or one beside it, and not before. */
  void takeAppCode(Person person, String code, long epochSecond) {
    AuthenticatorApp app = person.app;
    require(app != null, "without an app", person.name);
    boolean right = false;
    for (long second : new long[] {epochSecond - 30, epochSecond, epochSecond + 30}) {
      right |= app != null && app.code(Instant.ofEpochSecond(second)).equals(code);
    }
    require(right, "with a wrong code of the app", person.name);
    require(usedTotp.add(person.name + code), "twice", "a code of the app");
  }

  /** Somebody is let in by that. */
  void enter(Thing by, String client, Set<Factor> shown, boolean trusted) {
    boolean two = shown.size() > 1;
    if (by.isSignup) {
      return;
    }
    switch (POLICIES.get(client)) {
      case ALWAYS -> require(two, "without second factor at a client that always asks", by);
      case WHEN_REGISTERED ->
          require(
              two || trusted || by.person.registered.isEmpty(), "without the second factor", by);
      case null, default -> {}
    }
  }

  boolean isTrusted(Person person, String cookie) {
    Thing trust = find(Kind.TRUST, cookie);
    return trust != null
        && trust.person == person
        && !trust.gone
        && trust.passwordAge == person.passwordAge
        && trust.at + Kind.TRUST.seconds > now;
  }

  // Ending

  void end(@Nullable Thing thing) {
    if (thing != null) {
      thing.gone = true;
    }
  }

  /** Ends what the test says. */
  void endAll(Predicate<Thing> which) {
    things.stream().filter(which).forEach(thing -> thing.gone = true);
  }

  /** A new password ends all that stands on the old one, but for that by which it was set. */
  void changePassword(Person person, String password, @Nullable Thing by) {
    person.password = password;
    int before = person.passwordAge++;
    things.stream()
        .filter(thing -> thing.person == person && thing.passwordAge == before)
        .filter(thing -> by != null && goesOn(thing, by))
        .forEach(thing -> thing.passwordAge++);
  }

  private static boolean goesOn(Thing thing, Thing by) {
    return switch (thing.kind) {
      case SESSION -> isSame(thing, by.session);
      case CODE -> isSame(thing.session, by.session);
      case ACCESS_TOKEN, REFRESH_TOKEN -> thing.id.equals(by.id);
      default -> false;
    };
  }

  // Identities

  @Nullable Person ownerOf(String subject) {
    return identities.get(subject);
  }

  void link(String subject, Person person) {
    identities.put(subject, person);
  }

  void unlink(String subject) {
    identities.remove(subject);
  }

  int identitiesOf(Person person) {
    return (int) identities.values().stream().filter(owner -> owner == person).count();
  }

  // What there is

  /** Of what could be taken, the newest last. */
  List<String> live(Kind kind) {
    return things.stream()
        .filter(thing -> thing.kind == kind && !thing.gone && thing.at + kind.seconds > now)
        .filter(thing -> !kind.endsWithPassword || isOfThisPassword(thing))
        .map(thing -> thing.text)
        .toList();
  }

  List<String> all(Kind kind) {
    return things.stream().filter(thing -> thing.kind == kind).map(thing -> thing.text).toList();
  }

  List<String> all() {
    return things.stream().map(thing -> thing.text).toList();
  }
}
