package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.mfa.RemoveFactor;
import dev.latchkey.flows.mfa.RemoveTrustedDevice;
import dev.latchkey.platform.http.Response;
import java.util.UUID;

/**
 * {@code /account/factors}: what is asked for beside the first factor, and the browsers that are
 * let off it; either may be removed.
 */
final class FactorPage {

  static final String PATH = "/account/factors";
  static final String REMOVE = "/account/factors/remove";
  static final String REMOVE_DEVICE = "/account/factors/devices/remove";
  static final String KIND = "kind";
  static final String DESTINATION = "destination";

  private final FactorList list;
  private final RemoveFactor remove;
  private final RemoveTrustedDevice removeDevice;

  FactorPage(FactorList list, RemoveFactor remove, RemoveTrustedDevice removeDevice) {
    this.list = list;
    this.remove = remove;
    this.removeDevice = removeDevice;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(list.view(account, null, Faults.NONE)));
    door.post(REMOVE, PATH, RateClass.NONE, this::remove);
    door.post(REMOVE_DEVICE, PATH, RateClass.NONE, this::removeDevice);
  }

  private Response remove(Account account) {
    return account.change(
        PATH,
        Done.REMOVED,
        "",
        () -> {
          Fields form = account.visit().form();
          String kind = form.required(KIND, Limits.NAME);
          String destination = form.text(DESTINATION, Limits.NAME);
          form.check();
          remove.run(
              account.tenant(),
              account.owner(),
              FactorKind.of(kind).orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception),
              destination,
              account.messageLanguage(),
              account.caller());
        },
        faults -> list.view(account, null, faults));
  }

  private Response removeDevice(Account account) {
    return account.change(
        PATH,
        Done.REMOVED,
        "",
        () -> {
          UUID id = Ids.of(account.visit().form(), "id");
          removeDevice.run(account.tenant(), account.owner(), id, account.caller());
        },
        faults -> list.view(account, null, faults));
  }
}
