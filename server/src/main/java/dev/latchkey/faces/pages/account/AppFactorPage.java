package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.account.Block.AppKey;
import dev.latchkey.faces.pages.account.Block.Words;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.mfa.ConfirmApp;
import dev.latchkey.flows.mfa.SetUpApp;
import dev.latchkey.platform.http.Response;
import java.util.List;

/**
 * {@code /account/factors/app}: an authenticator app, which shows a code of its key. The key is
 * shown once, by the answer that made it: no address leads to it.
 */
final class AppFactorPage {

  static final String PATH = "/account/factors/app";
  private static final String CODE_PATH = "/account/factors/app/code";

  private final FactorList list;
  private final SetUpApp setUp;
  private final ConfirmApp confirm;

  AppFactorPage(FactorList list, SetUpApp setUp, ConfirmApp confirm) {
    this.list = list;
    this.setUp = setUp;
    this.confirm = confirm;
  }

  void on(Door door) {
    door.post(PATH, FactorPage.PATH, RateClass.NONE, this::start);
    door.post(CODE_PATH, FactorPage.PATH, RateClass.VERIFICATION_CODE, this::confirm);
  }

  private Response start(Account account) {
    SetUpApp.Result app;
    try {
      app = setUp.run(account.tenant(), account.owner(), "", account.caller());
    } catch (ApiException e) {
      return list.refused(account, null, e);
    }
    List<Block> blocks =
        List.of(
            new Words(account.text("mfa.totp.scan")),
            new AppKey(QrCode.of(app.otpauthUri()), account.text("account.qr"), app.secret()),
            CodeForm.of(account, CODE_PATH, null, Faults.NONE));
    return account.show(account.view(account.text("mfa.factor.totp"), blocks));
  }

  private Response confirm(Account account) {
    return account.change(
        FactorPage.PATH,
        Done.ADDED,
        CodeForm.FIELD,
        () ->
            confirm.run(
                account.tenant(),
                account.owner(),
                new ConfirmApp.Input(CodeForm.typed(account), false, account.messageLanguage()),
                account.caller()),
        faults ->
            account.view(
                account.text("mfa.factor.totp"),
                List.of(
                    new Words(account.text("mfa.verify.totp")),
                    CodeForm.of(account, CODE_PATH, null, faults))));
  }
}
