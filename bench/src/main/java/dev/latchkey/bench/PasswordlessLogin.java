package dev.latchkey.bench;

import java.util.function.Supplier;

/**
 * Asks for a code by mail and shows it. The tenant is a sandbox, whose codes are all the same and
 * whose mails stay unsent: a load that had to wait for mails would measure the waiting.
 */
final class PasswordlessLogin implements Script {

  private static final String CODE = "123456";

  private final Target server;
  private final Supplier<String> emails;
  private String email = "";
  private boolean asked;

  /**
   * @param emails of who logs in; nobody who is doing so on another connection
   */
  PasswordlessLogin(Target server, Supplier<String> emails) {
    this.server = server;
    this.emails = emails;
  }

  @Override
  public byte[] next() {
    return asked ? verify() : start();
  }

  @Override
  public Step answered(Answer answer) {
    if (asked) {
      asked = false;
      return answer.text("code") == null ? Step.FAILED : Step.DONE;
    }
    asked = answer.status() == 204;
    return asked ? Step.MORE : Step.FAILED;
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

  private byte[] verify() {
    return server.json(
        "/identity/v1/passwordless/verify",
        """
        {"email":"%s","verification_code":"%s"}\
        """
            .formatted(email, CODE));
  }
}
