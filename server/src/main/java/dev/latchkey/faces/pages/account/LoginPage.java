package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.AccessRequest.Mode;
import dev.latchkey.domain.client.AccessRequest.Wanted;
import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.provider.Provider;
import dev.latchkey.domain.provider.Upstream;
import dev.latchkey.domain.tenant.ProviderSettings.Display;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.Note;
import dev.latchkey.faces.pages.account.Block.Action;
import dev.latchkey.faces.pages.account.Block.Entries;
import dev.latchkey.faces.pages.account.Block.Entry;
import dev.latchkey.faces.pages.account.Block.Heading;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.federation.StartProviderLogin;
import dev.latchkey.flows.federation.UnlinkIdentity;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.http.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** {@code /account/logins}: other providers by which the user logs in. */
final class LoginPage {

  static final String PATH = "/account/logins";
  private static final String LINK = "/account/logins/link";
  private static final String UNLINK = "/account/logins/unlink";

  private final StartProviderLogin link;
  private final UnlinkIdentity unlink;
  private final Secrets secrets;

  LoginPage(StartProviderLogin link, UnlinkIdentity unlink, Secrets secrets) {
    this.link = link;
    this.unlink = unlink;
    this.secrets = secrets;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account)));
    door.post(LINK, PATH, RateClass.PROVIDER, this::link);
    door.post(UNLINK, PATH, RateClass.NONE, this::unlink);
  }

  /** By a page with a link: what a form of ours is answered with leads nowhere else. */
  private Response link(Account account) {
    String browser =
        SessionCookies.providerLogin(account.visit().call().request()).orElseGet(secrets::token);
    URI location;
    try {
      Fields form = account.visit().form();
      String provider = form.required("provider", Limits.NAME);
      form.check();
      location =
          link.link(
              account.tenant(),
              account.client(),
              back(account),
              new StartProviderLogin.Input(
                  provider, new Upstream.Wish(null, null, null), null, browser, null, ""),
              account.owner());
    } catch (ApiException e) {
      if (Door.isLoggedOut(e)) {
        throw e;
      }
      Faults faults = Faults.of(account.visit(), e, "");
      return account.refused(view(account), faults, e);
    }
    Note note =
        Note.of(account.text("account.logins.link"), null)
            .withLink(location.toString(), account.text("account.continue"));
    return SessionCookies.withProviderLogin(account.visit().note(note), browser);
  }

  /** What the client has of it is the way back; nobody can redeem the code. */
  private AccessRequest back(Account account) {
    return new AccessRequest(
        Wanted.CODE,
        Mode.QUERY,
        ReturnWay.callback(account.tenant()),
        null,
        Set.of(),
        PATH,
        null,
        Digest.base64Url(Digest.sha256(secrets.token())),
        null,
        true,
        null,
        null,
        OpenIdWish.NONE);
  }

  private Response unlink(Account account) {
    return account.change(
        PATH,
        Done.REMOVED,
        "",
        () -> {
          Fields form = account.visit().form();
          String id = form.required("id", Limits.NAME);
          form.check();
          unlink.run(account.tenant(), account.owner(), id, false, account.caller());
        },
        faults -> view(account));
  }

  private static AccountView view(Account account) {
    boolean fresh = account.isFresh();
    List<Entry> linked = new ArrayList<>();
    for (JsonNode identity : account.owner().details().identities()) {
      List<String> details = new ArrayList<>();
      for (String name : List.of("email", "username")) {
        identity
            .path(name)
            .stringValueOpt()
            .filter(text -> !text.isEmpty())
            .ifPresent(details::add);
      }
      Action action =
          new Action(UNLINK, Map.of("id", identity.path("id").asString()), account.text("remove"));
      linked.add(Entry.of(name(account, identity), details, fresh ? List.of(action) : List.of()));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Entries(linked, account.text("socialAccounts.noLinkedAccount")));
    if (!fresh) {
      blocks.addAll(account.confirmation(PATH));
      return account.view(account.text("account.logins"), blocks);
    }
    List<Entry> more =
        Provider.all(account.tenant()).stream()
            .map(provider ->
                Entry.of(
                    name(provider),
                    List.of(),
                    List.of(
                        new Action(
                            LINK,
                            Map.of("provider", provider.name()),
                            account.text("account.logins.link")))))
            .toList();
    if (!more.isEmpty()) {
      blocks.add(new Heading(account.text("socialAccounts.linkNewAccount")));
      blocks.add(new Entries(more, ""));
    }
    return account.view(account.text("account.logins"), blocks);
  }

  private static String name(Account account, JsonNode identity) {
    String key = identity.path("provider").asString("");
    String variant = identity.path("variant").asString("");
    return Provider.ofKey(account.tenant(), key).stream()
        .filter(provider -> provider.variant().equals(variant))
        .findFirst()
        .map(LoginPage::name)
        .orElseGet(() -> capital(key));
  }

  private static String name(Provider provider) {
    Display display = provider.display();
    return display == null ? capital(provider.key()) : display.name();
  }

  private static String capital(String key) {
    return key.isEmpty() ? key : Character.toUpperCase(key.charAt(0)) + key.substring(1);
  }
}
