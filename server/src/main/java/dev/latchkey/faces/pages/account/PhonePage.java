package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.Field;
import dev.latchkey.faces.pages.account.Block.Control;
import dev.latchkey.faces.pages.account.Block.Entries;
import dev.latchkey.faces.pages.account.Block.Entry;
import dev.latchkey.faces.pages.account.Block.Form;
import dev.latchkey.faces.pages.account.Block.Heading;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.profile.UpdatePhoneNumber;
import dev.latchkey.flows.verification.Confirmation;
import dev.latchkey.flows.verification.VerifyPhoneNumber;
import dev.latchkey.platform.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /account/phone}: another number, which its owner confirms by the code that goes there. */
final class PhonePage {

  static final String PATH = "/account/phone";
  private static final String CODE_PATH = "/account/phone/code";
  private static final String FIELD = "phone_number";
  private static final String CODE = "verification_code";

  private final UpdatePhoneNumber update;
  private final VerifyPhoneNumber verify;
  private final VerificationCodes codes;

  PhonePage(UpdatePhoneNumber update, VerifyPhoneNumber verify, VerificationCodes codes) {
    this.update = update;
    this.verify = verify;
    this.codes = codes;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account, null, Faults.NONE)));
    door.post(PATH, PATH, RateClass.VERIFICATION_MESSAGE, this::change);
    door.post(CODE_PATH, PATH, RateClass.VERIFICATION_CODE, this::confirm);
  }

  private Response change(Account account) {
    Fields form = account.visit().form();
    return account.change(
        PATH,
        Done.CODE_SENT,
        FIELD,
        () ->
            update.run(
                account.tenant(),
                account.client(),
                account.owner(),
                new UpdatePhoneNumber.Input(typed(account, form), account.messageLanguage()),
                account.caller()),
        faults -> view(account, form, faults));
  }

  private static Identifier typed(Account account, Fields form) {
    Identifier number = ProfileParser.phoneNumber(form, account.tenant());
    if (number == null && !form.has(FIELD)) {
      form.missing(FIELD);
    }
    form.check();
    return Objects.requireNonNull(number, "faults were checked");
  }

  private Response confirm(Account account) {
    Fields form = account.visit().form();
    return account.change(
        PATH,
        Done.SAVED,
        CODE,
        () -> {
          String code = form.required(CODE, 64);
          form.check();
          Identifier number =
              pending(account).orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
          verify.run(
              account.tenant(),
              account.owner(),
              new VerifyPhoneNumber.Input(number, code, account.messageLanguages()),
              account.caller());
        },
        faults -> view(account, null, faults));
  }

  /** The number that a code was sent to, and not come back from. */
  private Optional<Identifier> pending(Account account) {
    return codes
        .pending(account.tenant(), account.profile().id(), Confirmation.OF_PHONE_NUMBER)
        .flatMap(number -> Identifiers.phoneNumber(number, null));
  }

  private AccountView view(Account account, @Nullable Fields typed, Faults faults) {
    Profile profile = account.profile();
    List<Block> blocks = new ArrayList<>();
    String number = profile.phoneNumber();
    if (number != null) {
      String mark =
          account.text(
              profile.isPhoneNumberVerified() ? "account.confirmed" : "account.unconfirmed");
      blocks.add(new Entries(List.of(new Entry(number, mark, List.of(), null, List.of())), ""));
    }
    if (!account.tenant().sends(MessageKind.VERIFY_PHONE_NUMBER.key())) {
      return account.view(account.text("phoneNumber"), blocks);
    }
    pending(account)
        .ifPresent(waiting -> {
          Field field =
              Field.of(CODE, "text", account.text("verificationCode"), "one-time-code")
                  .withInputmode("numeric")
                  .withHint(waiting.value());
          blocks.add(new Heading(account.text("account.code")));
          blocks.add(
              Form.of(
                  CODE_PATH, account.text("account.confirm"), new Control.Text(faults.on(field))));
        });
    if (account.isFresh()) {
      Field field =
          faults.on(
              Field.of(FIELD, "tel", account.text("account.phone.new"), "tel")
                  .withValue(
                      typed == null
                          ? null
                          : typed.node(FIELD).map(node -> node.asString("")).orElse(null)));
      blocks.add(Form.of(PATH, account.text("send"), new Control.Text(field)));
    } else {
      blocks.addAll(account.confirmation(PATH));
    }
    return account.view(account.text("phoneNumber"), blocks);
  }
}
