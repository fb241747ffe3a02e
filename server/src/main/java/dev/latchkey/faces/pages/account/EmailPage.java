package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;
import dev.latchkey.faces.pages.Captcha;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.account.Block.Action;
import dev.latchkey.faces.pages.account.Block.Control;
import dev.latchkey.faces.pages.account.Block.Form;
import dev.latchkey.faces.web.CaptchaFields;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.profile.UpdateEmail;
import dev.latchkey.flows.verification.SendEmailVerification;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /account/email}: another address, which its owner confirms by the link that goes there.
 */
final class EmailPage {

  static final String PATH = "/account/email";
  private static final String SEND = "/account/email/send";

  private final UpdateEmail update;
  private final SendEmailVerification send;
  private final CaptchaFields captcha;

  EmailPage(UpdateEmail update, SendEmailVerification send, CaptchaFields captcha) {
    this.update = update;
    this.send = send;
    this.captcha = captcha;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account, null, Faults.NONE)));
    door.post(PATH, PATH, RateClass.VERIFICATION_MESSAGE, this::change);
    door.post(SEND, PATH, RateClass.VERIFICATION_MESSAGE, this::send);
  }

  private Response change(Account account) {
    Fields form = account.visit().form();
    return account.change(
        PATH,
        Done.MAIL_SENT,
        Contact.EMAIL.field(),
        () -> {
          Identifier email = Contact.EMAIL.typed(account);
          captcha.checkForm(account.visit().call(), form, CaptchaAction.UPDATE_EMAIL);
          update.run(
              account.tenant(),
              account.client(),
              account.owner(),
              new UpdateEmail.Input(email, target(account), account.messageLanguage()),
              account.caller());
        },
        faults -> view(account, form, faults));
  }

  private Response send(Account account) {
    return account.change(
        PATH,
        Done.MAIL_SENT,
        "",
        () ->
            send.run(
                account.tenant(),
                account.client(),
                account.owner(),
                target(account),
                account.messageLanguage(),
                account.caller()),
        faults -> view(account, null, faults));
  }

  /** Back to here, whoever opens the link: without a session that is a login. */
  private static LinkTarget target(Account account) {
    return new LinkTarget(account.tenant().publicUrl() + PATH, null);
  }

  private static AccountView view(Account account, @Nullable Fields typed, Faults faults) {
    Profile profile = account.profile();
    List<Block> blocks = new ArrayList<>();
    String email = profile.email();
    boolean verified = profile.isEmailVerified();
    boolean sends = account.tenant().sends(MessageKind.VERIFY_EMAIL.key());
    if (email != null) {
      List<Action> actions =
          verified || !sends
              ? List.of()
              : List.of(new Action(SEND, Map.of(), account.text("account.email.again")));
      blocks.add(Contact.present(account, email, verified, actions));
    }
    if (sends && account.isFresh()) {
      Captcha robot =
          Captcha.of(account.visit(), CaptchaAction.UPDATE_EMAIL, faults.of(Captcha.FIELD));
      List<Control> controls = new ArrayList<>();
      controls.add(Contact.EMAIL.input(account.text("account.email.new"), typed, null, faults));
      if (robot != null) {
        controls.add(new Control.Robot(robot));
      }
      blocks.add(new Form(PATH, List.copyOf(controls), account.text("changeEmail"), "primary"));
    } else if (sends) {
      blocks.addAll(account.confirmation(PATH));
    }
    return account.view(account.text("email"), blocks);
  }
}
