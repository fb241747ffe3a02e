package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.account.Block.Form;
import dev.latchkey.faces.pages.account.Block.Words;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /account/data}: everything that is known of the user, to take away (GDPR article 20). It
 * takes fresh evidence: it is what somebody at a browser that was left open would want most.
 */
final class DataPage {

  static final String PATH = "/account/data";

  private final Export export;

  DataPage(Export export) {
    this.export = export;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account)));
    door.post(PATH, PATH, RateClass.NONE, this::download);
  }

  private Response download(Account account) {
    if (!account.isFresh()) {
      Faults faults = Faults.of(account.visit(), ApiError.ACCESS_TOKEN_NOT_FRESH.exception(), "");
      return account.refused(view(account), faults, ApiError.ACCESS_TOKEN_NOT_FRESH.exception());
    }
    return Response.json(200, Json.write(export.of(account.tenant(), account.owner())))
        .with("Cache-Control", "no-store")
        .with("Content-Disposition", "attachment; filename=\"account.json\"");
  }

  private static AccountView view(Account account) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Words(account.text("account.data.explain")));
    if (account.isFresh()) {
      blocks.add(new Form(PATH, List.of(), account.text("account.data.download"), "primary"));
    } else {
      blocks.addAll(account.confirmation(PATH));
    }
    return account.view(account.text("account.data"), blocks);
  }
}
