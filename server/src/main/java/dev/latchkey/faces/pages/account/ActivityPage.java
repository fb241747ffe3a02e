package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.event.EventLog;
import dev.latchkey.domain.event.LoggedEvent;
import dev.latchkey.faces.pages.Frame;
import dev.latchkey.faces.pages.account.Block.Entries;
import dev.latchkey.faces.pages.account.Block.Entry;
import dev.latchkey.faces.pages.account.Block.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code /account/activity}: what happened to the account, newest first, a page at a time. */
final class ActivityPage {

  static final String PATH = "/account/activity";
  private static final String BEFORE = "before";
  private static final int PAGE = 20;

  private final EventLog log;

  ActivityPage(EventLog log) {
    this.log = log;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account)));
  }

  private AccountView view(Account account) {
    UUID before =
        account.visit().query().has(BEFORE) ? Ids.of(account.visit().query(), BEFORE) : null;
    List<LoggedEvent> found = log.of(account.tenant(), account.profile().id(), before, PAGE + 1);
    List<LoggedEvent> shown = found.stream().limit(PAGE).toList();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Entries(
            shown.stream().map(event -> entry(account, event)).toList(),
            account.text("account.activity.none")));
    if (found.size() > PAGE) {
      String next = Frame.query(Map.of(BEFORE, shown.getLast().id().toString()));
      blocks.add(new Way(PATH + "?" + next, account.text("account.activity.older")));
    }
    return account.view(account.text("account.activity"), blocks);
  }

  private static Entry entry(Account account, LoggedEvent event) {
    List<String> details = new ArrayList<>();
    details.add(account.when(event.at()));
    String device = account.device(event.userAgent());
    details.add(event.ip().isEmpty() ? device : device + " · " + event.ip());
    return Entry.of(words(account, event.type()), details, List.of());
  }

  /** In words, those that a user may want to know apart; the others by their kind. */
  private static String words(Account account, String type) {
    return account.text(
        switch (type) {
          case "login", "login_2nd_step" -> "account.event.login";
          case "login_failed" -> "account.event.failed";
          case "login_risk" -> "account.event.risk";
          case "logout", "tokens_revoked" -> "account.event.logout";
          case "signup" -> "account.event.signup";
          case "link" -> "account.event.link";
          case "unlink" -> "account.event.unlink";
          case "email_updated", "email_verified" -> "account.event.email";
          case "phone_number_updated", "phone_number_verified" -> "account.event.phone";
          case "password_reset_requested", "account_recovery_requested" -> "account.event.recovery";
          case "password_changed", "password_reset" -> "account.event.password";
          case "profile_lockout" -> "account.event.lockout";
          case "otp_sent" -> "account.event.code";
          case "third_party_grant_removed", "third_party_grant_added" -> "account.event.app";
          default ->
              type.startsWith("passkey_")
                  ? "account.event.passkey"
                  : type.startsWith("mfa_") ? "account.event.factor" : "account.event.other";
        });
  }
}
