package dev.latchkey.bench;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Asks for a challenge for somebody by name and shows the passkey, to the ticket. */
final class PasskeyLogin implements Script {
  private final Target server;
  private final Population people;
  private final IntSupplier numbers;
  private int current;
  private byte @Nullable [] upcoming;

  /**
   * @param numbers of who logs in
   */
  PasskeyLogin(Target server, Population people, IntSupplier numbers) {
    this.server = server;
    this.people = people;
    this.numbers = numbers;
  }

  @Override
  public byte[] next() {
    byte[] request = upcoming;
    upcoming = null;
    if (request != null) {
      return request;
    }
    current = numbers.getAsInt();
    return server.json(
        "/identity/v1/webauthn/authentication-options",
        """
        {"client_id":"%s","origin":"%s","email":"%s"}\
        """
            .formatted(ServerConfiguration.APP, ServerConfiguration.ORIGIN, people.email(current)));
  }

  @Override
  public Step answered(Answer answer) {
    String challenge = answer.text("challenge");
    if (challenge == null) {
      return answer.text("tkn") == null ? Step.FAILED : Step.DONE;
    }
    upcoming =
        server.json(
            "/identity/v1/webauthn/authentication",
            Passkey.shown(
                people.id(current),
                ServerConfiguration.RP_ID,
                ServerConfiguration.ORIGIN,
                challenge));
    return Step.MORE;
  }
}
