package dev.latchkey.app;

import dev.latchkey.app.Findings.At;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientKeys;
import dev.latchkey.domain.client.ClientSecrets;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.input.Addresses;
import dev.latchkey.domain.input.Addresses.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold within one client, in either mode, and what is unsafe though allowed. */
final class ClientChecks {

  /** RFC 7518 section 3.2: a key for HS256 is no shorter than its output. */
  private static final int HS256_BYTES = 32;

  /** FAPI 2.0 Security Profile section 5.3.2.1 (11). */
  private static final Duration FAPI2_CODE = Duration.ofSeconds(60);

  private static final String NEEDS_KEYS = "Add `jwks_uri` or `jwks` under `security`.";

  private final At at;
  private final Client client;

  private ClientChecks(At at, Client client) {
    this.at = at;
    this.client = client;
  }

  static void run(At at, Client client) {
    new ClientChecks(at, client).run();
  }

  private void run() {
    addresses();
    secrets();
    keys();
    boundTokens();
    fapi2();
    logout();
    about();
    scopes();
    refreshTokens();
    clientCredentials();
    hs256();
    customToken();
    firstPartyOnly();
    accessApi();
    resources();
    devices();
    legacy();
  }

  private void addresses() {
    for (int i = 0; i < client.redirectUris().size(); i++) {
      at.key("redirect_uris").item(i).wrong(Addresses.ofRedirect(client.redirectUris().get(i)));
    }
    for (int i = 0; i < client.origins().size(); i++) {
      at.key("origins").item(i).wrong(Addresses.ofOrigin(client.origins().get(i)));
    }
    if (client.loginUrl() != null) {
      at.key("login_url").wrong(Addresses.ofPage(client.loginUrl()));
    }
    ServerChecks.networks(at.key("allowed_addresses"), client.allowedAddresses());
  }

  private void secrets() {
    if (client.authMethod().equals("client_secret_jwt")) {
      needsSecretForHs256(at.key("auth_method"));
    }
    if (client.isPublic() && !client.secrets().isEmpty()) {
      at.key("secrets")
          .problem(
              "stands at a public client, which cannot keep one",
              "Remove it, or write `auth_method: client_secret_basic`.");
    }
    if (client.hasSecret() && client.secrets().isEmpty()) {
      at.problem(
          "needs a secret to authenticate with",
          "Add `secrets: [\"${NAME}\"]`, or write `auth_method: none`.");
    }
  }

  private void keys() {
    At security = at.key("security");
    Client.Security settings = client.security();
    boolean hasKeys = settings.jwks() != null || settings.jwksUri() != null;
    if (settings.jwks() != null && settings.jwksUri() != null) {
      security
          .key("jwks_uri")
          .problem("stands beside `jwks`", "Keep one of the two (OpenID Registration section 2).");
    }
    if (settings.jwks() != null && !ClientKeys.arePublic(settings.jwks())) {
      security
          .key("jwks")
          .problem("is no set of public keys", "Write a JSON Web Key Set without private members.");
    }
    if (settings.jwksUri() != null) {
      security.key("jwks_uri").wrong(Addresses.ofPage(settings.jwksUri()));
    }
    for (int i = 0; i < settings.requestUris().size(); i++) {
      security.key("request_uris").item(i).wrong(Addresses.ofPage(settings.requestUris().get(i)));
    }
    if (client.authMethod().equals("private_key_jwt") && !hasKeys) {
      at.key("auth_method").problem("needs the client's keys", NEEDS_KEYS);
    }
    if (settings.requireSignedRequestObject() && !hasKeys) {
      security.key("require_signed_request_object").problem("needs the client's keys", NEEDS_KEYS);
    }
  }

  /** Where no key can be shown, a client that gets bound tokens alone gets none. */
  private void boundTokens() {
    if (!client.security().dpopBoundAccessTokens()) {
      return;
    }
    At bound = at.key("security").key("dpop_bound_access_tokens");
    if (client.signupToken()) {
      bound.problem(
          "stands at a client that gets tokens at sign-up, where no key is shown",
          "Write `signup_token: false`.");
    }
    if (client.accessApi() != null) {
      bound.problem(
          "stands at a client of the Access API, whose tokens are bound to no key",
          "Use another client for that API.");
    }
  }

