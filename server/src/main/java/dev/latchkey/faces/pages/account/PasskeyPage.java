package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.credential.Passkeys.Passkey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.RelyingParty;
import dev.latchkey.faces.pages.Field;
import dev.latchkey.faces.pages.account.Block.Action;
import dev.latchkey.faces.pages.account.Block.Entries;
import dev.latchkey.faces.pages.account.Block.Entry;
import dev.latchkey.faces.pages.account.Block.Heading;
import dev.latchkey.faces.pages.account.Block.NewPasskey;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.CredentialFields;
import dev.latchkey.faces.web.PasskeyOptions;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.passkey.CeremonyPlace;
import dev.latchkey.flows.passkey.FinishPasskeyRegistration;
import dev.latchkey.flows.passkey.RemovePasskey;
import dev.latchkey.flows.passkey.StartPasskeyRegistration;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /account/passkeys}: those there are, and another one, which takes a script. */
final class PasskeyPage {

  static final String PATH = "/account/passkeys";
  private static final String OPTIONS = "/account/passkeys/options";
  private static final String REMOVE = "/account/passkeys/remove";
  private static final String NAME = "friendly_name";
  private static final String CREDENTIAL = "credential";

  private final Passkeys passkeys;
  private final StartPasskeyRegistration start;
  private final FinishPasskeyRegistration finish;
  private final RemovePasskey remove;

  PasskeyPage(
      Passkeys passkeys,
      StartPasskeyRegistration start,
      FinishPasskeyRegistration finish,
      RemovePasskey remove) {
    this.passkeys = passkeys;
    this.start = start;
    this.finish = finish;
    this.remove = remove;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account)));
    door.post(OPTIONS, PATH, RateClass.PASSKEY_OPTIONS, this::options);
    door.post(PATH, PATH, RateClass.PASSKEY, this::add);
    door.post(REMOVE, PATH, RateClass.NONE, this::remove);
  }

  private static RelyingParty party(Account account) {
    return account.tenant().relyingParty().orElseThrow(ApiError.WEBAUTHN_DISABLED::exception);
  }

  /** What the script asks for. What is wrong is shown when the page is loaded anew. */
  private Response options(Account account) {
    RelyingParty party = party(account);
    String name = account.visit().form().text(NAME, Limits.NAME);
    account.visit().form().check();
    return Answers.secret(
        PasskeyOptions.creation(
            party,
            start.run(
                account.tenant(),
                account.client(),
                account.owner(),
                CeremonyPlace.of(account.tenant(), origin(account)),
                name == null || name.isBlank() ? account.text("account.passkey") : name.strip())));
  }

  private static String origin(Account account) {
    return account.tenant().addressedAs(account.visit().call().request().host());
  }

  private Response add(Account account) {
    return account.change(
        PATH,
        Done.ADDED,
        "",
        () -> {
          party(account);
          finish.run(
              account.tenant(),
              account.owner(),
              CredentialFields.attestation(credential(account.visit().form())),
              account.messageLanguages(),
              account.caller());
        },
        faults -> view(account));
  }

  private static Fields credential(Fields form) {
    String text = form.required(CREDENTIAL, Limits.BODY);
    form.check();
    try {
      JsonNode json = Json.read(text);
      if (json instanceof ObjectNode object) {
        return Fields.of(object);
      }
    } catch (JacksonException e) {
      throw ApiError.MALFORMED_BODY.causedBy(e);
    }
    throw ApiError.MALFORMED_BODY.exception("The passkey must be a JSON object");
  }

  private Response remove(Account account) {
    return account.change(
        PATH,
        Done.REMOVED,
        "",
        () -> {
          Fields form = account.visit().form();
          byte[] id = CredentialFields.decode(form.required("id", Limits.TOKEN));
          form.check();
          if (id == null) {
            throw ApiError.RESOURCE_NOT_FOUND.exception();
          }
          remove.run(
              account.tenant(), account.owner(), id, account.messageLanguages(), account.caller());
        },
        faults -> view(account));
  }

  private AccountView view(Account account) {
    RelyingParty party = party(account);
    boolean fresh = account.isFresh();
    List<Entry> entries =
        passkeys.of(account.tenant(), account.profile().id()).stream()
            .map(passkey -> entry(account, passkey, fresh))
            .toList();
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Entries(entries, account.text("webauthn.registredDevices.no.list")));
    if (!fresh) {
      blocks.addAll(account.confirmation(PATH));
    } else if (party.allows(origin(account))) {
      blocks.add(new Heading(account.text("webauthn.registredDevices.add")));
      blocks.add(
          new NewPasskey(
              PATH,
              OPTIONS,
              Field.of(NAME, "text", account.text("webauthn.friendly.name"), "off").optional(),
              account.text("webauthn.registredDevices.add"),
              account.text("account.passkey.script"),
              account.text("account.passkey.failed")));
    }
    return account.view(account.text("account.passkeys"), blocks);
  }

  private static Entry entry(Account account, Passkey passkey, boolean fresh) {
    List<String> details = new ArrayList<>();
    details.add(
        account.text("webauthn.registredDevices.createdAt")
            + " "
            + account.when(passkey.createdAt()));
    if (passkey.lastUsedAt() != null) {
      details.add(
          account.text("webauthn.registredDevices.lastUsedAt")
              + " "
              + account.when(passkey.lastUsedAt()));
    }
    Action action =
        new Action(
            REMOVE, Map.of("id", Digest.base64Url(passkey.credentialId())), account.text("remove"));
    return Entry.of(passkey.friendlyName(), details, fresh ? List.of(action) : List.of());
  }
}
