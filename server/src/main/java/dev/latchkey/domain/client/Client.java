package dev.latchkey.domain.client;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.MfaRequirement;
import dev.latchkey.platform.outbound.Outbound;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client's settings, as in the configuration file: names, defaults and bounds are in {@code
 * latchkey.schema.json}.
 *
 * @param party {@code first}: every identity endpoint; {@code third}: only authorize and token
 *     (contract section 1.9); {@link #STRANGER}: a third whom nobody put into the configuration
 * @param authMethod at the token endpoint (OpenID Connect Core section 9)
 * @param secrets one, or two while the older is being replaced
 * @param redirectUris compared byte for byte, but for a loopback port: {@link #allowsReply}
 * @param origins browser origins
 * @param loginUrl the page for users without a session (contract section 4.1.7); null: there is
 *     none
 * @param scopes that it may have
 * @param defaultScopes that it gets when it asks for none
 * @param customToken whether its back end may log users in with a token under its secret
 * @param providerTokens whether it may log users in with a token that it has of a provider
 * @param returnProviderToken whether it may have the provider's token after a login by a provider
 * @param allowedAddresses CIDRs; empty: any
 * @param security how it signs, and what it must
 * @param openid what else OpenID Connect and resource servers want of it
 * @param logout where a logout leads, and where it wants to be told of one
 * @param about what pages show of it beside its name
 * @param mfa when a second factor is asked for; null: as the tenant has it
 * @param accessApi its part in the Access API; null: none
 */
public record Client(
    String id,
    String name,
    String party,
    String authMethod,
    List<String> secrets,
    List<String> redirectUris,
    List<String> origins,
    @Nullable String loginUrl,
    List<String> scopes,
    List<String> defaultScopes,
    boolean pkceEnforced,
    boolean refreshTokens,
    boolean clientCredentials,
    boolean sso,
    boolean signupToken,
    boolean accessTokenRenewal,
    boolean customToken,
    boolean providerTokens,
    boolean returnProviderToken,
    List<String> allowedAddresses,
    Security security,
    OpenId openid,
    Logout logout,
    About about,
    @Nullable MfaRequirement mfa,
    Lifetimes lifetimes,
    @Nullable AccessApi accessApi,
    String accessTokenAlg,
    String idTokenAlg,
    Legacy legacy) {

  /** The party of clients that registered themselves. */
  static final String STRANGER = "stranger";

  /**
   * @param refreshTokenIdle since its last use
   * @param refreshTokenAbsolute since the login
   */
  public record Lifetimes(
      Duration accessToken,
      Duration code,
      Duration refreshTokenIdle,
      Duration refreshTokenAbsolute) {}

  /**
   * The names are those of client metadata (OpenID Connect Registration section 2, RFC 9126 section
   * 6, RFC 9101 section 10.5, RFC 9449 section 5.2).
   *
   * @param jwks its public keys; null: at {@code jwksUri}, or it has none
   * @param tokenEndpointAuthSigningAlg of its assertions; null: any that is offered
   * @param requestObjectSigningAlg of its request objects; null: any that is offered
   * @param requestUris where its request objects may be, compared byte for byte
   * @param dpopNonce whether its proofs of possession need a nonce; null: if its tokens are bound
   * @param fapi2 whether it is held to the FAPI 2.0 Security Profile
   */
  public record Security(
      @Nullable JsonNode jwks,
      @Nullable String jwksUri,
      @Nullable String tokenEndpointAuthSigningAlg,
      @Nullable String requestObjectSigningAlg,
      List<String> requestUris,
      boolean requirePushedAuthorizationRequests,
      boolean requireSignedRequestObject,
      boolean dpopBoundAccessTokens,
      @Nullable Boolean dpopNonce,
      boolean fapi2) {

    private static final Set<String> FAPI2_ALGORITHMS = Set.of("ES256", "PS256", "EdDSA");

    /** Whether it may sign so, and be signed for (FAPI 2.0 Security Profile section 5.4.1). */
    public boolean allowsAlgorithm(String algorithm) {
      return !fapi2 || FAPI2_ALGORITHMS.contains(algorithm);
    }

    /** Whether each of its proofs of possession needs a nonce of the server's. */
    public boolean requiresDpopNonce() {
      return dpopNonce == null ? dpopBoundAccessTokens : dpopNonce;
    }
  }

  /**
   * The names are those of client metadata (OpenID Connect Registration section 2).
   *
   * @param defaultMaxAge of a login, where a request says nothing; null: any
   * @param defaultAcrValues likewise
   * @param userinfoSignedResponseAlg userinfo comes as a signed token; null: as JSON
   * @param responseModes that its answers may travel by; empty: all that fit
   * @param deviceGrant whether it may have devices let in (RFC 8628)
   * @param resources that it may have access tokens for
   */
  public record OpenId(
      @Nullable Duration defaultMaxAge,
      List<String> defaultAcrValues,
      @Nullable String userinfoSignedResponseAlg,
      List<String> responseModes,
      boolean deviceGrant,
      List<Resource> resources) {}

  /**
   * An API that is not this server's (RFC 8707).
   *
   * @param scopes those that mean something there; empty: all that the client has
   */
  public record Resource(String identifier, List<String> scopes) {}

  /**
   * The names are those of client metadata (OpenID Connect RP-Initiated Logout 1.0 section 3.1,
   * Back-Channel Logout 1.0 section 2.2, Front-Channel Logout 1.0 section 2).
   *
   * @param postLogoutRedirectUris compared byte for byte
   * @param backchannelLogoutUri null: it is not called
   * @param backchannelLogoutSessionRequired whether it needs {@code sid}; it gets it in any case
   * @param frontchannelLogoutUri null: it is not shown
   * @param frontchannelLogoutSessionRequired whether it gets {@code iss} and {@code sid}
   */
  public record Logout(
      List<String> postLogoutRedirectUris,
      @Nullable String backchannelLogoutUri,
      boolean backchannelLogoutSessionRequired,
      @Nullable String frontchannelLogoutUri,
      boolean frontchannelLogoutSessionRequired) {

    /** Whether it wants to be told of the end of a session. */
    public boolean isTold() {
      return backchannelLogoutUri != null || frontchannelLogoutUri != null;
    }
  }

  /**
   * The names are those of client metadata (OpenID Connect Registration section 2). Each is the
   * address of a page or an image; null: there is none.
   */
  public record About(
      @Nullable String logoUri, @Nullable String policyUri, @Nullable String tosUri) {}

  /**
   * @param apiKeys the first signs webhook calls
   * @param webhookUrl null: nothing is told
   * @param lostPasswordUrl where the mail leads; null: the public URL
   * @param inviteUrl likewise
   */
  public record AccessApi(
      List<String> apiKeys,
      LoginTokenType loginTokenType,
      @Nullable String webhookUrl,
      @Nullable String lostPasswordUrl,
      @Nullable String inviteUrl) {

    @Override
    public String toString() {
      return "AccessApi[" + loginTokenType + "]";
    }
  }

  /** What a login at the Access API gives, and what that is good for (its contract 1.8). */
  public enum LoginTokenType {
    LENIENT,
    STRICT,
    AUTO
  }

  /**
   * What only old integrations need. Each that is on is said at every start.
   *
   * @param passwordGrant RFC 6749 section 4.3, gone in OAuth 2.1
   * @param implicit RFC 6749 section 4.2 and OpenID Connect Core section 3.3 (hybrid), gone in
   *     OAuth 2.1
   * @param hs256IdToken the ID token is signed with the client's secret
   */
  public record Legacy(boolean passwordGrant, boolean implicit, boolean hs256IdToken) {}

  public boolean isPublic() {
    return authMethod.equals("none");
  }

  /** Whether it authenticates with a secret that both sides know. */
  public boolean hasSecret() {
    return authMethod.startsWith("client_secret_");
  }

  public boolean isFirstParty() {
    return party.equals("first");
  }

  /** Whether it registered itself: nobody here has looked at what it says of itself. */
  public boolean isStranger() {
    return party.equals(STRANGER);
  }

  /**
   * What holds for calls to addresses that the client named. What the operator exempts is for the
   * operator's own clients: strangers get to no door behind the wall by it (attack class 27).
   */
  public Outbound.Limits calls(Tenant tenant) {
    return isStranger() ? tenant.callsForStrangers() : tenant.outbound().limits();
  }

  /**
   * A code of this client is good only with its verifier: always for public clients (contract
   * section 1.9).
   */
  public boolean requiresPkce() {
    return isPublic() || pkceEnforced;
  }

  public boolean allowsRedirect(String uri) {
    return redirectUris.contains(uri);
  }

  /**
   * Whether the answer to an authorize request may go there: to what is registered, byte for byte;
   * at a public client also to any port of the loopback interface, when what is registered has none
   * (RFC 8252 section 7.3).
   */
  public boolean allowsReply(String uri) {
    return allowsRedirect(uri)
        || (isPublic() && Loopback.registration(uri).filter(this::allowsRedirect).isPresent());
  }

  public boolean allowsOrigin(String origin) {
    return origins.contains(origin);
  }

  @Override
  public String toString() {
    return "Client[" + id + "]";
  }
}
