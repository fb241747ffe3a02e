package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientAuthenticator;
import dev.latchkey.domain.client.ClientAuthenticator.Credentials;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.platform.http.Response;

/**
 * Which client speaks at the endpoints that clients authenticate at, and what one hears that cannot
 * (RFC 6749 sections 2.3 and 5.2).
 */
final class ClientAuthentication {

  private final ClientAuthenticator authenticator;

  ClientAuthentication(ClientAuthenticator authenticator) {
    this.authenticator = authenticator;
  }

  /**
   * @throws ApiException {@code INVALID_CLIENT}, {@code ORIGIN_NOT_ALLOWED}, {@code
   *     IP_ADDRESS_NOT_ALLOWED}, {@code TEMPORARILY_UNAVAILABLE}
   */
  Client client(Call call, Fields body) {
    return call.of(
        authenticator.authenticate(
            call.tenant(),
            new Credentials(
                call.request().header("Authorization").orElse(null),
                body.text("client_id", Limits.NAME),
                body.text("client_secret", Limits.NAME),
                body.text("client_assertion_type", Limits.NAME),
                body.text("client_assertion", Limits.TOKEN),
                call.tenant().publicUrl() + call.request().path())));
  }

  /**
   * The error with its own status, and with the challenge of these endpoints when it is the client
   * that is not known.
   */
  static Response error(Api api, Call call, ApiException e) {
    return error(api, call, e, e.error().status());
  }

  static Response error(Api api, Call call, ApiException e, int status) {
    // RFC 9449 sections 5 and 8: an error of these endpoints is 400 unless it is the client's own.
    boolean ofProof =
        e.error() == ApiError.INVALID_DPOP_PROOF || e.error() == ApiError.USE_DPOP_NONCE;
    Response response = api.error(call, e, ofProof ? 400 : status);
    return e.error() == ApiError.INVALID_CLIENT
        ? response.with("WWW-Authenticate", "Basic realm=\"token\"")
        : response;
  }
}
