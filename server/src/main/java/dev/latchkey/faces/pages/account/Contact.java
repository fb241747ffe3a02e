package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.Field;
import dev.latchkey.faces.pages.account.Block.Action;
import dev.latchkey.faces.pages.account.Block.Control;
import dev.latchkey.faces.pages.account.Block.Entries;
import dev.latchkey.faces.pages.account.Block.Entry;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An address or a number, as pages show the one that is there and take another one. */
enum Contact {
  EMAIL("email", "email"),
  PHONE_NUMBER("phone_number", "tel");

  private final String field;
  private final String type;

  Contact(String field, String type) {
    this.field = field;
    this.type = type;
  }

  String field() {
    return field;
  }

  /**
   * What was typed.
   *
   * @throws ApiException {@code VALIDATION}: nothing, or no such thing
   */
  Identifier typed(Account account) {
    Fields form = account.visit().form();
    Identifier typed =
        switch (this) {
          case EMAIL -> ProfileParser.email(form);
          case PHONE_NUMBER -> ProfileParser.phoneNumber(form, account.tenant());
        };
    if (typed == null && !form.has(field)) {
      form.missing(field);
    }
    form.check();
    return Objects.requireNonNull(typed, "faults were checked");
  }

  /**
   * Where one is typed.
   *
   * @param form that was sent before, with which it is filled in; null: none was
   * @param otherwise what it is filled in with; null: nothing
   */
  Control input(String label, @Nullable Fields form, @Nullable String otherwise, Faults faults) {
    String value =
        form == null
            ? otherwise
            : form.node(field).map(node -> node.asString("")).orElse(otherwise);
    return new Control.Text(faults.on(Field.of(field, type, label, type).withValue(value)));
  }

  /** The one that is there, and whether its owner has shown it to be theirs. */
  static Block present(Account account, String value, boolean verified, List<Action> actions) {
    String mark = account.text(verified ? "account.confirmed" : "account.unconfirmed");
    return new Entries(List.of(new Entry(value, mark, List.of(), null, actions)), "");
  }
}
