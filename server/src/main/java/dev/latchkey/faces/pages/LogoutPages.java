package dev.latchkey.faces.pages;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.logout.ClientLogout;
import dev.latchkey.platform.http.Parameters;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET} and {@code POST /oauth/logout} (OpenID Connect RP-Initiated Logout 1.0), the question
 * whether the user wants it, and the page after it (Front-Channel Logout 1.0). {@code logout_hint}
 * is taken and says nothing: who is logged out is the browser's session, or nobody.
 */
public final class LogoutPages {

  /** The page of the question. */
  public record Question(@Nullable String client, @Nullable String user) {}

  /**
   * The page after a logout.
   *
   * @param frames to show, out of sight
   * @param target where to go on; null: nowhere
   * @param goesOn whether the page goes there by itself
   */
  public record LoggedOut(List<String> frames, @Nullable String target, boolean goesOn) {}

  private static final String PATH = "/oauth/logout";
  private static final String CONFIRM = PATH + "/confirm";
  private static final String STATE = "state";
  private static final String ANSWER = "answer";
  private static final String STAY = "stay";

  /** In characters: what every browser and proxy takes as an address. */
  private static final int LONGEST_QUERY = 7_000;

  /** Of an ID token: profiles may be long. */
  private static final int ID_TOKEN = 7_000;

  private final Pages pages;
  private final ClientLogout logout;

  public LogoutPages(Pages pages, ClientLogout logout) {
    this.pages = pages;
    this.logout = logout;
  }

  public void on(Router router) {
    pages.get(router, PATH, RateClass.NONE, this::request);
    pages.foreignPost(router, PATH, LogoutPages::asGet);
    pages.post(router, CONFIRM, RateClass.NONE, this::answered);
    // Where another language is chosen on the pages that answer.
    pages.get(router, CONFIRM, RateClass.NONE, this::request);
  }

  /** A form that a client's page posts comes back as a query, with all our cookies. */
  private static Response asGet(Visit visit) {
    String query = visit.call().formAsQuery();
    if (query.length() > LONGEST_QUERY) {
      throw ApiError.BODY_TOO_LARGE.exception("Send the request by GET");
    }
    return Response.redirect(303, PATH + "?" + query);
  }

  private Response request(Visit visit) {
    return run(visit, false);
  }

  private Response answered(Visit visit) {
    if (STAY.equals(visit.form().text(ANSWER, 20))) {
      return visit.note(Note.of(visit.text("logout.stayed"), null));
    }
    return run(visit, true);
  }

  private Response run(Visit visit, boolean confirmed) {
    Fields query = visit.query();
    visit.wishes(query.text("ui_locales", Limits.NAME));
    String redirectUri = query.text("post_logout_redirect_uri", Limits.URL);
    String state = query.text(STATE, Limits.STATE);
    ClientLogout.Request request =
        new ClientLogout.Request(
            query.text("id_token_hint", ID_TOKEN),
            query.text("client_id", Limits.NAME),
            redirectUri);
    query.check();
    ClientLogout.Outcome outcome =
        logout.run(
            visit.tenant(),
            request,
            SessionCookies.session(visit.call().request()),
            confirmed,
            visit.call().caller());
    carry(visit, outcome.client(), redirectUri, state);
    return switch (outcome) {
      case ClientLogout.Ask ask -> question(visit, ask);
      case ClientLogout.Done done ->
          SessionCookies.withoutSession(done(visit, done, redirectUri, state, confirmed));
    };
  }

  /** The hint stays behind: what the user says takes its place. */
  private static void carry(
      Visit visit, @Nullable Client client, @Nullable String redirectUri, @Nullable String state) {
    if (client != null) {
      visit.carry("client_id", client.id());
    }
    if (redirectUri != null) {
      visit.carry("post_logout_redirect_uri", redirectUri);
    }
    if (state != null) {
      visit.carry(STATE, state);
    }
  }

  private static Response question(Visit visit, ClientLogout.Ask ask) {
    Client client = ask.client();
    Profile user = ask.user();
    return visit.page(
        "logout",
        new Question(
            client == null ? null : client.name(),
            user.email() == null ? user.phoneNumber() : user.email()));
  }

  /**
   * Straight to the client only in answer to a {@code GET}: browsers hold where a form leads to the
   * policy of the page it was on, and with it wherever the client sends them next.
   */
  private static Response done(
      Visit visit,
      ClientLogout.Done done,
      @Nullable String redirectUri,
      @Nullable String state,
      boolean confirmed) {
    String target =
        redirectUri == null || state == null
            ? redirectUri
            : Parameters.appended(redirectUri, STATE, state);
    if (target == null || !done.mayGoOn()) {
      return page(visit, new LoggedOut(done.frames(), target, false));
    }
    return done.frames().isEmpty() && !confirmed
        ? Response.redirect(302, target)
        // Without script: as soon as the frames have loaded.
        : page(visit, new LoggedOut(done.frames(), target, true))
            .with("Refresh", "0;url=" + target);
  }

  private static Response page(Visit visit, LoggedOut model) {
    visit.showsFrames(model.frames());
    return visit.page("logged-out", model);
  }
}
