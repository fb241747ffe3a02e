package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.LatchkeyError;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Getting, renewing and giving up tokens. */
public interface TokenCommands {

  /**
   * Redeems the code that the link of a mail brought. The login last begun by this client is the
   * one that it belongs to.
   *
   * @param authorizationCode the code
   * @return the tokens; fails with {@code NoPkce} when no login was begun
   */
  Command<AuthToken> exchangeCodeForToken(String authorizationCode);

  /**
   * As {@link #exchangeCodeForToken(String)}, with callbacks: one of the two is called, once.
   *
   * @param authorizationCode the code
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable exchangeCodeForToken(
      String authorizationCode,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    return exchangeCodeForToken(authorizationCode).then(success, failure);
  }

  /**
   * Renews tokens. Needs the scope {@code offline_access} at the login, a client that enforces PKCE
   * and has refresh tokens on. A refresh token is good for one use, and its second use ends the
   * session: callers that ask at the same time, or up to 30 seconds later with the same tokens, get
   * one answer.
   *
   * @param authToken the user's tokens
   * @return new tokens, which replace the ones given
   */
  Command<AuthToken> refreshAccessToken(AuthToken authToken);

  /**
   * As {@link #refreshAccessToken(AuthToken)}, with callbacks: one of the two is called, once.
   *
   * @param authToken the user's tokens
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable refreshAccessToken(
      AuthToken authToken,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    return refreshAccessToken(authToken).then(success, failure);
  }

  /**
   * Ends the session of this client at the server. The tokens live on.
   *
   * @return the command, without a result
   */
  Command<Void> logout();

  /**
   * As {@link #logout()}, with callbacks: one of the two is called, once.
   *
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable logout(Runnable success, Consumer<? super LatchkeyError> failure) {
    return logout().then(nothing -> success.run(), failure);
  }

  /**
   * Revokes the tokens, ends the session of this client at the server, and on request the one in
   * the user's browser.
   *
   * @param tokens what to revoke; or null
   * @param ssoCustomTab whether to end the session in the user's browser as well
   * @return the command, without a result
   */
  Command<Void> logout(@Nullable AuthToken tokens, boolean ssoCustomTab);

  /**
   * As {@link #logout(AuthToken, boolean)}, with callbacks: one of the two is called, once.
   *
   * @param tokens what to revoke; or null
   * @param ssoCustomTab whether to end the session in the user's browser as well
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable logout(
      @Nullable AuthToken tokens,
      boolean ssoCustomTab,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return logout(tokens, ssoCustomTab).then(nothing -> success.run(), failure);
  }
}
