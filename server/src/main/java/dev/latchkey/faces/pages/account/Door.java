package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.proof.PageProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.pages.Note;
import dev.latchkey.faces.pages.Pages;
import dev.latchkey.faces.pages.Visit;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.login.EnterAccount;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Lets in whoever is logged in well enough, and sends everybody else to log in and back. Each
 * tenant's account page is of the one client that names it as a redirect URI; without one there is
 * none.
 */
final class Door {

  /** Answers a user. May throw {@link ApiException}. */
  @FunctionalInterface
  interface Room {
    Response handle(Account account);
  }

  private final Router router;
  private final Pages pages;
  private final Clients clients;
  private final EnterAccount enter;
  private final ReturnWay way;
  private final Set<String> paths = new HashSet<>();

  Door(Router router, Pages pages, Clients clients, EnterAccount enter, Secrets secrets) {
    this.router = router;
    this.pages = pages;
    this.clients = clients;
    this.enter = enter;
    this.way = new ReturnWay(secrets);
  }

  /** Routes what is looked at. */
  void get(String path, Room room) {
    paths.add(path);
    pages.get(router, path, RateClass.NONE, visit -> open(visit, path, room));
  }

  /**
   * Routes what is posted. Loaded anew, or in another language, it leads to the page.
   *
   * @param page that a user comes to who has to log in first
   */
  void post(String path, String page, RateClass rate, Room room) {
    pages.post(router, path, rate, visit -> open(visit, page, room));
    if (!paths.contains(path)) {
      pages.get(router, path, RateClass.NONE, visit -> visit.go(page));
    }
  }

  /** The overview, to which every login comes back. */
  void home(Room room) {
    paths.add(Account.HOME);
    pages.get(
        router,
        Account.HOME,
        RateClass.NONE,
        visit -> {
          if (visit.query().has("error")) {
            return failed(visit);
          }
          return visit.query().has("code") ? back(visit) : open(visit, Account.HOME, room);
        });
  }

  private Response open(Visit visit, String page, Room room) {
    Client client = client(visit);
    Request request = visit.call().request();
    Optional<PageProof> owner =
        enter.run(
            visit.tenant(),
            client,
            new EnterAccount.Input(
                SessionCookies.session(request), SessionCookies.trustedDevice(request)));
    if (owner.isEmpty()) {
      return toLogin(visit, client, page);
    }
    try {
      return room.handle(new Account(visit, client, owner.get(), way));
    } catch (ApiException e) {
      if (isLoggedOut(e)) {
        return toLogin(visit, client, page);
      }
      throw e;
    }
  }

  /** Whether the session ended while it was being used. */
  static boolean isLoggedOut(ApiException e) {
    return e.error() == ApiError.ACCESS_TOKEN_INVALID || e.error() == ApiError.LOGIN_REQUIRED;
  }

  private Response toLogin(Visit visit, Client client, String page) {
    return Response.redirect(303, way.address(visit, client, page, false, false));
  }

  private Client client(Visit visit) {
    Client client =
        find(visit.tenant())
            .orElseThrow(() -> ApiError.RESOURCE_NOT_FOUND.exception("No client has that page"));
    return visit.call().of(client);
  }

  private Optional<Client> find(Tenant tenant) {
    return clients.of(tenant.id()).stream()
        .filter(client -> client.isFirstParty() && client.sso())
        .filter(client -> client.allowsRedirect(ReturnWay.callback(tenant)))
        .min(Comparator.comparing(Client::id));
  }

  /** From the login to where the user wanted to be, if that is one of these pages. */
  private Response back(Visit visit) {
    String state = visit.query().text("state", Limits.STATE);
    return visit.go(state != null && paths.contains(state) ? state : Account.HOME);
  }

  /** Says no more than that: words that an address brings are nobody's. */
  private Response failed(Visit visit) {
    client(visit);
    return visit.note(
        Note.of(visit.text("page.error.title"), visit.text("unexpectedErrorOccurred"))
            .withLink(visit.frame().to(Account.HOME), visit.text("account.title")));
  }
}
