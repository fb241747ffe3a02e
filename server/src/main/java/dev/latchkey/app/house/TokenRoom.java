package dev.latchkey.app.house;

import dev.latchkey.faces.oauth.RevocationEndpoint;
import dev.latchkey.faces.oauth.TokenEndpoint;
import dev.latchkey.flows.grants.AuthorizationCodeGrant;
import dev.latchkey.flows.grants.ClientCredentialsGrant;
import dev.latchkey.flows.grants.DeviceCodeGrant;
import dev.latchkey.flows.grants.IntrospectToken;
import dev.latchkey.flows.grants.PasswordGrant;
import dev.latchkey.flows.grants.RefreshTokenGrant;
import dev.latchkey.flows.grants.RevokeToken;

/** What clients do with codes, refresh tokens and credentials of their own. */
final class TokenRoom {

  private TokenRoom() {}

  static void open(Domain domain, Steps steps, Web web) {
    var codeGrant =
        new AuthorizationCodeGrant(
            domain.db,
            domain.authorizationCodes,
            domain.grants,
            domain.issuer,
            steps.logins,
            domain.events);
    var refreshGrant =
        new RefreshTokenGrant(domain.db, domain.grants, domain.issuer, domain.events);
    var clientGrant = new ClientCredentialsGrant(domain.issuer);
    var passwordGrant =
        new PasswordGrant(
            domain.db,
            domain.passwordVerifier,
            domain.loginPolicy,
            domain.guard,
            domain.passwords,
            domain.sessions,
            domain.grants,
            domain.issuer,
            steps.logins,
            domain.preEvents);
    var revoke =
        new RevokeToken(domain.db, domain.grants, domain.revokedTokens, domain.jwts, domain.events);
    var introspect =
        new IntrospectToken(
            domain.clients,
            domain.jwts,
            domain.bearerVerifier,
            domain.accessVerifier,
            domain.grants,
            domain.revokedTokens,
            domain.clock);
    new TokenEndpoint(
            web.authenticator,
            domain.dpopProofs,
            web.scopes,
            codeGrant,
            refreshGrant,
            clientGrant,
            passwordGrant,
            new DeviceCodeGrant(
                domain.db, domain.deviceCodes, domain.grants, domain.issuer, steps.logins))
        .on(web.router, web.api);
    new RevocationEndpoint(web.authenticator, revoke, introspect).on(web.router, web.api);
  }
}
