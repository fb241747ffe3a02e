package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.credential.Factors.Factor;
import dev.latchkey.domain.device.TrustedDevices;
import dev.latchkey.domain.device.TrustedDevices.TrustedDevice;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.Field;
import dev.latchkey.faces.pages.account.AccountPages.FactorFlows;
import dev.latchkey.faces.pages.account.Block.Action;
import dev.latchkey.faces.pages.account.Block.AppKey;
import dev.latchkey.faces.pages.account.Block.Codes;
import dev.latchkey.faces.pages.account.Block.Control;
import dev.latchkey.faces.pages.account.Block.Entries;
import dev.latchkey.faces.pages.account.Block.Entry;
import dev.latchkey.faces.pages.account.Block.Form;
import dev.latchkey.faces.pages.account.Block.Heading;
import dev.latchkey.faces.pages.account.Block.Way;
import dev.latchkey.faces.pages.account.Block.Words;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.mfa.ConfirmApp;
import dev.latchkey.flows.mfa.RegisterFactor;
import dev.latchkey.flows.mfa.SetUpApp;
import dev.latchkey.flows.mfa.VerifyFactor;
import dev.latchkey.platform.http.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code /account/factors}: what is asked for beside the first factor, and the browsers that are
 * let off it. A key and recovery codes are shown once, by the answer that made them: no address
 * leads to them.
 */
final class FactorPage {

  static final String PATH = "/account/factors";
  private static final String APP = "/account/factors/app";
  private static final String APP_CODE = "/account/factors/app/code";
  private static final String EMAIL = "/account/factors/email";
  private static final String EMAIL_CODE = "/account/factors/email/code";
  private static final String PHONE = "/account/factors/phone";
  private static final String PHONE_CODE = "/account/factors/phone/code";
  private static final String RECOVERY = "/account/factors/recovery-codes";
  private static final String REMOVE = "/account/factors/remove";
  private static final String REMOVE_DEVICE = "/account/factors/devices/remove";
  private static final String CODE = "verification_code";
  private static final String DESTINATION = "destination";
  private static final String NUMBER = "phone_number";

  private final Factors factors;
  private final TrustedDevices devices;
  private final FactorFlows flows;

