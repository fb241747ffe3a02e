package dev.latchkey.faces.pages;

import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.provider.Upstream;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.federation.StartProviderLogin;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.net.URI;

/**
 * {@code /login/provider}: on to another identity provider; the way back ends at our login page.
 */
public final class ProviderPages {

  private final Pages pages;
  private final Interactions interactions;
  private final StartProviderLogin start;
  private final Secrets secrets;

  public ProviderPages(
      Pages pages, Interactions interactions, StartProviderLogin start, Secrets secrets) {
    this.pages = pages;
    this.interactions = interactions;
    this.start = start;
    this.secrets = secrets;
  }

  public void on(Router router) {
    pages.get(router, "/login/provider", RateClass.PROVIDER, this::leave);
  }

  private Response leave(Visit visit) {
    Interaction at = interactions.of(visit);
    String provider = visit.query().required("provider", Limits.NAME);
    visit.query().check();
    String browser = SessionCookies.providerLogin(visit.call().request()).orElseGet(secrets::token);
    URI location =
        start.run(
            visit.tenant(),
            at.client(),
            at.session(at.request().persistent()),
            new StartProviderLogin.Input(
                provider,
                new Upstream.Wish(null, null, at.hint()),
                null,
                browser,
                SessionCookies.session(visit.call().request()),
                at.request().origin()));
    return SessionCookies.withProviderLogin(Response.redirect(303, location.toString()), browser);
  }
}
