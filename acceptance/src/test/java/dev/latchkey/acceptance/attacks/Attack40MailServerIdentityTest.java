package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Console;
import dev.latchkey.testkit.Users;
import java.io.IOException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Attack class 40: whoever answers at the address is taken for the mail server. Codes and the
 * mailer's password go only to one whose certificate names it and is trusted; until then they wait.
 */
@AttackClass(40)
class Attack40MailServerIdentityTest {

  /** Before the second try. */
  private static final Duration RETRY = Duration.ofSeconds(16);

  private static final KeyStore RIGHT = TestCertificates.forName("localhost");
  private static final KeyStore ANOTHER_NAME = TestCertificates.forName("elsewhere.example");
  private static final KeyStore SELF_MADE = TestCertificates.forName("localhost");

  @ParameterizedTest
  @EnumSource(
      value = SmtpFront.Security.class,
      names = {"TLS", "STARTTLS"})
  void attack_40_a_trusted_certificate_of_another_name_is_refused(SmtpFront.Security security)
      throws IOException {
    assertNothingIsHandedOver(
        security, ANOTHER_NAME, ANOTHER_NAME, "No subject alternative DNS name matching localhost");
  }

  @ParameterizedTest
  @EnumSource(
      value = SmtpFront.Security.class,
      names = {"TLS", "STARTTLS"})
  void attack_40_a_certificate_that_nobody_vouches_for_is_refused(SmtpFront.Security security)
      throws IOException {
    assertNothingIsHandedOver(security, SELF_MADE, RIGHT, "PKIX path");
  }

  @Test
  void attack_40_a_server_that_no_longer_offers_tls_is_refused() throws IOException {
    assertNothingIsHandedOver(SmtpFront.Security.STRIPPED, RIGHT, RIGHT, "STARTTLS is required");
  }

  /**
   * @param why is in the log, for the operator
   */
  private static void assertNothingIsHandedOver(
      SmtpFront.Security security, KeyStore certificate, KeyStore trusted, String why)
      throws IOException {
    try (Console console = new Console();
        MailRoom room = new MailRoom(security, certificate, trusted)) {
      new Users(room.server().http()).signUp(Users.newEmail());
      awaitAFailedTry(room);
      assertThat(room.front().underTls()).isEmpty();
      assertThat(room.front().inClear()).allMatch(line -> line.matches("(EHLO .*|STARTTLS|QUIT)"));
      assertItWaits(room);
      assertTheLogSays(console, room, why);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SmtpFront.Security.class,
      names = {"TLS", "STARTTLS"})
  void attack_40_a_server_that_does_not_know_the_mailer_gets_no_mail_until_it_does(
      SmtpFront.Security security) throws IOException {
    try (Console console = new Console();
        MailRoom room = new MailRoom(security, RIGHT, RIGHT)) {
      room.setPassword("another password");
      String email = Users.newEmail();
      new Users(room.server().http()).signUp(email);
      awaitAFailedTry(room);
      assertThat(room.front().underTls())
          .noneMatch(line -> line.startsWith("MAIL") || line.startsWith("RCPT"));
      assertThat(room.front().inClear()).allMatch(line -> line.matches("(EHLO .*|STARTTLS)"));
      assertItWaits(room);
      assertTheLogSays(console, room, "535");

      room.setPassword(MailRoom.PASSWORD);
      room.server().clock().advance(RETRY);
      room.await(1);
      assertThat(room.to(email)).hasSize(1);
    }
  }

  private static void assertItWaits(MailRoom room) {
    assertThat(room.received()).isEmpty();
    assertThat(
            room.server()
                .sql("select count(*) from outbox where state = 'queued' and payload is not null"))
        .isEqualTo("1");
  }

  private static void assertTheLogSays(Console console, MailRoom room, String why) {
    String log = console.text();
    assertThat(log)
        .containsOnlyOnce("A message could not be sent; next try in ")
        .contains("The mail server localhost:%d cannot be used: ".formatted(room.front().port()))
        .doesNotContain(MailRoom.PASSWORD);
    assertThat(log.lines()).anyMatch(line -> line.contains("cannot be used") && line.contains(why));
  }

  private static void awaitAFailedTry(MailRoom room) {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (room.server()
        .sql("select count(*) from outbox where last_error is not null")
        .equals("0")) {
      assertThat(Instant.now()).as("nobody tried").isBefore(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
