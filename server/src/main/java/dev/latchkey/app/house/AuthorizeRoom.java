package dev.latchkey.app.house;

import dev.latchkey.faces.identity.SocialEndpoints;
import dev.latchkey.faces.oauth.AuthorizeEndpoint;
import dev.latchkey.faces.oauth.AuthorizeRequests;
import dev.latchkey.faces.oauth.CustomTokenEndpoint;
import dev.latchkey.faces.oauth.ProviderCallback;
import dev.latchkey.faces.oauth.PushedRequestEndpoint;
import dev.latchkey.flows.federation.FederatedLogin;
import dev.latchkey.flows.federation.FinishProviderLogin;
import dev.latchkey.flows.federation.LoginWithIdToken;
import dev.latchkey.flows.federation.LoginWithProviderToken;
import dev.latchkey.flows.federation.StartProviderLogin;
import dev.latchkey.flows.federation.UnlinkIdentity;
import dev.latchkey.flows.grants.AuthorizeStep;
import dev.latchkey.flows.grants.SendToLogin;
import dev.latchkey.flows.login.CustomTokenLogin;

/**
 * The authorization endpoint, and the ways in through another identity provider or the client's
 * back end.
 */
final class AuthorizeRoom {
  // What our own pages call as well.
  final AuthorizeStep step;
  final StartProviderLogin startProvider;

  final UnlinkIdentity unlinkIdentity;

  AuthorizeRoom(Domain domain, Steps steps, Web web) {
    step =
        new AuthorizeStep(
            domain.db,
            domain.tickets,
            steps.judgeSession,
            domain.loginPolicy,
            domain.thirdPartyGrants,
            domain.passwords,
            steps.giveAccess,
            steps.logins);
    var federatedLogin =
        new FederatedLogin(
            domain.profiles,
            domain.federatedVerifier,
            domain.identities,
            steps.accounts,
            steps.decideLogin,
            domain.authorizationCodes,
            domain.events,
            domain.outbox);
    startProvider =
        new StartProviderLogin(
            domain.db,
            domain.bearerVerifier,
            domain.sessionVerifier,
            domain.departures,
            domain.upstream);
    var finishProviderLogin =
        new FinishProviderLogin(
            domain.db,
            domain.clients,
            domain.departures,
            domain.upstream,
            federatedLogin,
            steps.logins);
    var loginWithIdToken =
        new LoginWithIdToken(
            domain.db, domain.upstream, domain.identities, federatedLogin, steps.logins);
    var loginWithProviderToken =
        new LoginWithProviderToken(domain.db, domain.upstream, federatedLogin, steps.logins);
    unlinkIdentity =
        new UnlinkIdentity(
            domain.db,
            domain.identities,
            domain.profiles,
            domain.lites,
            domain.credentials,
            domain.sessions,
            domain.grants,
            domain.tickets,
            domain.events);
    var customTokenLogin =
        new CustomTokenLogin(domain.db, domain.customTokens, steps.decideLogin, steps.logins);
    var requests =
        new AuthorizeRequests(web.api, domain.clients, domain.clientDocuments, web.reader);
    new AuthorizeEndpoint(
            web.api,
            requests,
            web.scopes,
            web.replies,
            domain.secrets,
            step,
            new SendToLogin(domain.db, domain.pendingRequests),
            startProvider,
            loginWithIdToken)
        .on(web.router);
    new PushedRequestEndpoint(
            web.authenticator,
            domain.clientDocuments,
            web.reader,
            web.replies,
            domain.pushedRequests,
            domain.dpopProofs)
        .on(web.router, web.api);
    new CustomTokenEndpoint(web.api, requests, web.scopes, web.replies, customTokenLogin)
        .on(web.router);
    new ProviderCallback(web.api, domain.secrets, finishProviderLogin).on(web.router);
    new SocialEndpoints(loginWithProviderToken, unlinkIdentity, domain.bearerVerifier, web.scopes)
        .on(web.router, web.api);
  }
}
