package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.mfa.RegisterFactor;
import dev.latchkey.flows.mfa.VerifyFactor;
import dev.latchkey.platform.http.Response;
import java.util.List;
import java.util.Objects;

/**
 * {@code /account/factors/email} and {@code /account/factors/phone}: codes that are sent to the own
 * address, or to a number.
 */
final class SentFactorPage {

  static final String EMAIL = "/account/factors/email";
  static final String PHONE = "/account/factors/phone";
  private static final String EMAIL_CODE = "/account/factors/email/code";
  private static final String PHONE_CODE = "/account/factors/phone/code";

  private final FactorList list;
  private final RegisterFactor register;
  private final VerifyFactor verify;

  SentFactorPage(FactorList list, RegisterFactor register, VerifyFactor verify) {
    this.list = list;
    this.register = register;
    this.verify = verify;
  }

  void on(Door door) {
    door.post(EMAIL, FactorPage.PATH, RateClass.VERIFICATION_MESSAGE, this::startEmail);
    door.post(PHONE, FactorPage.PATH, RateClass.VERIFICATION_MESSAGE, this::startPhone);
    code(door, EMAIL_CODE, CodeChannel.EMAIL);
    code(door, PHONE_CODE, CodeChannel.SMS);
  }

  private void code(Door door, String path, CodeChannel channel) {
    door.get(path, account -> account.show(view(account, path, Faults.NONE)));
    door.post(
        path,
        FactorPage.PATH,
        RateClass.VERIFICATION_CODE,
        account -> verify(account, path, channel));
  }

  private Response startEmail(Account account) {
    Profile profile = account.profile();
    String email = profile.email();
    if (email == null) {
      return list.refused(account, null, ApiException.validation(FieldError.missing("email")));
    }
    return start(
        account,
        new Identifier(
            Identifier.Kind.EMAIL, email, Objects.requireNonNull(Profiles.emailKey(profile))),
        EMAIL_CODE,
        Done.MAIL_CODE_SENT);
  }

  private Response startPhone(Account account) {
    Identifier number;
    try {
      number = Contact.PHONE_NUMBER.typed(account);
    } catch (ApiException e) {
      return list.refused(account, account.visit().form(), e);
    }
    return start(account, number, PHONE_CODE, Done.CODE_SENT);
  }

  /** What is known to be the user's is there at once; else a code has to come back. */
  private Response start(Account account, Identifier identifier, String next, Done sent) {
    RegisterFactor.Result result;
    try {
      result =
          register.run(
              account.tenant(),
              account.owner(),
              new RegisterFactor.Input(identifier, false, null, account.messageLanguage()),
              account.caller());
    } catch (ApiException e) {
      return list.refused(account, null, e);
    }
    return switch (result) {
      case RegisterFactor.Result.Enabled enabled -> account.back(FactorPage.PATH, Done.ADDED);
      case RegisterFactor.Result.CodeSent codeSent -> account.back(next, sent);
    };
  }

  private Response verify(Account account, String path, CodeChannel channel) {
    return account.change(
        FactorPage.PATH,
        Done.ADDED,
        CodeForm.FIELD,
        () ->
            verify.byToken(
                account.tenant(),
                account.owner(),
                channel,
                new VerifyFactor.Input(CodeForm.typed(account), false, account.messageLanguages()),
                account.caller()),
        faults -> view(account, path, faults));
  }

  private static AccountView view(Account account, String path, Faults faults) {
    return account.view(
        account.text("account.factors"), List.of(CodeForm.of(account, path, null, faults)));
  }
}
