package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.tenant.ConsentDefinition;
import dev.latchkey.domain.tenant.ConsentDefinition.Version;
import dev.latchkey.faces.pages.account.Block.Action;
import dev.latchkey.faces.pages.account.Block.Entries;
import dev.latchkey.faces.pages.account.Block.Entry;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.profile.UpdateProfile;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /account/consents}: what the user agreed to, in which version, and the way back. */
final class ConsentPage {

  static final String PATH = "/account/consents";

  private final UpdateProfile update;

  ConsentPage(UpdateProfile update) {
    this.update = update;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account)));
    door.post(PATH, PATH, RateClass.NONE, this::answer);
  }

  private Response answer(Account account) {
    return account.change(PATH, Done.SAVED, "", () -> save(account), faults -> view(account));
  }

  private void save(Account account) {
    Fields form = account.visit().form();
    String key = form.required("key", Limits.NAME);
    boolean granted = Boolean.TRUE.equals(form.truth("granted"));
    form.check();
    ConsentDefinition definition =
        account.tenant().consent(key).orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
    ObjectNode sent = Json.object();
    ObjectNode answer = sent.putObject("consents").putObject(key).put("granted", granted);
    definition
        .current(account.visit().language())
        .ifPresent(version ->
            answer
                .putObject("consent_version")
                .put("version_id", version.versionId())
                .put("language", version.language()));
    Fields fields = Fields.of(sent);
    ProfileChange change =
        ProfileParser.parse(fields, account.tenant(), account.profile().consents());
    fields.check();
    update.run(
        account.tenant(),
        account.client(),
        account.owner(),
        new UpdateProfile.Input(change, false, LinkTarget.NONE, account.messageLanguage()),
        account.caller());
  }

  private static AccountView view(Account account) {
    List<Entry> entries =
        account.tenant().consents().stream()
            .map(definition -> entry(account, definition))
            .flatMap(Optional::stream)
            .toList();
    return account.view(
        account.text("account.consents"),
        List.of(new Entries(entries, account.text("account.consents.none"))));
  }

  /** One that nobody is asked for any more is shown to whoever agreed to it. */
  private static Optional<Entry> entry(Account account, ConsentDefinition definition) {
    JsonNode given = account.profile().consents().path(definition.key());
    boolean granted = given.path("granted").asBoolean(false);
    boolean waiting = given.path("waiting_double_accept").asBoolean(false);
    if (!definition.isActive() && !granted && !waiting) {
      return Optional.empty();
    }
    Optional<Version> version = definition.current(account.visit().language());
    List<String> details = new ArrayList<>();
    version.map(Version::description).ifPresent(details::add);
    if (granted || waiting) {
      int agreed = given.path("consent_version").path("version_id").asInt(0);
      definition
          .inLanguage(agreed, account.visit().language())
          .filter(old -> version.isEmpty() || old.versionId() != version.get().versionId())
          .ifPresent(old ->
              details.add(account.visit().text("account.consents.older", "title", old.title())));
    }
    String mark =
        granted
            ? "account.consents.granted"
            : waiting ? "account.consents.waiting" : "account.consents.refused";
    boolean withdraws = granted || waiting;
    Action action =
        new Action(
            PATH,
            Map.of("key", definition.key(), "granted", Boolean.toString(!withdraws)),
            account.text(withdraws ? "account.consents.withdraw" : "account.consents.agree"));
    return Optional.of(
        new Entry(
            version.map(Version::title).orElse(definition.key()),
            account.text(mark),
            details,
            null,
            List.of(action)));
  }
}
