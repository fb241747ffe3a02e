package dev.latchkey.faces.pages;

import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.KnownScopes;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.faces.web.authorize.Reply;
import dev.latchkey.faces.web.authorize.ReplyFinder;
import dev.latchkey.flows.consent.AllowThirdParty;
import dev.latchkey.flows.grants.ChooseAccount;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /consent}: which app wants what of whom; {@code /accounts}: who is to go on. Both ask the
 * user of this browser's session, and nobody without one.
 */
public final class ConsentPages {

  private final Pages pages;
  private final Api api;
  private final Interactions interactions;
  private final SessionVerifier sessions;
  private final KnownScopes knownScopes;
  private final ReplyFinder replies;
  private final AllowThirdParty allow;
  private final ChooseAccount choose;

  public ConsentPages(
      Pages pages,
      Api api,
      Interactions interactions,
      SessionVerifier sessions,
      KnownScopes knownScopes,
      ReplyFinder replies,
      AllowThirdParty allow,
      ChooseAccount choose) {
    this.pages = pages;
    this.api = api;
    this.interactions = interactions;
    this.sessions = sessions;
    this.knownScopes = knownScopes;
    this.replies = replies;
    this.allow = allow;
    this.choose = choose;
  }

  public void on(Router router) {
    pages.get(router, "/consent", RateClass.NONE, this::ask);
    pages.post(router, "/consent", RateClass.NONE, this::answer);
    pages.get(router, "/accounts", RateClass.NONE, this::accounts);
    pages.post(router, "/accounts", RateClass.NONE, this::goOn);
  }

  private Response ask(Visit visit) {
    Interaction at = interactions.ofRequest(visit);
    return live(visit)
        .map(session -> visit.page("consent", view(visit, at, session.details().profile())))
        .orElseGet(() -> visit.go("/login"));
  }

  private ConsentView view(Visit visit, Interaction at, Profile profile) {
    String host = URI.create(Objects.requireNonNull(at.request().redirectUri())).getHost();
    return new ConsentView(
        at.client().name(),
        ClientCard.of(visit, at.client()),
        ConsentView.account(profile),
        profile.id().toString(),
        visit.scopes(scopes(visit, at)),
        null,
        host == null ? at.client().name() : host);
  }

  private Set<String> scopes(Visit visit, Interaction at) {
    return at.request()
        .reach(Scopes.granted(at.client(), at.request().scope(), knownScopes.of(visit.tenant())));
  }

  private Response answer(Visit visit) {
    Interaction at = interactions.ofRequest(visit);
    String decision = visit.form().required("decision", 10);
    String asked = visit.form().required("account", Limits.NAME);
    visit.form().check();
    if (!decision.equals("allow")) {
      return deny(visit, at);
    }
    try {
      allow.run(
          visit.tenant(),
          at.client(),
          scopes(visit, at),
          SessionCookies.session(visit.call().request()),
          ConsentView.profileId(asked),
          visit.call().caller());
      return visit.go("/login/done");
    } catch (ApiException e) {
      if (e.error() == ApiError.LOGIN_REQUIRED) {
        return visit.go("/login");
      }
      throw e;
    }
  }

  /** The client is told, in the way it asked for its answers. */
  private Response deny(Visit visit, Interaction at) {
    Response reply =
        replies
            .find(at.request(), null)
            .send(
                Reply.error(
                    api.errorBody(
                        visit.call(), ApiError.ACCESS_DENIED.exception("The user denied")),
                    at.request().state()));
    return visit.ended(reply);
  }

  private Response accounts(Visit visit) {
    interactions.ofRequest(visit);
    return live(visit)
        .map(session ->
            visit.page(
                "accounts", new AccountsView(ConsentView.account(session.details().profile()))))
        .orElseGet(() -> visit.go("/login"));
  }

  private Response goOn(Visit visit) {
    Interaction at = interactions.ofRequest(visit);
    choose.run(visit.tenant(), at.client(), at.token());
    return visit.go("/login/done");
  }

  private Optional<LiveSession> live(Visit visit) {
    return Optional.ofNullable(SessionCookies.session(visit.call().request()))
        .flatMap(cookie -> sessions.find(visit.tenant(), cookie));
  }
}
