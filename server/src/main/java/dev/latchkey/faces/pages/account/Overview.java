package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.profile.ProfileDetails;
import dev.latchkey.faces.pages.Note;
import dev.latchkey.faces.pages.account.Block.Action;
import dev.latchkey.faces.pages.account.Block.Entries;
import dev.latchkey.faces.pages.account.Block.Entry;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.logout.Logout;
import dev.latchkey.flows.passkey.UserNames;
import dev.latchkey.platform.http.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /account}: what there is, and where it is changed; and the way out. */
final class Overview {

  private static final String LOGOUT = "/account/logout";

  private final Logout logout;

  Overview(Logout logout) {
    this.logout = logout;
  }

  void on(Door door) {
    door.home(this::show);
    door.post(LOGOUT, Account.HOME, RateClass.NONE, this::logOut);
  }

  private Response show(Account account) {
    ProfileDetails details = account.owner().details();
    List<Entry> entries = new ArrayList<>();
    UserNames names = UserNames.of(account.profile());
    entries.add(entry(account, "account.profile", ProfilePage.PATH, names.displayName()));
    entries.add(entry(account, "email", EmailPage.PATH, account.profile().email()));
    entries.add(entry(account, "phoneNumber", PhonePage.PATH, account.profile().phoneNumber()));
    entries.add(
        entry(
            account,
            "password",
            PasswordPage.PATH,
            details.hasPassword() ? null : account.text("account.password.none")));
    if (account.tenant().relyingParty().isPresent()) {
      entries.add(
          entry(
              account,
              "account.passkeys",
              PasskeyPage.PATH,
              details.hasPasskey() ? null : account.text("webauthn.registredDevices.no.list")));
    }
    entries.add(
        entry(
            account,
            "account.factors",
            FactorPage.PATH,
            account.profile().factors().isEmpty() ? account.text("mfaList.noCredentials") : null));
    entries.add(entry(account, "account.sessions", SessionPage.PATH, null));
    if (!account.tenant().consents().isEmpty()) {
      entries.add(entry(account, "account.consents", ConsentPage.PATH, null));
    }
    if (!account.tenant().providers().isEmpty() || !details.identities().isEmpty()) {
      entries.add(entry(account, "account.logins", LoginPage.PATH, null));
    }
    entries.add(entry(account, "account.apps", AppPage.PATH, null));
    entries.add(entry(account, "account.activity", ActivityPage.PATH, null));
    entries.add(entry(account, "account.data", DataPage.PATH, null));
    entries.add(entry(account, "account.delete", DeletePage.PATH, null));
    return account.show(
        new AccountView(
            account.text("account.title"), null, false, List.of(new Entries(entries, ""))));
  }

  private static Entry entry(Account account, String title, String path, @Nullable String state) {
    List<Action> none = List.of();
    List<String> details = state == null || state.isEmpty() ? List.of() : List.of(state);
    return new Entry(account.text(title), null, details, path, none);
  }

  private Response logOut(Account account) {
    String cookie = SessionCookies.session(account.visit().call().request());
    if (cookie != null) {
      logout.run(account.tenant(), cookie, account.caller());
    }
    Note note =
        Note.of(account.text("account.loggedOut"), null)
            .withLink(account.visit().frame().to(Account.HOME), account.text("login.title"));
    return SessionCookies.withoutSession(account.visit().note(note));
  }
}
