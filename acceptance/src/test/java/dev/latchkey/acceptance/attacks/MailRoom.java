package dev.latchkey.acceptance.attacks;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A production server, a mail server, and TLS between them. */
final class MailRoom implements AutoCloseable {

  /** Of the tenant and the sender. */
  static final String NAME = "Caf\u00e9 \u0141\u00f3d\u017a";

  static final String USER = "mailer";
  static final String PASSWORD = "the mailer's own password";

  private final GreenMail mailServer =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final TestCertificates.Trust trust;
  private final SmtpFront front;
  private final TestServer server;

  /**
   * @param certificate of the mail server, which the configuration calls {@code localhost}
   * @param trusted by this process
   */
  MailRoom(SmtpFront.Security security, KeyStore certificate, KeyStore trusted) throws IOException {
    trust = TestCertificates.trusting(trusted);
    setPassword(PASSWORD);
    mailServer.start();
    front =
        new SmtpFront(
            security, TestCertificates.server(certificate), mailServer.getSmtp().getPort());
    server =
        TestServer.serve(
            TestConfig.standard()
                .set("/public_url", "https://id.example.com")
                .set("/trusted_proxies", new String[] {"127.0.0.1"})
                .set("/root_key", "pJ7cVq3n0TgHkYxw2ZrB8sLdE5uMf1oQaXiG6vN9yKc=")
                .set("/password_hash", Map.of("memory", "19MiB", "iterations", 2))
                .set("/log/level", "warn")
                .set("/tenants/0/name", NAME)
                .set("/tenants/0/lockout/failures", 100)
                .set(
                    "/tenants/0/mail",
                    Map.of(
                        "from",
                        NAME + " <no-reply@example.org>",
                        "host",
                        "localhost",
                        "port",
                        front.port(),
                        "security",
                        security == SmtpFront.Security.TLS ? "tls" : "starttls",
                        "username",
                        USER,
                        "password",
                        PASSWORD)));
  }

  /**
   * What the mail server wants to hear; the other one has {@link #PASSWORD} in its configuration.
   */
  void setPassword(String password) {
    mailServer.setUser(USER + "@example.org", USER, password);
  }

  TestServer server() {
    return server;
  }

  SmtpFront front() {
    return front;
  }

  /** All mail so far, once there are that many. */
  List<MimeMessage> await(int count) {
    if (!mailServer.waitForIncomingEmail(30_000, count)) {
      throw new AssertionError("Fewer than " + count + " mails");
    }
    return List.of(mailServer.getReceivedMessages());
  }

  List<MimeMessage> received() {
    return List.of(mailServer.getReceivedMessages());
  }

  /** What has been received for that recipient. */
  List<MimeMessage> to(String address) {
    return received().stream()
        .filter(mail -> {
          try {
            return Arrays.stream(mail.getRecipients(Message.RecipientType.TO))
                .anyMatch(to -> to.toString().equals(address));
          } catch (MessagingException e) {
            throw new IllegalStateException(e);
          }
        })
        .toList();
  }

  @Override
  public void close() throws IOException {
    server.close();
    front.close();
    mailServer.stop();
    trust.close();
  }
}
