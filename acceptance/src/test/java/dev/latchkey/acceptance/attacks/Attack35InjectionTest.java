package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.i18n.Texts;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack class 35: a line end in a field becomes a line of its own in a header, a mail or the talk
 * with the mail server.
 */
@AttackClass(35)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack35InjectionTest {

  private static final List<String> LINE_ENDS =
      List.of("\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029", "\u000b", "\f", "\u0000", "\u001e");

  /** Two letters whose last bytes are CR and LF. */
  private static final String CRLF = "\u010d\u010a";

  private static final String INJECTED = "X-Injected: yes";
  private static final String BCC = "Bcc: thief@evil.example";

  private final KeyStore certificate = TestCertificates.forName("localhost");
  private MailRoom room;
  private TestServer server;
  private Users users;

  /** Mails that the room has had when a test begins. */
  private int known;

  @BeforeAll
  void start() throws IOException {
    room = new MailRoom(SmtpFront.Security.STARTTLS, certificate, certificate);
    server = room.server();
    users = new Users(server.http());
  }

  @AfterAll
  void stop() throws IOException {
    room.close();
  }

  @Test
  void attack_35_a_line_end_in_a_field_is_refused() {
    String email = Users.newEmail();
    for (String end : LINE_ENDS) {
      String text = "Ada" + end + BCC + end + INJECTED;
      for (String field :
          List.of(
              "given_name",
              "family_name",
              "nickname",
              "username",
              "company",
              "locale",
              "email",
              "phone_number",
              "custom_identifier",
              "picture",
              "gender",
              "birthdate")) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("email", email);
        data.put("password", Users.PASSWORD);
        data.put(field, field.equals("email") ? email + end + BCC : text);
        Answer answer =
            server
                .http()
                .post("/identity/v1/signup", Map.of("client_id", TestConfig.SPA, "data", data));
        assertThat(answer.status()).as(field + " " + answer).isEqualTo(400);
      }
      for (String field :
          List.of(
              "email", "redirect_url", "return_to_after_password_reset", "state", "client_id")) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("client_id", TestConfig.SPA);
        body.put("email", email);
        body.put(field, body.getOrDefault(field, TestConfig.CALLBACK) + end + BCC);
        Answer answer = server.http().post("/identity/v1/forgot-password", body);
        assertThat(answer.status()).as(field + " " + answer).isIn(400, 401);
      }
    }
    assertThat(room.received()).hasSize(known);
  }

  @Test
  void attack_35_what_a_user_may_type_makes_one_well_formed_mail_to_one_mailbox()
      throws IOException, MessagingException {
    Map<String, String> names = new LinkedHashMap<>();
    for (String name :
        List.of(
            "Ada Bcc: thief@evil.example",
            "=?utf-8?q?Ada=0d=0aBcc:_thief@evil.example?=",
            "=?utf-8?B?QWRhDQpCY2M6IHRoaWVmQGV2aWwuZXhhbXBsZQ==?=",
            "Ada%0d%0aBcc: thief@evil.example",
            "Ada\\r\\nBcc: thief@evil.example",
            "{{code}} {{{link}}} {{#name}}x{{/name}} {{built}}",
            "<script>alert(1)</script><a href=https://evil.example>click</a>",
            ".",
            "QUIT",
            "\u202eadA \ud83d\ude00 \u05d0\u05d1",
            "--boundary",
            "A".repeat(255))) {
      String email = Users.newEmail();
      users.signUp(Map.of("email", email, "given_name", name));
      names.put(email, name);
    }
    awaitMails(names.keySet());
    for (String email : names.keySet()) {
      MimeMessage mail = onlyMailTo(email);
      assertThat(part(mail, 1)).doesNotContain("<script>", "<a href=https://evil.example>");
      assertThat(part(mail, 0))
          .contains("Hello " + names.get(email) + ",")
          .containsOnlyOnce("https://id.example.com/link/verify-email/");
    }
  }

  @Test
  void attack_35_headers_of_the_request_do_not_reach_the_mail()
      throws IOException, MessagingException {
    List<String> welcomed = new ArrayList<>();
    for (String end : LINE_ENDS) {
      for (String header :
          List.of(
              "Custom-Locale",
              "Accept-Language",
              "User-Agent",
              "X-R5-Correlation-Id",
              "Referer",
              "Host")) {
        String email = Users.newEmail();
        String body =
            "{\"client_id\":\"spa\",\"data\":{\"email\":\"%s\",\"password\":\"%s\"}}"
                .formatted(email, Users.PASSWORD);
        String answer =
            RawHttp.exchange(
                server.url(),
                "POST /identity/v1/signup HTTP/1.1\r\n"
                    + (header.equals("Host") ? "" : "Host: localhost\r\n")
                    + header
                    + ": fr"
                    + RawHttp.utf8(end.replace("\r\n", "\r"))
                    + BCC
                    + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body);
        assertThat(answer).doesNotContain("thief");
        if (RawHttp.status(answer) == 200) {
          welcomed.add(email);
        }
      }
    }
    assertThat(welcomed).as("some pass, cleaned").isNotEmpty();
    awaitMails(welcomed);
    for (String email : welcomed) {
      onlyMailTo(email);
    }
  }

  @Test
  void attack_35_no_parameter_adds_a_header_to_the_answer() {
    for (String end :
        List.of(
            "%0d%0a", "%0a", "%0d", "%c2%85", "%e2%80%a8", "%00", "%25%30%61", "%c4%8d%c4%8a")) {
      String text = "x" + end + INJECTED.replace(" ", "%20");
      for (String path :
          List.of(
              "/oauth/authorize?client_id=spa&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&response_type=code&state="
                  + text,
              "/oauth/authorize?client_id=spa&redirect_uri=" + text,
              "/oauth/authorize?client_id=spa&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&response_type="
                  + text,
              "/oauth/authorize?client_id=" + text,
              "/identity/v1/logout?redirect_to=https%3A%2F%2Fapp.example%2Fbye&state=" + text,
              "/identity/v1/logout?redirect_to=" + text,
              "/identity/v1/config?client_id=spa&lang=" + text,
              "/link/verify-email/" + text,
              "/" + text)) {
        String answer =
            RawHttp.exchange(
                server.url(),
                "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nOrigin: " + text + "\r\n\r\n");
        assertThat(RawHttp.status(answer)).isBetween(200, 499);
        String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
        assertThat(head.lines()).as(head).noneMatch(line -> line.startsWith("X-Injected"));
        assertThat(head).doesNotContain("\u0085", "\u2028");
      }
    }
  }

  @Test
  void attack_35_the_state_comes_back_as_it_was_sent() {
    String state = "a b&c=d#e%0d%0a\u00e9\ud83d\ude00;\"'<>";
    Map<String, String> query = users.authorizeParameters(Pkce.create());
    query.put("state", state);
    assertThat(server.http().get("/oauth/authorize", query).redirectParameters())
        .containsEntry("state", state);
  }

  @Test
  void attack_35_an_address_of_other_scripts_is_written_to_in_ascii_where_it_can_be()
      throws IOException, MessagingException {
    String local = Users.newEmail().replace("@example.org", "");
    users.signUp(local + "@b\u00fccher.example");
    String ascii = local + "@xn--bcher-kva.example";
    awaitMails(List.of(ascii));
    onlyMailTo(ascii);
  }

  /**
   * An address beyond ASCII goes out as it is or not at all. Cut to their last byte, these letters
   * would be another's address, or a command of their own.
   */
  @ParameterizedTest
  @EnumSource(
      value = SmtpFront.Security.class,
      names = {"STARTTLS", "WITHOUT_UTF8"})
  void attack_35_letters_beyond_ascii_are_not_cut_to_an_address_or_command(
      SmtpFront.Security security) throws IOException {
    boolean takesUtf8 = security == SmtpFront.Security.STARTTLS;
    String victim = Users.newEmail();
    List<String> strange =
        List.of(
            "\u0175" + victim.substring(1),
            "x" + CRLF + "RSET" + CRLF + victim,
            "x\u013e" + CRLF + "RCPT\u0120TO\u013a\u013c" + victim,
            "\u7575" + victim.substring(1));
    try (MailRoom own = new MailRoom(security, certificate, certificate)) {
      Users there = new Users(own.server().http());
      strange.forEach(there::signUp);
      String last = Users.newEmail();
      there.signUp(last);
      own.await(takesUtf8 ? strange.size() + 1 : 1);
      List<String> written = new ArrayList<>(takesUtf8 ? strange : List.of());
      written.add(last);
      assertThat(own.front().underTls())
          .filteredOn(line -> line.toUpperCase(Locale.ROOT).matches("(RCPT|RSET).*"))
          .containsExactlyElementsOf(
              written.stream().map(to -> RawHttp.utf8("RCPT TO:<" + to + ">")).toList());
      assertThat(own.server().sql("select count(*) from outbox where state = 'failed'"))
          .isEqualTo(takesUtf8 ? "0" : Integer.toString(strange.size()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar", "fr", "ja", "ru", "zh-Hant"})
  void attack_35_words_and_names_beyond_ascii_arrive_as_they_are_written(String language)
      throws IOException, MessagingException {
    String email = Users.newEmail();
    new Users(server.http().with("Accept-Language", language))
        .signUp(Map.of("email", email, "given_name", "Zo\u00eb \u0141\u0119cka \u674e"));
    awaitMails(List.of(email));
    MimeMessage mail = onlyMailTo(email);
    assertThat(Collections.list(mail.getAllHeaderLines()))
        .allMatch(line -> line.chars().allMatch(c -> c < 0x80));
    assertThat(mail.getSubject())
        .isEqualTo(
            new Texts("messages")
                .get(language, "verify_email.email.subject")
                .replace("{{tenant}}", MailRoom.NAME));
    assertThat(part(mail, 0)).contains("Zo\u00eb \u0141\u0119cka \u674e");
    assertThat(part(mail, 1)).contains("Zo\u00eb \u0141\u0119cka \u674e");
  }

  @ParameterizedTest
  @EnumSource(
      value = SmtpFront.Security.class,
      names = {"TLS", "STARTTLS"})
  void attack_35_a_mail_server_gets_one_mail_under_tls_from_who_it_knows(
      SmtpFront.Security security) throws IOException, MessagingException {
    try (MailRoom own = new MailRoom(security, certificate, certificate)) {
      String email = Users.newEmail();
      Http http = own.server().http();
      new Users(http).signUp(Map.of("email", email, "given_name", "Zo\u00eb"));
      List<MimeMessage> mails = own.await(1);
      assertWellFormed(mails.get(0), email);
      assertThat(own.front().inClear())
          .allMatch(line -> line.startsWith("EHLO") || line.equals("STARTTLS"));
      assertThat(own.front().underTls())
          .anyMatch(line -> line.startsWith("AUTH "))
          .contains("MAIL FROM:<no-reply@example.org>", "RCPT TO:<" + email + ">", "DATA");

      new Users(http).signUp(Users.newEmail());
      own.await(2);
      assertThat(own.to(email)).as("and no second one").hasSize(1);
      assertThat(
              own.server()
                  .sql(
                      "select state || coalesce(payload::text, '') from outbox"
                          + " order by created_at, id limit 1"))
          .as("noted as sent before the second was tried, and wiped")
          .isEqualTo("sent");
    }
  }

  /**
   * Waits until there is a mail for each, and for one more user: mails go out in order, so whatever
   * else was sent for them would be there too.
   */
  private void awaitMails(Collection<String> recipients) {
    String last = Users.newEmail();
    users.signUp(last);
    known += recipients.size() + 1;
    assertThat(room.await(known)).hasSize(known);
    assertThat(room.to(last)).hasSize(1);
  }

  private MimeMessage onlyMailTo(String email) throws IOException, MessagingException {
    List<MimeMessage> mails = room.to(email);
    assertThat(mails).hasSize(1);
    assertWellFormed(mails.get(0), email);
    return mails.get(0);
  }

  private static void assertWellFormed(MimeMessage mail, String email)
      throws MessagingException, IOException {
    assertThat(mail.getAllRecipients()).hasSize(1);
    assertThat(mail.getAllRecipients()[0]).hasToString(email);
    assertThat(mail.getFrom()[0])
        .isEqualTo(new InternetAddress("no-reply@example.org", MailRoom.NAME));
    assertThat(Collections.list(mail.getAllHeaders()).stream().map(Header::getName))
        .containsExactlyInAnyOrder(
            "Return-Path",
            "Received",
            "Date",
            "From",
            "To",
            "Message-ID",
            "Subject",
            "MIME-Version",
            "Content-Type",
            "Auto-Submitted");
    assertThat(mail.getSubject()).isNotBlank().doesNotContain("\n", "\r", "thief");
    assertThat(mail.getMessageID()).matches("<[^<>\\s]+@[^<>\\s]+>");
    assertThat(mail.getContentType()).startsWith("multipart/alternative;");
    assertThat(((MimeMultipart) mail.getContent()).getCount()).isEqualTo(2);
    assertThat(part(mail, 0)).contains("\n").doesNotContain("<!doctype");
    assertThat(part(mail, 1)).startsWith("<!doctype html>");
  }

  private static String part(MimeMessage mail, int index) throws MessagingException, IOException {
    return (String) ((MimeMultipart) mail.getContent()).getBodyPart(index).getContent();
  }
}
