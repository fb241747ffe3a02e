package dev.latchkey.bench;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is logged in comes to one more app, which pushes its request and binds code and
 * tokens to its key: push, authorize, code to tokens. The two proofs are signed on the way: each is
 * good once and for a minute, so they cannot be made for a whole run ahead.
 */
final class PushedLogin implements Script {
  private final Target server;
  private final Supplier<String> sessions;
  private final DpopKey key = new DpopKey();
  private byte @Nullable [] upcoming;

  /**
   * @param sessions cookies of who comes
   */
  PushedLogin(Target server, Supplier<String> sessions) {
    this.server = server;
    this.sessions = sessions;
  }

  @Override
  public byte[] next() {
    byte[] request = upcoming;
    upcoming = null;
    return request == null
        ? server.form("/oauth/par", key.proof(server, "/oauth/par"), Scripts.AUTHORIZE)
        : request;
  }

  @Override
  public Step answered(Answer answer) {
    if (answer.status() == 201) {
      upcoming = authorize(answer.body().replaceFirst(".*\"request_uri\":\"([^\"]*)\".*", "$1"));
      return Step.MORE;
    }
    String code = Scripts.code(answer);
    if (code != null) {
      upcoming = Scripts.redeem(server, key.proof(server, "/oauth/token"), code);
      return Step.MORE;
    }
    return "DPoP".equals(answer.text("token_type")) ? Step.DONE : Step.FAILED;
  }

  private byte[] authorize(String requestUri) {
    return server.get(
        "/oauth/authorize?"
            + Target.query("client_id", ServerConfiguration.APP, "request_uri", requestUri),
        Target.cookie(Scripts.SESSION, sessions.get()));
  }
}
