package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.Field;
import dev.latchkey.faces.pages.account.Block.Control;
import dev.latchkey.faces.pages.account.Block.Form;
import org.jspecify.annotations.Nullable;

/** The form for a code that was sent, or that an app shows. */
final class CodeForm {

  static final String FIELD = "verification_code";

  private CodeForm() {}

  /**
   * What was typed.
   *
   * @throws ApiException {@code VALIDATION}: nothing, or no code
   */
  static String typed(Account account) {
    Fields form = account.visit().form();
    String code = form.required(FIELD, 64);
    form.check();
    return code;
  }

  /**
   * @param hint where the code went; null: not said
   */
  static Form of(Account account, String path, @Nullable String hint, Faults faults) {
    Field field =
        Field.of(FIELD, "text", account.text("verificationCode"), "one-time-code")
            .withInputmode("numeric")
            .withHint(hint);
    return Form.of(path, account.text("account.confirm"), new Control.Text(faults.on(field)));
  }
}
