package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.Ledger.Factor;
import dev.latchkey.acceptance.walk.Ledger.Person;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Users;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One walk over every way in and every factor: two persons who both know all secrets of both, three
 * clients of different policies, two browsers. What it does depends on its seed alone.
 */
final class FactorWalk extends FactorActions {

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

  private final Connection database;
  private final FirstFactorActions firstFactors;
  private final ProviderActions provider;
  private final TokenActions tokens;
  private final SecondFactorActions secondFactors;
  private final CredentialActions credentials;
  private final ContactActions contacts;

  /**
   * @param successes of each action, counted here
   */
  FactorWalk(
      long seed,
      TestServer server,
      Upstream upstream,
      Connection database,
      Map<String, Integer> successes) {
    super(new FactorScene(seed, server, upstream, successes));
    this.database = database;
    this.firstFactors = new FirstFactorActions(scene);
    this.provider = new ProviderActions(scene);
    this.tokens = new TokenActions(scene);
    this.secondFactors = new SecondFactorActions(scene);
    this.credentials = new CredentialActions(scene);
    this.contacts = new ContactActions(scene);
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
    scene.accounts.put(person, Upstream.Person.of("at-acme-" + person.email));
    persons.add(person);
    Answer login = new Users(http).tryPassword(person.email, person.password);
    gaveTicket(login, person, TestConfig.SPA, Factor.PASSWORD);
    tokens.authorizeByTicket();
    tokens.exchange();
  }

  private void step() {
    switch (random.nextInt(54)) {
      case 0, 1, 2 -> firstFactors.passwordLogin();
      case 3, 4 -> firstFactors.startPasswordless();
      case 5, 6, 7 -> firstFactors.verifyPasswordless();
      case 8 -> firstFactors.openLink();
      case 9, 10 -> firstFactors.passkeyLogin();
      case 11, 12 -> provider.leaveForProvider();
      case 13, 14 -> provider.comeBack();
      case 15, 16, 17 -> tokens.authorizeByTicket();
      case 18, 19 -> tokens.authorizeBySession();
      case 20, 21, 22 -> secondFactors.startStepUp();
      case 23, 24, 25, 26 -> secondFactors.challengeAndAnswer();
      case 27, 28, 29, 30 -> tokens.exchange();
      case 31 -> tokens.refresh();
      case 32 -> credentials.forgot();
      case 33 -> credentials.reset();
      case 34 -> credentials.changePassword();
      case 35, 36, 37 -> secondFactors.registerFactor();
      case 38 -> secondFactors.removeFactor();
      case 39 -> credentials.addPasskey();
      case 40 -> recoverByPasskey();
      case 41 -> moveElsewhere();
      case 42 -> tokens.endSomething();
      case 43, 44 -> linkAndUnlink();
      case 45 -> provider.unlink();
      case 46, 47, 48, 49 -> logInByTwoFactors();
      case 50, 51, 52 -> contacts.confirmContact();
      default -> jump();
    }
  }

  // Several at once

  /** What is seldom done at random, and needed for what is worth most. */
  private void logInByTwoFactors() {
    firstFactors.passwordLogin();
    secondFactors.startStepUp();
    secondFactors.challengeAndAnswer();
    tokens.exchange();
    secondFactors.removeFactor();
  }

  private void linkAndUnlink() {
    provider.leaveForProvider();
    provider.comeBack();
    provider.unlink();
  }

  private void recoverByPasskey() {
    credentials.forgot();
    credentials.resetPasskeys();
  }

  private void moveElsewhere() {
    contacts.changeContact();
    contacts.confirmContact();
  }

  private void jump() {
    Duration time = pick(JUMPS);
    pass(time);
    scene.steps.add("wait " + time);
  }

  /** Looks behind the server's back: no credential has come or gone that it did not speak of. */
  private void compare(Person person) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(STATE)) {
      statement.setObject(1, person.id);
      try (ResultSet row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        String hash = String.valueOf(row.getString(1));
        assertThat(scene.hashes.getOrDefault(person, hash))
            .as("the password of %s\n%s", person.name, this)
            .isEqualTo(hash);
        scene.hashes.put(person, hash);
        assertThat(row.getString(2))
            .as("address, number, passkeys and factors of %s\n%s", person.name, this)
            .isEqualTo(person.state());
        assertThat(row.getInt(3))
            .as("identities of %s\n%s", person.name, this)
            .isEqualTo(ledger.identitiesOf(person));
      }
    }
  }
}