  /** FAPI 2.0 Security Profile sections 5.3.2 and 5.4: what it asks for stands in the file. */
  private void fapi2() {
    Client.Security settings = client.security();
    if (!settings.fapi2()) {
      return;
    }
    At security = at.key("security");
    wants(client.authMethod().equals("private_key_jwt"), at, "auth_method: private_key_jwt");
    wants(client.pkceEnforced(), at, "pkce_enforced: true");
    wants(
        settings.requirePushedAuthorizationRequests(),
        security,
        "require_pushed_authorization_requests: true");
    wants(settings.dpopBoundAccessTokens(), security, "dpop_bound_access_tokens: true");
    fapi2Algorithm(at.key("id_token_alg"), client.idTokenAlg());
    fapi2Algorithm(at.key("access_token_alg"), client.accessTokenAlg());
    fapi2Algorithm(
        at.key("openid").key("userinfo_signed_response_alg"),
        client.openid().userinfoSignedResponseAlg());
    fapi2Algorithm(
        security.key("token_endpoint_auth_signing_alg"), settings.tokenEndpointAuthSigningAlg());
    fapi2Algorithm(security.key("request_object_signing_alg"), settings.requestObjectSigningAlg());
    if (client.lifetimes().code().compareTo(FAPI2_CODE) > 0) {
      at.key("lifetimes")
          .key("code")
          .problem("is longer than the 60 seconds of FAPI 2.0", "Write `code: 60s`.");
    }
    Client.Legacy legacy = client.legacy();
    if (legacy.implicit() || legacy.passwordGrant() || legacy.hs256IdToken()) {
      at.key("legacy").problem("stands at a client of FAPI 2.0", "Remove it.");
    }
    if (client.customToken() || client.providerTokens()) {
      security
          .key("fapi2")
          .problem(
              "stands at a client that logs users in by tokens of its own or of a provider",
              "Remove `custom_token` and `provider_tokens`.");
    }
  }

  private static void wants(boolean holds, At place, String line) {
    if (!holds) {
      place.problem("is held to FAPI 2.0, which wants `%s`".formatted(line), "Add that line.");
    }
  }

  private void fapi2Algorithm(At place, @Nullable String algorithm) {
    if (algorithm != null && !client.security().allowsAlgorithm(algorithm)) {
      place.problem(
          "is %s, which FAPI 2.0 does not allow".formatted(algorithm),
          "Write ES256, PS256 or EdDSA.");
    }
  }

  private void logout() {
    At place = at.key("logout");
    Client.Logout settings = client.logout();
    for (int i = 0; i < settings.postLogoutRedirectUris().size(); i++) {
      String uri = settings.postLogoutRedirectUris().get(i);
      place.key("post_logout_redirect_uris").item(i).wrong(Addresses.ofRedirect(uri));
    }
    endpoint(place.key("backchannel_logout_uri"), settings.backchannelLogoutUri());
    At shown = place.key("frontchannel_logout_uri");
    String frame = settings.frontchannelLogoutUri();
    if (!endpoint(shown, frame)
        && frame != null
        && !Addresses.isOfOrigins(frame, client.redirectUris())) {
      shown.problem(
          "is of another origin than the redirect URIs",
          "Use scheme, host and port of one of them (Front-Channel Logout 1.0 section 2).");
    }
  }

  private void about() {
    At place = at.key("about");
    Client.About settings = client.about();
    page(place.key("logo_uri"), settings.logoUri());
    page(place.key("policy_uri"), settings.policyUri());
    page(place.key("tos_uri"), settings.tosUri());
  }

  /** An address that is called, or shown, as it stands; whether something is wrong with it. */
  private static boolean endpoint(At at, @Nullable String url) {
    Optional<Fault> fault =
        url == null ? Optional.empty() : Addresses.ofPage(url).or(() -> Addresses.ofRedirect(url));
    at.wrong(fault);
    return fault.isPresent();
  }

  private void scopes() {
    for (int i = 0; i < client.defaultScopes().size(); i++) {
      String scope = client.defaultScopes().get(i);
      if (!Scopes.mayKeep(client, scope)) {
        at.key("default_scopes")
            .item(i)
            .problem("`%s` is not among `scopes`".formatted(scope), "Add it there.");
      }
    }
  }

  private void refreshTokens() {
    if (client.scopes().contains(Scopes.OFFLINE_ACCESS) && !client.refreshTokens()) {
      at.key("scopes")
          .problem(
              "holds `offline_access`, and the client gets no refresh tokens",
              "Write `refresh_tokens: true`, or remove the scope.");
    }
    if (client.refreshTokens() && client.isPublic() && !client.pkceEnforced()) {
      at.key("refresh_tokens")
          .problem(
              "needs enforced PKCE at a public client (contract section 1.9)",
              "Write `pkce_enforced: true`.");
    }
    Client.Lifetimes lifetimes = client.lifetimes();
    if (lifetimes.refreshTokenIdle().compareTo(lifetimes.refreshTokenAbsolute()) > 0) {
      at.key("lifetimes")
          .key("refresh_token_idle")
          .problem("is longer than `refresh_token_absolute`", "Write a shorter one.");
    }
  }

