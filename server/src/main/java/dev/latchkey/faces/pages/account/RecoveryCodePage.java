package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.faces.pages.account.Block.Codes;
import dev.latchkey.faces.pages.account.Block.Way;
import dev.latchkey.faces.pages.account.Block.Words;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.mfa.MakeRecoveryCodes;
import dev.latchkey.platform.http.Response;
import java.util.List;

/**
 * {@code /account/factors/recovery-codes}: new recovery codes. They are shown once, by the answer
 * that made them: no address leads to them.
 */
final class RecoveryCodePage {

  static final String PATH = "/account/factors/recovery-codes";

  private final FactorList list;
  private final MakeRecoveryCodes make;

  RecoveryCodePage(FactorList list, MakeRecoveryCodes make) {
    this.list = list;
    this.make = make;
  }

  void on(Door door) {
    door.post(PATH, FactorPage.PATH, RateClass.NONE, this::make);
  }

  private Response make(Account account) {
    List<String> codes;
    try {
      codes =
          make.run(account.tenant(), account.owner(), account.messageLanguage(), account.caller());
    } catch (ApiException e) {
      return list.refused(account, null, e);
    }
    List<Block> blocks =
        List.of(
            new Words(account.text("mfa.recoveryCodes.keep")),
            new Codes(codes),
            new Way(account.visit().frame().to(FactorPage.PATH), account.text("account.factors")));
    return account.show(account.view(account.text("account.recoveryCodes"), blocks));
  }
}
