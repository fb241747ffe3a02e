package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.credential.Factors.Factor;
import dev.latchkey.domain.device.TrustedDevices;
import dev.latchkey.domain.device.TrustedDevices.TrustedDevice;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.account.Block.Action;
import dev.latchkey.faces.pages.account.Block.Entries;
import dev.latchkey.faces.pages.account.Block.Entry;
import dev.latchkey.faces.pages.account.Block.Form;
import dev.latchkey.faces.pages.account.Block.Heading;
import dev.latchkey.faces.pages.account.Block.Words;
import dev.latchkey.platform.http.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /account/factors} shows: the factors and trusted browsers that are there, and what
 * the user may have beside them. What is refused on a page below it is told here.
 */
final class FactorList {

  private final Factors factors;
  private final TrustedDevices devices;

  FactorList(Factors factors, TrustedDevices devices) {
    this.factors = factors;
    this.devices = devices;
  }

  /**
   * @param typed the form that was refused; null: none was
   */
  AccountView view(Account account, @Nullable Fields typed, Faults faults) {
    List<Factor> present = factors.of(account.tenant(), account.profile().id());
    boolean fresh = account.isFresh();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Entries(entries(account, present, fresh), account.text("mfaList.noCredentials")));
    if (fresh) {
      offers(account, present, typed, faults, blocks);
    } else {
      blocks.addAll(account.confirmation(FactorPage.PATH));
    }
    if (account.tenant().mfa().trustedDevices()) {
      blocks.add(new Heading(account.text("account.trustedDevices")));
      blocks.add(
          new Entries(
              devices.of(account.tenant(), account.profile().id()).stream()
                  .map(device -> entry(account, device))
                  .toList(),
              account.text("trustedDevices.empty")));
    }
    return account.view(account.text("account.factors"), blocks);
  }

  /** The page, with why something was not done. */
  Response refused(Account account, @Nullable Fields typed, ApiException e) {
    if (Door.isLoggedOut(e)) {
      throw e;
    }
    Faults faults = Faults.of(account.visit(), e, "");
    return account.refused(view(account, typed, faults), faults, e);
  }

  private static List<Entry> entries(Account account, List<Factor> present, boolean fresh) {
    List<Entry> entries = new ArrayList<>();
    for (FactorKind kind : FactorKind.values()) {
      List<Factor> same = present.stream().filter(factor -> factor.is(kind)).toList();
      // Recovery codes are one thing, however many are left.
      same.stream()
          .limit(kind == FactorKind.RECOVERY_CODE ? 1 : same.size())
          .map(factor -> entry(account, kind, factor, same.size(), fresh))
          .forEach(entries::add);
    }
    return entries;
  }

  private static Entry entry(
      Account account, FactorKind kind, Factor factor, int count, boolean fresh) {
    List<String> details = new ArrayList<>();
    if (kind == FactorKind.EMAIL || kind == FactorKind.SMS) {
      details.add(factor.friendlyName());
    } else if (kind == FactorKind.RECOVERY_CODE) {
      details.add(
          account.visit().text("account.recoveryCodes.left", "count", Integer.toString(count)));
    }
    details.add(account.text("mfaList.createdAt") + " " + account.when(factor.createdAt()));
    Map<String, String> sent = new HashMap<>(Map.of(FactorPage.KIND, kind.wireName()));
    if (kind == FactorKind.SMS) {
      sent.put(FactorPage.DESTINATION, String.valueOf(factor.destination()));
    }
    return Entry.of(
        account.text(title(kind)),
        details,
        fresh ? List.of(new Action(FactorPage.REMOVE, sent, account.text("remove"))) : List.of());
  }

  private static String title(FactorKind kind) {
    return switch (kind) {
      case EMAIL -> "account.factor.email";
      case SMS -> "account.factor.sms";
      case TOTP -> "mfa.factor.totp";
      case RECOVERY_CODE -> "account.recoveryCodes";
    };
  }

  private static Entry entry(Account account, TrustedDevice device) {
    Action action =
        new Action(
            FactorPage.REMOVE_DEVICE, Map.of("id", device.id().toString()), account.text("remove"));
    return Entry.of(
        account.device(device.userAgent()),
        List.of(
            device.ip(),
            account.text("mfaList.createdAt") + " " + account.when(device.createdAt())),
        List.of(action));
  }

  /** What the user may have beside what is there. */
  private static void offers(
      Account account,
      List<Factor> present,
      @Nullable Fields typed,
      Faults faults,
      List<Block> blocks) {
    var mfa = account.tenant().mfa();
    if (mfa.totp() && present.stream().noneMatch(factor -> factor.is(FactorKind.TOTP))) {
      offer(
          account,
          blocks,
          "mfa.factor.totp",
          "mfa.totp.explain",
          AppFactorPage.PATH,
          "mfa.register.totp");
    }
    if (mfa.email()
        && account.profile().email() != null
        && present.stream().noneMatch(factor -> factor.is(FactorKind.EMAIL))) {
      offer(
          account,
          blocks,
          "account.factor.email",
          "mfa.email.explain",
          SentFactorPage.EMAIL,
          "mfa.register.email");
    }
    if (mfa.sms()) {
      blocks.add(new Heading(account.text("account.factor.sms")));
      blocks.add(new Words(account.text("mfa.phoneNumber.explain")));
      blocks.add(
          new Form(
              SentFactorPage.PHONE,
              List.of(
                  Contact.PHONE_NUMBER.input(
                      account.text("phoneNumber"), typed, account.profile().phoneNumber(), faults)),
              account.text("mfa.register.phoneNumber"),
              ""));
    }
    if (mfa.recoveryCodes()
        && present.stream().anyMatch(factor -> !factor.is(FactorKind.RECOVERY_CODE))) {
      boolean again = present.stream().anyMatch(factor -> factor.is(FactorKind.RECOVERY_CODE));
      offer(
          account,
          blocks,
          "account.recoveryCodes",
          again ? "mfa.recoveryCodes.explain.again" : "mfa.recoveryCodes.explain",
          RecoveryCodePage.PATH,
          "mfa.register.recoveryCodes");
    }
  }

  private static void offer(
      Account account, List<Block> blocks, String title, String words, String path, String button) {
    blocks.add(new Heading(account.text(title)));
    blocks.add(new Words(account.text(words)));
    blocks.add(new Form(path, List.of(), account.text(button), ""));
  }
}
