package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.Field;
import dev.latchkey.faces.pages.account.Block.Control;
import dev.latchkey.faces.pages.account.Block.Form;
import dev.latchkey.faces.pages.account.Block.Words;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.password.ChangePassword;
import dev.latchkey.platform.http.Response;
import java.util.ArrayList;
import java.util.List;

/** {@code /account/password}: another one, by the old one; or the first. */
final class PasswordPage {

  static final String PATH = "/account/password";
  private static final String OLD = "old_password";
  private static final String NEW = "password";

  private final ChangePassword change;

  PasswordPage(ChangePassword change) {
    this.change = change;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account, Faults.NONE)));
    door.post(PATH, PATH, RateClass.PASSWORD_RESET, this::change);
  }

  private Response change(Account account) {
    boolean present = account.owner().details().hasPassword();
    Fields form = account.visit().form();
    try {
      String old = present ? form.requiredPassword(OLD) : null;
      String password = form.requiredPassword(NEW);
      form.check();
      change.run(
          account.tenant(),
          account.owner(),
          new ChangePassword.Input(old, password, account.messageLanguages()),
          account.caller());
    } catch (ApiException e) {
      if (Door.isLoggedOut(e)) {
        throw e;
      }
      Faults faults = Faults.of(account.visit(), e, field(e));
      return account.refused(view(account, faults), faults, e);
    }
    return account.back(PATH, Done.PASSWORD);
  }

  private static String field(ApiException e) {
    return switch (e.error()) {
      case INVALID_EMAIL_OR_PASSWORD, OLD_PASSWORD_REQUIRED -> OLD;
      case ACCESS_TOKEN_NOT_FRESH,
          STEP_UP_REQUIRED,
          ACCOUNT_LOCKED,
          RATE_LIMIT_REACHED,
          TEMPORARILY_UNAVAILABLE ->
          "";
      default -> NEW;
    };
  }

  private static AccountView view(Account account, Faults faults) {
    boolean present = account.owner().details().hasPassword();
    List<Block> blocks = new ArrayList<>();
    if (!present) {
      blocks.add(new Words(account.text("account.password.none")));
    }
    if (!present && !account.isFresh()) {
      blocks.addAll(account.confirmation(PATH));
      return account.view(account.text("password"), blocks);
    }
    List<Control> controls = new ArrayList<>();
    if (present) {
      controls.add(
          new Control.Text(
              faults.on(
                  Field.of(OLD, "password", account.text("oldPassword"), "current-password"))));
    }
    controls.add(
        new Control.Text(
            faults.on(
                Field.of(NEW, "password", account.text("newPassword"), "new-password")
                    .withHint(
                        account
                            .visit()
                            .text(
                                "account.password.hint",
                                "min",
                                Integer.toString(account.tenant().password().minLength()))))));
    blocks.add(
        new Form(
            PATH,
            controls,
            account.text(present ? "changePassword" : "account.password.first"),
            "primary"));
    return account.view(account.text("password"), blocks);
  }
}
