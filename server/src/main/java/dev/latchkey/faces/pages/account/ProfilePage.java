package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileDocument;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.tenant.CustomField;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.Field;
import dev.latchkey.faces.pages.account.Block.Control;
import dev.latchkey.faces.pages.account.Block.Control.Choice;
import dev.latchkey.faces.pages.account.Block.Control.Option;
import dev.latchkey.faces.pages.account.Block.Control.Text;
import dev.latchkey.faces.pages.account.Block.Control.Tick;
import dev.latchkey.faces.pages.account.Block.Form;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.profile.UpdateProfile;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /account/profile}: names, birth date, picture, and the operator's own fields. */
final class ProfilePage {

  static final String PATH = "/account/profile";

  private static final String CUSTOM = "custom_fields.";
  private static final List<String> GENDERS = List.of("female", "male", "other");

  /** What a form without script has no field for. */
  private static final Set<String> WITHOUT_FIELD = Set.of("object", "tags");

  private final UpdateProfile update;

  ProfilePage(UpdateProfile update) {
    this.update = update;
  }

  void on(Door door) {
    door.get(PATH, account -> account.show(view(account, null, Faults.NONE)));
    door.post(PATH, PATH, RateClass.NONE, this::change);
  }

  private Response change(Account account) {
    ObjectNode sent = sent(account);
    return account.change(
        PATH,
        Done.SAVED,
        "",
        () -> {
          if (!sent.isEmpty()) {
            save(account, sent);
          }
        },
        faults -> view(account, account.visit().form(), faults));
  }

  private void save(Account account, ObjectNode sent) {
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

  /** What the form says otherwise than the profile: a field that was emptied is cleared. */
  private static ObjectNode sent(Account account) {
    Fields form = account.visit().form();
    ObjectNode sent = Json.object();
    for (String name : List.of("given_name", "family_name", "birthdate", "gender", "picture")) {
      String text = form.text(name, Limits.URL);
      String present = account.profile().attribute(name);
      if (text == null && present != null) {
        sent.putNull(name);
      } else if (text != null && !text.equals(present)) {
        sent.put(name, text);
      }
    }
    ObjectNode custom = Json.object();
    writable(account)
        .forEach(field -> {
          JsonNode value = value(field, form.text(CUSTOM + field.path(), Limits.TEXT));
          JsonNode present = account.profile().customFields().path(field.path());
          boolean same =
              value.isNull() || value.equals(JsonNodeFactory.instance.booleanNode(false))
                  ? present.isMissingNode() || present.equals(value)
                  : present.asString("").equals(value.asString(""));
          if (!same) {
            custom.set(field.path(), value);
          }
        });
    if (!custom.isEmpty()) {
      sent.set("custom_fields", custom);
    }
    form.check();
    return sent;
  }

  /** A form has texts alone; one that is not of the field's type is left to be refused. */
  private static JsonNode value(CustomField field, @Nullable String text) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (field.dataType().equals("checkbox")) {
      return nodes.booleanNode(text != null);
    }
    if (text == null) {
      return nodes.nullNode();
    }
    return switch (field.dataType()) {
      case "integer" ->
          text.matches("-?[0-9]{1,18}")
              ? nodes.numberNode(Long.parseLong(text))
              : nodes.stringNode(text);
      case "number", "decimal" ->
          text.matches("-?[0-9]{1,18}([.][0-9]{1,18})?")
              ? nodes.numberNode(new BigDecimal(text))
              : nodes.stringNode(text);
      default -> nodes.stringNode(text);
    };
  }

  private static Stream<CustomField> writable(Account account) {
    return account.tenant().customFields().stream()
        .filter(field -> !WITHOUT_FIELD.contains(field.dataType()))
        .filter(field -> ProfileDocument.mayWrite(field, account.owner().scopes()));
  }

  /**
   * @param typed what was just sent; null: nothing, the profile stands there
   */
  private static AccountView view(Account account, @Nullable Fields typed, Faults faults) {
    Profile profile = account.profile();
    List<Control> controls = new ArrayList<>();
    controls.add(text(account, typed, faults, "given_name", "givenName", "text", "given-name"));
    controls.add(text(account, typed, faults, "family_name", "familyName", "text", "family-name"));
    controls.add(text(account, typed, faults, "birthdate", "birthdate", "date", "bday"));
    String gender = or(typed, "gender", profile.attribute("gender"));
    List<Option> genders = new ArrayList<>();
    genders.add(new Option("", "", gender.isEmpty()));
    for (String value : GENDERS) {
      genders.add(new Option(value, account.text("genders." + value), value.equals(gender)));
    }
    controls.add(new Choice("gender", account.text("gender"), genders, faults.of("gender")));
    controls.add(text(account, typed, faults, "picture", "account.picture", "url", "photo"));
    writable(account).forEach(field -> controls.add(custom(account, typed, faults, field)));
    return account.view(
        account.text("account.profile"),
        List.of(new Form(PATH, controls, account.text("save"), "primary")));
  }

  private static Text text(
      Account account,
      @Nullable Fields typed,
      Faults faults,
      String name,
      String label,
      String type,
      String autocomplete) {
    String present = account.profile().attribute(name);
    return new Text(
        faults.on(
            Field.of(name, type, account.text(label), autocomplete)
                .optional()
                .withValue(or(typed, name, present))));
  }

  private static Control custom(
      Account account, @Nullable Fields typed, Faults faults, CustomField field) {
    String name = CUSTOM + field.path();
    String language = account.visit().language();
    String label = field.names().getOrDefault(language, field.name());
    JsonNode present = account.profile().customFields().path(field.path());
    String value = or(typed, name, present.isMissingNode() ? null : present.asString(""));
    return switch (field.dataType()) {
      case "checkbox" -> new Tick(name, label, value.equals("true"));
      case "select" -> {
        List<Option> options = new ArrayList<>();
        options.add(new Option("", "", value.isEmpty()));
        field
            .values()
            .forEach(choice ->
                options.add(
                    new Option(
                        choice.value(),
                        choice.labels().getOrDefault(language, choice.label()),
                        choice.value().equals(value))));
        yield new Choice(name, label, options, faults.of(name));
      }
      default ->
          new Text(
              faults.on(
                  Field.of(name, type(field), label, "off")
                      .withInputmode(inputmode(field))
                      .optional()
                      .withValue(value)));
    };
  }

  private static String type(CustomField field) {
    return switch (field.dataType()) {
      case "date" -> "date";
      case "email" -> "email";
      case "phone" -> "tel";
      default -> "text";
    };
  }

  private static String inputmode(CustomField field) {
    return Map.of("integer", "numeric", "number", "decimal", "decimal", "decimal")
        .getOrDefault(field.dataType(), "");
  }

  private static String or(@Nullable Fields typed, String name, @Nullable String present) {
    String text =
        typed == null ? present : typed.node(name).map(node -> node.asString("")).orElse(null);
    return text == null ? "" : text;
  }
}
