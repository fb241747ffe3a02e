package dev.latchkey.domain.message;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.MailSettings;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Date;
import java.util.Objects;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * Sends mail by SMTP, over TLS unless the operator says otherwise; the server's certificate must
 * name it (attack class 40).
 */
public final class MailSender implements Sender {

  private static final String TIMEOUT = "15000";

  private final InstantSource clock;

  public MailSender(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public boolean serves(Tenant tenant, String channel) {
    return channel.equals(Message.EMAIL) && tenant.mail() != null;
  }

  @Override
  public void send(Tenant tenant, Composed message) {
    MailSettings settings = Objects.requireNonNull(tenant.mail());
    String recipient = withAsciiDomain(message.recipient());
    boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(recipient);
    Session session = Session.getInstance(properties(settings, ascii));
    try (Transport transport =
        session.getTransport(settings.security().equals("tls") ? "smtps" : "smtp")) {
      MimeMessage mail = mail(session, settings, recipient, message);
      transport.connect(settings.host(), settings.port(), settings.username(), settings.password());
      if (!ascii && !takesOtherLetters(transport)) {
        throw new Undeliverable("The mail server takes no address beyond ASCII (SMTPUTF8)");
      }
      transport.sendMessage(mail, mail.getAllRecipients());
    } catch (SendFailedException e) {
      Address[] invalid = e.getInvalidAddresses();
      if (invalid != null && invalid.length > 0) {
        throw new Undeliverable("The mail server refuses the recipient");
      }
      throw new IllegalStateException("The mail server did not take the message", e);
    } catch (MessagingException | UnsupportedEncodingException e) {
      // The library's own words say "could not connect", whatever the certificate or password.
      String why = (e.getCause() == null ? e : e.getCause()).getMessage();
      throw new IllegalStateException(
          "The mail server %s:%d cannot be used: %s"
              .formatted(settings.host(), settings.port(), why),
          e);
    }
  }

  /** RFC 6531. */
  private static boolean takesOtherLetters(Transport transport) {
    return transport instanceof SMTPTransport smtp && smtp.supportsExtension("SMTPUTF8");
  }

  /**
   * @param ascii whether the recipient's address is; any other must be sent as UTF-8, since the
   *     library would cut its letters down to their last byte: another address, or a command
   */
  private static Properties properties(MailSettings settings, boolean ascii) {
    Properties properties = new Properties();
    properties.put("mail.mime.allowutf8", Boolean.toString(!ascii));
    for (String protocol : new String[] {"mail.smtp.", "mail.smtps."}) {
      properties.put(protocol + "connectiontimeout", TIMEOUT);
      properties.put(protocol + "timeout", TIMEOUT);
      properties.put(protocol + "writetimeout", TIMEOUT);
      properties.put(protocol + "ssl.checkserveridentity", "true");
      properties.put(protocol + "auth", Boolean.toString(settings.username() != null));
    }
    if (settings.security().equals("starttls")) {
      properties.put("mail.smtp.starttls.enable", "true");
      properties.put("mail.smtp.starttls.required", "true");
    }
    return properties;
  }

  /**
   * A domain of other letters is sent in its ASCII form (RFC 5890), which every mail server takes.
   */
  private static String withAsciiDomain(String address) {
    int at = address.lastIndexOf('@');
    return address.substring(0, at + 1) + IDN.toASCII(address.substring(at + 1));
  }

  private MimeMessage mail(
      Session session, MailSettings settings, String recipient, Composed message)
      throws MessagingException, UnsupportedEncodingException {
    String utf8 = StandardCharsets.UTF_8.name();
    MimeMessage mail = new MimeMessage(session);
    InternetAddress from = new InternetAddress(settings.from(), true);
    // As parsed the name would go out as it was written, beyond ASCII or not.
    from.setPersonal(from.getPersonal(), utf8);
    mail.setFrom(from);
    mail.setRecipient(jakarta.mail.Message.RecipientType.TO, new InternetAddress(recipient, true));
    mail.setSubject(message.subject(), utf8);
    mail.setSentDate(Date.from(clock.instant()));
    // Automatic replies to it are of no use (RFC 3834 section 5).
    mail.setHeader("Auto-Submitted", "auto-generated");
    MimeBodyPart text = new MimeBodyPart();
    text.setText(message.text(), utf8);
    MimeMultipart parts = new MimeMultipart("alternative", text);
    String html = message.html();
    if (html != null) {
      MimeBodyPart rich = new MimeBodyPart();
      rich.setText(html, utf8, "html");
      parts.addBodyPart(rich);
    }
    mail.setContent(parts);
    mail.saveChanges();
    return mail;
  }
}
