package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.device.SessionDevices;
import dev.latchkey.domain.device.SessionDevices.SessionDevice;
import dev.latchkey.faces.pages.account.Block.Action;
import dev.latchkey.faces.pages.account.Block.Entries;
import dev.latchkey.faces.pages.account.Block.Entry;
import dev.latchkey.faces.pages.account.Block.Form;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.logout.EndOtherSessions;
import dev.latchkey.flows.logout.EndSessionDevice;
import dev.latchkey.platform.geo.Place;
import dev.latchkey.platform.geo.Places;
import dev.latchkey.platform.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** {@code /account/sessions}: where the user is logged in, here and elsewhere. */
final class SessionPage {

  static final String PATH = "/account/sessions";
  private static final String END = "/account/sessions/end";
  private static final String END_OTHERS = "/account/sessions/end-others";

  private final SessionDevices devices;
  private final Places places;
  private final EndSessionDevice end;
  private final EndOtherSessions endOthers;

  SessionPage(
      SessionDevices devices, Places places, EndSessionDevice end, EndOtherSessions endOthers) {
    this.devices = devices;
    this.places = places;
    this.end = end;
    this.endOthers = endOthers;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account)));
    door.post(END, PATH, RateClass.NONE, this::end);
    door.post(END_OTHERS, PATH, RateClass.NONE, this::endOthers);
  }

  private Response end(Account account) {
    return account.change(
        PATH,
        Done.ENDED,
        "",
        () ->
            end.run(
                account.tenant(),
                account.owner(),
                Ids.of(account.visit().form(), "id"),
                account.caller()),
        faults -> view(account));
  }

  private Response endOthers(Account account) {
    return account.change(
        PATH,
        Done.ENDED,
        "",
        () -> endOthers.run(account.tenant(), account.owner(), account.caller()),
        faults -> view(account));
  }

  private AccountView view(Account account) {
    UUID own = account.owner().sessionId();
    List<SessionDevice> all = devices.of(account.tenant(), account.profile().id());
    List<Entry> entries = new ArrayList<>();
    all.stream().filter(device -> device.id().equals(own)).forEach(d -> add(entries, account, d));
    all.stream().filter(device -> !device.id().equals(own)).forEach(d -> add(entries, account, d));
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Entries(entries, account.text("sessionDevices.empty")));
    if (all.size() > 1) {
      blocks.add(
          new Form(END_OTHERS, List.of(), account.text("account.sessions.endOthers"), "danger"));
    }
    return account.view(account.text("account.sessions"), blocks);
  }

  private void add(List<Entry> entries, Account account, SessionDevice device) {
    boolean own = device.id().equals(account.owner().sessionId());
    boolean session = device.tokenType().equals(SessionDevices.SESSION);
    String mark = own ? account.text("account.sessions.this") : null;
    String where =
        places
            .of(device.ip())
            .map(place -> device.ip() + " · " + country(account, place))
            .orElse(device.ip());
    List<String> details =
        List.of(
            account.text(session ? "account.sessions.browser" : "account.sessions.app"),
            where,
            account.text("webauthn.registredDevices.lastUsedAt")
                + " "
                + account.when(device.lastConnection()));
    Action action =
        new Action(END, Map.of("id", device.id().toString()), account.text("account.logout"));
    entries.add(
        new Entry(
            account.device(device.userAgent()),
            mark,
            details,
            null,
            own ? List.of() : List.of(action)));
  }

  private static String country(Account account, Place place) {
    return Locale.of("", place.country())
        .getDisplayCountry(Locale.forLanguageTag(account.visit().language()));
  }
}
