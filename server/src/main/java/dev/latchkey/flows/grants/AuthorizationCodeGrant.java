package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.AuthorizationCodes;
import dev.latchkey.domain.token.AuthorizationCodes.Redeemed;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.token.ProviderToken;
import dev.latchkey.domain.token.TokenAnswer;
import dev.latchkey.domain.token.TokenIssuer;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Exchange an authorization code (RFC 6749 section 4.1.3, RFC 7636 section 4.6, contract section
 * 4.2).
 */
public final class AuthorizationCodeGrant {

  /** RFC 7636 section 4.1. */
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  /**
   * @param redirectUri as sent; compared byte for byte with the code's
   * @param key that the client shows, for the tokens to be bound to; null: none
   * @param returnProviderToken whether the client wants the provider's token too
   * @param resources for the access token, of those that the code is for; empty: all of them
   */
  public record Input(
      String code,
      @Nullable String redirectUri,
      @Nullable String codeVerifier,
      @Nullable ProvenKey key,
      boolean returnProviderToken,
      List<String> resources) {}

  /**
   * @param cookie of the session, for a native client that was not there when it was opened; null
   *     otherwise
   */
  public record Result(TokenAnswer tokens, @Nullable String cookie, boolean persistent) {}

  private final Db db;
  private final AuthorizationCodes codes;
  private final Grants grants;
  private final TokenIssuer issuer;
  private final LoginRecorder logins;
  private final Events events;

  public AuthorizationCodeGrant(
      Db db,
      AuthorizationCodes codes,
      Grants grants,
      TokenIssuer issuer,
      LoginRecorder logins,
      Events events) {
    this.db = db;
    this.codes = codes;
    this.grants = grants;
    this.issuer = issuer;
    this.logins = logins;
    this.events = events;
  }

  /**
   * @throws ApiException {@code INVALID_AUTHORIZATION_CODE}, {@code INVALID_TARGET}: whatever is
   *     wrong, the code is used up
   */
  public Result run(Tenant tenant, Client client, Input input, Caller caller) {
    Redeemed code =
        codes
            .redeem(tenant, input.code())
            .orElseThrow(() -> unknown(tenant, client, input, caller));
    if (!code.clientId().equals(client.id())
        || !redirectMatches(code, input.redirectUri())
        || !verifierMatches(code, input.codeVerifier())
        || !keyMatches(code, input.key())
        || !code.live()) {
      throw ApiError.INVALID_AUTHORIZATION_CODE.exception();
    }
    if (!code.binding().wish().resources().containsAll(input.resources())) {
      throw ApiError.INVALID_TARGET.exception();
    }
    Changes changes = db.changes();
    Grants.Opened opened = grants.open(changes, tenant, client, code, input.key(), caller);
    logins.record(changes, tenant, client, opened.grant(), caller);
    changes.commit();
    TokenAnswer tokens =
        issuer.answer(
            tenant, client, opened.grant().forResources(input.resources()), opened.refreshToken());
    ProviderToken ofProvider =
        client.returnProviderToken() && input.returnProviderToken() ? code.providerToken() : null;
    return new Result(
        ofProvider == null ? tokens : tokens.with(ofProvider),
        client.isPublic() ? code.binding().sessionCookie() : null,
        code.persistent());
  }

  /** A code that was used before revokes what it issued, unless it was never one. */
  private ApiException unknown(Tenant tenant, Client client, Input input, Caller caller) {
    if (codes.replayed(tenant, input.code())) {
      Changes changes = db.changes();
      events.record(
          changes,
          tenant,
          caller,
          Event.of(EventType.AUTHORIZATION_CODE_REUSED, null, client.id()));
      changes.commit();
    }
    return ApiError.INVALID_AUTHORIZATION_CODE.exception();
  }

  /**
   * A code from a web message without {@code redirect_uri} is good for the page's origin (contract
   * section 4.1.4).
   */
  private static boolean redirectMatches(Redeemed code, @Nullable String redirectUri) {
    String bound = code.binding().redirectUri();
    String expected = bound == null ? code.binding().origin() : bound;
    return expected != null && expected.equals(redirectUri);
  }

  /** A challenge needs its verifier, and a verifier needs a challenge (RFC 9700 section 2.1.1). */
  private static boolean verifierMatches(Redeemed code, @Nullable String verifier) {
    String challenge = code.binding().codeChallenge();
    if (challenge == null || verifier == null) {
      return challenge == null && verifier == null;
    }
    return VERIFIER.matcher(verifier).matches()
        && Digest.same(challenge, Digest.base64Url(Digest.sha256(verifier)));
  }

  /** RFC 9449 section 10. */
  private static boolean keyMatches(Redeemed code, @Nullable ProvenKey key) {
    String bound = code.binding().dpopJkt();
    return bound == null || key != null && key.is(bound);
  }
}
