package dev.latchkey.bench;

import dev.latchkey.platform.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks for a code by mail, reads the mail in the inbox of development, and shows the code. */
final class PasswordlessLogin implements Script {

  /** The mails that one of the connections has read for all of them: a page holds many people's. */
  static final class Mailbox {
    private final Map<String, String> codes = new HashMap<>();
    private @Nullable String last;

    byte[] read(Target server) {
      return server.get(
          "/inbox/messages" + (last == null ? "" : "?after=" + last), Target.NO_HEADERS);
    }

    void take(String page) {
      for (JsonNode message : Json.read(page)) {
        last = message.path("id").asString();
        codes.put(message.path("recipient").asString(), message.path("codes").path(0).asString());
      }
    }
  }

  private final Target server;
  private final Supplier<String> emails;
  private final Mailbox mailbox;
  private String email = "";
  private byte @Nullable [] upcoming;

  /**
   * @param emails of who logs in; nobody who is doing so on another connection
   */
  PasswordlessLogin(Target server, Supplier<String> emails, Mailbox mailbox) {
    this.server = server;
    this.emails = emails;
    this.mailbox = mailbox;
  }

  @Override
  public byte[] next() {
    byte[] request = upcoming;
    upcoming = null;
    return request == null ? start() : request;
  }

  @Override
  public Step answered(Answer answer) {
    if (answer.text("code") != null) {
      return Step.DONE;
    }
    if (answer.status() == 200 && answer.body().startsWith("[")) {
      mailbox.take(answer.body());
    } else if (answer.status() != 204) {
      return Step.FAILED;
    }
    String code = mailbox.codes.remove(email);
    upcoming = code == null ? mailbox.read(server) : verify(code);
    return Step.MORE;
  }

  private byte[] start() {
    email = emails.get();
    return server.json(
        "/identity/v1/passwordless/start",
        """
        {"client_id":"%s","response_type":"code","redirect_uri":"%s","scope":"openid profile email","auth_type":"magic_link",\
        "code_challenge":"%s","code_challenge_method":"S256","email":"%s"}\
        """
            .formatted(
                ServerConfiguration.APP,
                ServerConfiguration.APP_REDIRECT,
                Scripts.CHALLENGE,
                email));
  }

  private byte[] verify(String code) {
    return server.json(
        "/identity/v1/passwordless/verify",
        """
        {"email":"%s","verification_code":"%s"}\
        """
            .formatted(email, code));
  }
}
