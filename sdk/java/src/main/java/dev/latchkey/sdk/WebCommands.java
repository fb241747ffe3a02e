package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.PendingLogin;
import dev.latchkey.sdk.model.WebLoginRequest;
import java.net.URI;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Logging in and out in the user's browser: on the server's pages, and with other identity
 * providers.
 */
public interface WebCommands {

  /**
   * Logs a user in with a provider, which is asked for the scopes that the operator configured.
   *
   * @param name the provider, such as {@code google}
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param origin where in the app the call came from, for reports; or null
   * @return the tokens; fails with {@code WebFlowCanceled} when the user gives up
   */
  Command<AuthToken> loginWithProvider(
      String name, @Nullable Collection<String> scope, @Nullable String origin);

  /**
   * As {@link #loginWithProvider(String, Collection, String)}, with callbacks: one of the two is
   * called, once.
   *
   * @param name the provider, such as {@code google}
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param origin where in the app the call came from, for reports; or null
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable loginWithProvider(
      String name,
      @Nullable Collection<String> scope,
      @Nullable String origin,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    return loginWithProvider(name, scope, origin).then(success, failure);
  }

  /**
   * Logs a user in on the server's pages.
   *
   * @param request how
   * @return the tokens; fails with {@code WebFlowCanceled} when the user gives up
   */
  Command<AuthToken> loginWithWeb(WebLoginRequest request);

  /**
   * As {@link #loginWithWeb(WebLoginRequest)}, with callbacks: one of the two is called, once.
   *
   * @param request how
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable loginWithWeb(
      WebLoginRequest request,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    return loginWithWeb(request).then(success, failure);
  }

  /**
   * Ends the session that the browser has.
   *
   * @return the command, without a result
   */
  Command<Void> logoutWithWeb();

  /**
   * As {@link #logoutWithWeb()}, with callbacks: one of the two is called, once.
   *
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable logoutWithWeb(Runnable success, Consumer<? super LatchkeyError> failure) {
    return logoutWithWeb().then(nothing -> success.run(), failure);
  }

  /**
   * Begins a login whose page the app shows by itself. What the redirect brings goes to {@link
   * #handleRedirect}, also after the process has ended in between, when the {@link
   * dev.latchkey.sdk.platform.PkceStore} outlives it.
   *
   * @param request how
   * @return the page to show
   */
  Command<PendingLogin> buildAuthorizeUrl(WebLoginRequest request);

  /**
   * As {@link #buildAuthorizeUrl(WebLoginRequest)}, with callbacks: one of the two is called, once.
   *
   * @param request how
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable buildAuthorizeUrl(
      WebLoginRequest request,
      Consumer<? super PendingLogin> success,
      Consumer<? super LatchkeyError> failure) {
    return buildAuthorizeUrl(request).then(success, failure);
  }

  /**
   * Ends a login that {@link #buildAuthorizeUrl} began.
   *
   * @param redirect the whole redirect, query included
   * @return the tokens; fails with 303 and what the server said, or with {@code NoPkce} when the
   *     state is not one that this client began and has not yet ended
   */
  Command<AuthToken> handleRedirect(URI redirect);

  /**
   * As {@link #handleRedirect(URI)}, with callbacks: one of the two is called, once.
   *
   * @param redirect the whole redirect, query included
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable handleRedirect(
      URI redirect, Consumer<? super AuthToken> success, Consumer<? super LatchkeyError> failure) {
    return handleRedirect(redirect).then(success, failure);
  }
}
