package dev.latchkey.app.house;

import dev.latchkey.domain.captcha.CaptchaVerifier;
import dev.latchkey.domain.client.ClientAuthenticator;
import dev.latchkey.domain.client.RequestObjects;
import dev.latchkey.faces.pages.PageFiles;
import dev.latchkey.faces.pages.PageTexts;
import dev.latchkey.faces.pages.Pages;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.CaptchaFields;
import dev.latchkey.faces.web.ErrorResponses;
import dev.latchkey.faces.web.KnownScopes;
import dev.latchkey.faces.web.authorize.ReplyFinder;
import dev.latchkey.faces.web.authorize.RequestReader;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.i18n.Texts;

/** What every face stands on: the routes, the rules around them, and the texts people read. */
final class Web {
  final Router router = new Router();
  final Texts errorTexts = new Texts("errors");
  final Texts messageTexts = new Texts("messages");
  final Texts uiTexts = new Texts("ui");
  final Texts deviceTexts = new Texts("device");
  final Texts pageTexts = new Texts("pages");
  final Api api;
  final Pages pages;
  final KnownScopes scopes;
  final ClientAuthenticator authenticator;
  final CaptchaFields captcha;
  final ReplyFinder replies;
  final RequestReader reader;

  Web(Domain domain) {
    api =
        new Api(
            domain.tenants,
            domain.clients,
            new ErrorResponses(errorTexts, domain.secrets),
            domain.limiter,
            domain.secrets);
    PageFiles pageFiles = new PageFiles(domain.tenants);
    pageFiles.on(router, api);
    pages =
        new Pages(api, new PageTexts(pageTexts, uiTexts, errorTexts), pageFiles, domain.secrets);
    api.saysBy(pages);
    scopes = new KnownScopes(domain.tenants, domain.clients);
    replies = new ReplyFinder(domain.secrets);
    reader =
        new RequestReader(
            domain.pendingRequests,
            domain.pushedRequests,
            new RequestObjects(domain.clientKeys, domain.outbound, domain.clock),
            domain.idTokenHints);
    authenticator =
        new ClientAuthenticator(domain.clients, domain.clientKeys, domain.usedJwts, domain.clock);
    captcha = new CaptchaFields(new CaptchaVerifier(domain.outbound));
  }
}
