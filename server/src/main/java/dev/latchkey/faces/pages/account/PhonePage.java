package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.account.Block.Form;
import dev.latchkey.faces.pages.account.Block.Heading;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.profile.UpdatePhoneNumber;
import dev.latchkey.flows.verification.Confirmation;
import dev.latchkey.flows.verification.VerifyPhoneNumber;
import dev.latchkey.platform.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /account/phone}: another number, which its owner confirms by the code that goes there. */
final class PhonePage {

  static final String PATH = "/account/phone";
  private static final String CODE_PATH = "/account/phone/code";

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
        Contact.PHONE_NUMBER.field(),
        () ->
            update.run(
                account.tenant(),
                account.client(),
                account.owner(),
                new UpdatePhoneNumber.Input(
                    Contact.PHONE_NUMBER.typed(account), account.messageLanguage()),
                account.caller()),
        faults -> view(account, form, faults));
  }

  private Response confirm(Account account) {
    return account.change(
        PATH,
        Done.SAVED,
        CodeForm.FIELD,
        () -> {
          String code = CodeForm.typed(account);
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
      blocks.add(Contact.present(account, number, profile.isPhoneNumberVerified(), List.of()));
    }
    if (!account.tenant().sends(MessageKind.VERIFY_PHONE_NUMBER.key())) {
      return account.view(account.text("phoneNumber"), blocks);
    }
    pending(account)
        .ifPresent(waiting -> {
          blocks.add(new Heading(account.text("account.code")));
          blocks.add(CodeForm.of(account, CODE_PATH, waiting.value(), faults));
        });
    if (account.isFresh()) {
      blocks.add(
          Form.of(
              PATH,
              account.text("send"),
              Contact.PHONE_NUMBER.input(account.text("account.phone.new"), typed, null, faults)));
    } else {
      blocks.addAll(account.confirmation(PATH));
    }
    return account.view(account.text("phoneNumber"), blocks);
  }
}