  private void clientCredentials() {
    if (client.clientCredentials() && client.isPublic()) {
      at.key("client_credentials")
          .problem(
              "needs a client that can authenticate (RFC 6749 section 4.4)",
              "Write `auth_method: client_secret_basic` and add a secret.");
    }
  }

  private void hs256() {
    if (!client.legacy().hs256IdToken()) {
      return;
    }
    needsSecretForHs256(at.key("legacy").key("hs256_id_token"));
  }

  private void customToken() {
    if (client.customToken()) {
      needsSecretForHs256(at.key("custom_token"));
    }
  }

  private void needsSecretForHs256(At place) {
    if (client.secrets().stream().anyMatch(ClientSecrets::isHashed)) {
      place.problem(
          "needs the secrets in the clear, to sign with them", "Write them without `sha256:`.");
      return;
    }
    boolean longEnough =
        client.secrets().stream()
            .allMatch(s -> s.getBytes(StandardCharsets.UTF_8).length >= HS256_BYTES);
    if (client.secrets().isEmpty() || !longEnough) {
      place.problem(
          "needs a client with secrets of %d bytes or more".formatted(HS256_BYTES),
          "Give it a longer secret, or remove this line.");
    }
  }

  private void firstPartyOnly() {
    if (!client.isFirstParty()) {
      forFirstParties("sso", client.sso());
      forFirstParties("signup_token", client.signupToken());
      forFirstParties("access_token_renewal", client.accessTokenRenewal());
      forFirstParties("custom_token", client.customToken());
      if (client.loginUrl() != null) {
        at.key("login_url")
            .problem("is only for first-party clients (contract section 1.9)", "Remove this line.");
      }
    }
  }

  /** Their users log in where they say yes: on the server's own pages. */
  private void devices() {
    if (client.openid().deviceGrant() && client.loginUrl() != null) {
      at.key("openid")
          .key("device_grant")
          .problem(
              "is on at a client with a login page of its own, where no device can be let in",
              "Use another client for devices, or remove `login_url`.");
    }
  }

  /** RFC 8707 section 2: an absolute URI without a fragment. */
  private void resources() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < client.openid().resources().size(); i++) {
      Client.Resource resource = client.openid().resources().get(i);
      At place = at.key("openid").key("resources").item(i);
      if (!Addresses.isAbsolute(resource.identifier())) {
        place
            .key("identifier")
            .problem("is no absolute URI without a fragment", "Write its whole address.");
      }
      if (!seen.add(resource.identifier())) {
        place.key("identifier").problem("stands here twice", "Remove one.");
      }
      for (int j = 0; j < resource.scopes().size(); j++) {
        if (!Scopes.mayKeep(client, resource.scopes().get(j))) {
          place
              .key("scopes")
              .item(j)
              .problem(
                  "`%s` is not among the client's `scopes`".formatted(resource.scopes().get(j)),
                  "Add it there.");
        }
      }
    }
  }

  private void accessApi() {
    Client.AccessApi api = client.accessApi();
    if (api == null) {
      return;
    }
    At place = at.key("access_api");
    if (!client.isFirstParty()) {
      place.problem("is only for first-party clients: it sees passwords", "Remove this line.");
    }
    page(place.key("webhook_url"), api.webhookUrl());
    page(place.key("lost_password_url"), api.lostPasswordUrl());
    page(place.key("invite_url"), api.inviteUrl());
  }

  private static void page(At at, @Nullable String url) {
    if (url != null) {
      at.wrong(Addresses.ofPage(url));
    }
  }

  private void forFirstParties(String key, boolean on) {
    if (on) {
      at.key(key)
          .problem(
              "is only for first-party clients (contract section 1.9)",
              "Write `" + key + ": false`.");
    }
  }

  private void legacy() {
    At legacy = at.key("legacy");
    if (client.legacy().passwordGrant()) {
      legacy
          .key("password_grant")
          .warning("is on: the app sees passwords, and no second factor can be asked for");
    }
    if (client.legacy().implicit()) {
      legacy.key("implicit").warning("is on: tokens stand in addresses, where they leak");
    }
    if (client.legacy().hs256IdToken()) {
      legacy
          .key("hs256_id_token")
          .warning("is on: whoever can check an ID token of this client can also forge one");
    }
  }
}
