package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.Field;
import dev.latchkey.faces.pages.Note;
import dev.latchkey.faces.pages.account.Block.Control;
import dev.latchkey.faces.pages.account.Block.Form;
import dev.latchkey.faces.pages.account.Block.Words;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.profile.DeleteAccount;
import dev.latchkey.platform.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code /account/delete}: the end of the account, by fresh evidence and one's own hand. */
final class DeletePage {

  static final String PATH = "/account/delete";
  private static final String FIELD = "confirmation";

  private final DeleteAccount delete;

  DeletePage(DeleteAccount delete) {
    this.delete = delete;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account, Faults.NONE)));
    door.post(PATH, PATH, RateClass.NONE, this::delete);
  }

  private Response delete(Account account) {
    try {
      Fields form = account.visit().form();
      String typed = form.required(FIELD, Limits.NAME);
      form.check();
      if (!typed.strip().equalsIgnoreCase(word(account))) {
        throw ApiException.validation(FieldError.invalid(FIELD, "Is not what was to be typed"));
      }
      delete.run(account.tenant(), account.owner(), account.messageLanguage(), account.caller());
    } catch (ApiException e) {
      if (Door.isLoggedOut(e)) {
        throw e;
      }
      Faults faults = Faults.of(account.visit(), e, "");
      return account.refused(view(account, faults), faults, e);
    }
    Note note = Note.of(account.text("account.deleted"), null);
    return SessionCookies.withoutSession(account.visit().note(note));
  }

  /** What the user is known by: the same in every language, and nothing that one types by habit. */
  private static String word(Account account) {
    Profile profile = account.profile();
    return Stream.of(profile.email(), profile.phoneNumber(), profile.customIdentifier())
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(() -> profile.id().toString());
  }

  private static AccountView view(Account account, Faults faults) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Words(account.text("account.delete.explain")));
    if (account.isFresh()) {
      Field field =
          faults.on(
              Field.of(
                  FIELD,
                  "text",
                  account.visit().text("account.delete.type", "word", word(account)),
                  "off"));
      blocks.add(
          new Form(
              PATH, List.of(new Control.Text(field)), account.text("account.delete"), "danger"));
    } else {
      blocks.addAll(account.confirmation(PATH));
    }
    return account.view(account.text("account.delete"), blocks);
  }
}
