package dev.latchkey.faces.pages;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.faces.web.authorize.AuthorizeRequest;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's request that a user is asked for, or a device that waits for its user. It is kept by
 * the server; its token leads to it from page to page.
 *
 * <p>The token is in the address, so a page can be opened in another browser: what is done there
 * stays there. What a step has proven is in the cookie of the browser that proved it ({@link
 * Progress}), and a session in the one that logged in.
 */
record Interaction(Visit visit, Client client, AuthorizeRequest request) {

  static final String CLIENT = "client_id";
  static final String TOKEN = "r5_request_token";

  String token() {
    return resumed().token();
  }

  /** Of the device whose user logs in; null: it is a client's request. */
  @Nullable String userCode() {
    return resumed().userCode();
  }

  /** When the user was first asked. */
  Instant since() {
    return resumed().since();
  }

  private AuthorizeRequest.Resumed resumed() {
    AuthorizeRequest.Resumed resumed = request.resumed();
    if (resumed == null) {
      throw ApiError.INVALID_STATE.exception();
    }
    return resumed;
  }

  /** Where the request is decided on anew. */
  String authorize() {
    return (userCode() == null ? "/oauth/authorize" : ActivatePage.PATH) + "?" + query();
  }

  /** What a login here is for: a session, and then the request itself. */
  AccessRequest session(boolean persistent) {
    return AccessRequest.session(visit.tenant().publicUrl() + "/login/back?" + query(), persistent);
  }

  private String query() {
    return Frame.query(Map.of(CLIENT, client.id(), TOKEN, token()));
  }

  /** Whom the client says that the user is. */
  @Nullable String hint() {
    return request.social().loginHint();
  }
}