  FactorPage(Factors factors, TrustedDevices devices, FactorFlows flows) {
    this.factors = factors;
    this.devices = devices;
    this.flows = flows;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account, null, Faults.NONE)));
    door.post(APP, PATH, RateClass.NONE, this::startApp);
    door.post(APP_CODE, PATH, RateClass.VERIFICATION_CODE, this::confirmApp);
    door.post(EMAIL, PATH, RateClass.VERIFICATION_MESSAGE, this::startEmail);
    door.get(EMAIL_CODE, account -> account.show(code(account, EMAIL_CODE, Faults.NONE)));
    door.post(
        EMAIL_CODE,
        PATH,
        RateClass.VERIFICATION_CODE,
        a -> verify(a, EMAIL_CODE, CodeChannel.EMAIL));
    door.post(PHONE, PATH, RateClass.VERIFICATION_MESSAGE, this::startPhone);
    door.get(PHONE_CODE, account -> account.show(code(account, PHONE_CODE, Faults.NONE)));
    door.post(
        PHONE_CODE, PATH, RateClass.VERIFICATION_CODE, a -> verify(a, PHONE_CODE, CodeChannel.SMS));
    door.post(RECOVERY, PATH, RateClass.NONE, this::makeRecoveryCodes);
    door.post(REMOVE, PATH, RateClass.NONE, this::remove);
    door.post(REMOVE_DEVICE, PATH, RateClass.NONE, this::removeDevice);
  }

  private Response startApp(Account account) {
    SetUpApp.Result app;
    try {
      app = flows.setUpApp().run(account.tenant(), account.owner(), "", account.caller());
    } catch (ApiException e) {
      return refused(account, e);
    }
    List<Block> blocks =
        List.of(
            new Words(account.text("mfa.totp.scan")),
            new AppKey(QrCode.of(app.otpauthUri()), account.text("account.qr"), app.secret()),
            codeForm(account, APP_CODE, Faults.NONE));
    return account.show(account.view(account.text("mfa.factor.totp"), blocks));
  }

  private Response confirmApp(Account account) {
    return account.change(
        PATH,
        Done.ADDED,
        CODE,
        () ->
            flows
                .confirmApp()
                .run(
                    account.tenant(),
                    account.owner(),
                    new ConfirmApp.Input(typed(account), false, account.messageLanguage()),
                    account.caller()),
        faults ->
            account.view(
                account.text("mfa.factor.totp"),
                List.of(
                    new Words(account.text("mfa.verify.totp")),
                    codeForm(account, APP_CODE, faults))));
  }

  private static String typed(Account account) {
    Fields form = account.visit().form();
    String code = form.required(CODE, 64);
    form.check();
    return code;
  }

  private Response startEmail(Account account) {
    Profile profile = account.profile();
    String email = profile.email();
    if (email == null) {
      return refused(account, ApiException.validation(FieldError.missing("email")));
    }
    return start(
        account,
        new Identifier(
            Identifier.Kind.EMAIL, email, Objects.requireNonNull(Profiles.emailKey(profile))),
        EMAIL_CODE,
        Done.MAIL_CODE_SENT);
  }

  private Response startPhone(Account account) {
    Fields form = account.visit().form();
    Identifier number = ProfileParser.phoneNumber(form, account.tenant());
    if (number == null && !form.has(NUMBER)) {
      form.missing(NUMBER);
    }
    try {
      form.check();
    } catch (ApiException e) {
      Faults faults = Faults.of(account.visit(), e, "");
      return account.refused(view(account, form, faults), faults, e);
    }
    return start(account, Objects.requireNonNull(number), PHONE_CODE, Done.CODE_SENT);
  }

  /** What is known to be the user's is there at once; else a code has to come back. */
  private Response start(Account account, Identifier identifier, String next, Done sent) {
    RegisterFactor.Result result;
    try {
      result =
          flows
              .register()
              .run(
                  account.tenant(),
                  account.owner(),
                  new RegisterFactor.Input(identifier, false, null, account.messageLanguage()),
                  account.caller());
    } catch (ApiException e) {
      return refused(account, e);
    }
    return switch (result) {
      case RegisterFactor.Result.Enabled enabled -> account.back(PATH, Done.ADDED);
      case RegisterFactor.Result.CodeSent codeSent -> account.back(next, sent);
    };
  }

  private Response verify(Account account, String path, CodeChannel channel) {
    return account.change(
        PATH,
        Done.ADDED,
        CODE,
        () ->
            flows
                .verify()
                .byToken(
                    account.tenant(),
                    account.owner(),
                    channel,
                    new VerifyFactor.Input(typed(account), false, account.messageLanguages()),
                    account.caller()),
        faults -> code(account, path, faults));
  }

  private static AccountView code(Account account, String path, Faults faults) {
    return account.view(account.text("account.factors"), List.of(codeForm(account, path, faults)));
  }

  private static Form codeForm(Account account, String path, Faults faults) {
    Field field =
        Field.of(CODE, "text", account.text("verificationCode"), "one-time-code")
            .withInputmode("numeric");
    return Form.of(path, account.text("account.confirm"), new Control.Text(faults.on(field)));
  }

  private Response makeRecoveryCodes(Account account) {
    List<String> codes;
    try {
      codes =
          flows
              .recoveryCodes()
              .run(account.tenant(), account.owner(), account.messageLanguage(), account.caller());
    } catch (ApiException e) {
      return refused(account, e);
    }
    List<Block> blocks =
        List.of(
            new Words(account.text("mfa.recoveryCodes.keep")),
            new Codes(codes),
            new Way(account.visit().frame().to(PATH), account.text("account.factors")));
    return account.show(account.view(account.text("account.recoveryCodes"), blocks));
  }

  private Response remove(Account account) {
    return account.change(
        PATH,
        Done.REMOVED,
        "",
        () -> {
          Fields form = account.visit().form();
          String kind = form.required("kind", Limits.NAME);
          String destination = form.text(DESTINATION, Limits.NAME);
          form.check();
          flows
              .remove()
              .run(
                  account.tenant(),
                  account.owner(),
                  kind(kind),
                  destination,
                  account.messageLanguage(),
                  account.caller());
        },
        faults -> view(account, null, faults));
  }

  private static FactorKind kind(String name) {
    return Arrays.stream(FactorKind.values())
        .filter(kind -> kind.wireName().equals(name))
        .findFirst()
        .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
  }

  private Response removeDevice(Account account) {
    return account.change(
        PATH,
        Done.REMOVED,
        "",
        () -> {
          UUID id = Ids.of(account.visit().form(), "id");
          flows.removeDevice().run(account.tenant(), account.owner(), id, account.caller());
        },
        faults -> view(account, null, faults));
  }

  private Response refused(Account account, ApiException e) {
    if (Door.isLoggedOut(e)) {
      throw e;
    }
    Faults faults = Faults.of(account.visit(), e, "");
    return account.refused(view(account, null, faults), faults, e);
  }

  private AccountView view(Account account, @Nullable Fields typed, Faults faults) {
    List<Factor> present = factors.of(account.tenant(), account.profile().id());
    boolean fresh = account.isFresh();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Entries(entries(account, present, fresh), account.text("mfaList.noCredentials")));
    if (fresh) {
      offers(account, present, typed, faults, blocks);
    } else {
      blocks.addAll(account.confirmation(PATH));
    }
    if (account.tenant().mfa().trustedDevices()) {
      blocks.add(new Heading(account.text("account.trustedDevices")));
      blocks.add(
          new Entries(
              devices.of(account.tenant(), account.profile().id()).stream()
                  .map(device -> entry(account, device))
                  .toList(),
              account.text("trustedDevices.empty")));
    }
    return account.view(account.text("account.factors"), blocks);
  }

  private static List<Entry> entries(Account account, List<Factor> present, boolean fresh) {
    List<Entry> entries = new ArrayList<>();
    for (FactorKind kind : FactorKind.values()) {
      List<Factor> same = present.stream().filter(factor -> factor.is(kind)).toList();
      // Recovery codes are one thing, however many are left.
      same.stream()
          .limit(kind == FactorKind.RECOVERY_CODE ? 1 : same.size())
          .map(factor -> entry(account, kind, factor, same.size(), fresh))
          .forEach(entries::add);
    }
    return entries;
  }

  private static Entry entry(
      Account account, FactorKind kind, Factor factor, int count, boolean fresh) {
    List<String> details = new ArrayList<>();
    if (kind == FactorKind.EMAIL || kind == FactorKind.SMS) {
      details.add(factor.friendlyName());
    } else if (kind == FactorKind.RECOVERY_CODE) {
      details.add(
          account.visit().text("account.recoveryCodes.left", "count", Integer.toString(count)));
    }
    details.add(account.text("mfaList.createdAt") + " " + account.when(factor.createdAt()));
    Map<String, String> sent = new HashMap<>(Map.of("kind", kind.wireName()));
    if (kind == FactorKind.SMS) {
      sent.put(DESTINATION, String.valueOf(factor.destination()));
    }
    return Entry.of(
        account.text(title(kind)),
        details,
        fresh ? List.of(new Action(REMOVE, sent, account.text("remove"))) : List.of());
  }

  private static String title(FactorKind kind) {
    return switch (kind) {
      case EMAIL -> "account.factor.email";
      case SMS -> "account.factor.sms";
      case TOTP -> "mfa.factor.totp";
      case RECOVERY_CODE -> "account.recoveryCodes";
    };
  }

  /** What the user may have beside what is there. */
  private static void offers(
      Account account,
      List<Factor> present,
      @Nullable Fields typed,
      Faults faults,
      List<Block> blocks) {
    var mfa = account.tenant().mfa();
    if (mfa.totp() && present.stream().noneMatch(factor -> factor.is(FactorKind.TOTP))) {
      offer(account, blocks, "mfa.factor.totp", "mfa.totp.explain", APP, "mfa.register.totp");
    }
    if (mfa.email()
        && account.profile().email() != null
        && present.stream().noneMatch(factor -> factor.is(FactorKind.EMAIL))) {
      offer(
          account,
          blocks,
          "account.factor.email",
          "mfa.email.explain",
          EMAIL,
          "mfa.register.email");
    }
    if (mfa.sms()) {
      String number =
          Optional.ofNullable(typed)
              .flatMap(form -> form.node(NUMBER))
              .map(node -> node.asString(""))
              .orElse(account.profile().phoneNumber());
      Field field = Field.of(NUMBER, "tel", account.text("phoneNumber"), "tel").withValue(number);
      blocks.add(new Heading(account.text("account.factor.sms")));
      blocks.add(new Words(account.text("mfa.phoneNumber.explain")));
      blocks.add(
          new Form(
              PHONE,
              List.of(new Control.Text(faults.on(field))),
              account.text("mfa.register.phoneNumber"),
              ""));
    }
    if (mfa.recoveryCodes()
        && present.stream().anyMatch(factor -> !factor.is(FactorKind.RECOVERY_CODE))) {
      boolean again = present.stream().anyMatch(factor -> factor.is(FactorKind.RECOVERY_CODE));
      offer(
          account,
          blocks,
          "account.recoveryCodes",
          again ? "mfa.recoveryCodes.explain.again" : "mfa.recoveryCodes.explain",
          RECOVERY,
          "mfa.register.recoveryCodes");
    }
  }

  private static void offer(
      Account account, List<Block> blocks, String title, String words, String path, String button) {
    blocks.add(new Heading(account.text(title)));
    blocks.add(new Words(account.text(words)));
    blocks.add(new Form(path, List.of(), account.text(button), ""));
  }

  private static Entry entry(Account account, TrustedDevice device) {
    Action action =
        new Action(REMOVE_DEVICE, Map.of("id", device.id().toString()), account.text("remove"));
    return Entry.of(
        account.device(device.userAgent()),
        List.of(
            device.ip(),
            account.text("mfaList.createdAt") + " " + account.when(device.createdAt())),
        List.of(action));
  }
}
