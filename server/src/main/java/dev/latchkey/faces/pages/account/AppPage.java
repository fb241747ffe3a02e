package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.token.ThirdPartyGrants;
import dev.latchkey.domain.token.ThirdPartyGrants.ThirdPartyGrant;
import dev.latchkey.faces.pages.account.Block.Action;
import dev.latchkey.faces.pages.account.Block.Entries;
import dev.latchkey.faces.pages.account.Block.Entry;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.grants.RemoveThirdPartyGrant;
import dev.latchkey.platform.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code /account/apps}: what the user let apps of other parties have, and the way back. */
final class AppPage {

  static final String PATH = "/account/apps";
  private static final String REMOVE = "/account/apps/remove";

  private final ThirdPartyGrants grants;
  private final Clients clients;
  private final RemoveThirdPartyGrant remove;

  AppPage(ThirdPartyGrants grants, Clients clients, RemoveThirdPartyGrant remove) {
    this.grants = grants;
    this.clients = clients;
    this.remove = remove;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account)));
    door.post(REMOVE, PATH, RateClass.NONE, this::remove);
  }

  private Response remove(Account account) {
    return account.change(
        PATH,
        Done.REMOVED,
        "",
        () -> {
          Fields form = account.visit().form();
          String client = form.required("client_id", Limits.NAME);
          form.check();
          remove.run(account.tenant(), account.owner(), client, account.caller());
        },
        faults -> view(account));
  }

  private AccountView view(Account account) {
    List<Entry> entries =
        grants.of(account.tenant(), account.profile().id()).stream()
            .map(grant -> entry(account, grant))
            .toList();
    return account.view(
        account.text("account.apps"),
        List.of(new Entries(entries, account.text("account.apps.none"))));
  }

  private Entry entry(Account account, ThirdPartyGrant grant) {
    List<String> details = new ArrayList<>(account.visit().scopes(Scopes.parse(grant.scope())));
    details.add(account.text("mfaList.createdAt") + " " + account.when(grant.grantedAt()));
    String name =
        clients
            .find(account.tenant().id(), grant.clientId())
            .map(Client::name)
            .orElse(grant.clientId());
    return Entry.of(
        name,
        details,
        List.of(
            new Action(
                REMOVE,
                Map.of("client_id", grant.clientId()),
                account.text("account.apps.remove"))));
  }
}
