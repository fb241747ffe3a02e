package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.config.ConfigurationFile;
import dev.latchkey.platform.config.JsonSchemaSource;
import dev.latchkey.platform.i18n.Languages;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class SchemaTest {
  private static final JsonNode SCHEMA = read();

  /** Names of what must never be shown, wherever they stand. */
  private static final Set<String> SECRETS =
      Set.of(
          "database_url",
          "database_password",
          "root_key",
          "secret",
          "api_keys",
          "client_secret",
          "private_key",
          "password",
          "true_client_ip_key");

  private static JsonNode read() {
    try (var stream = SchemaTest.class.getResourceAsStream("/latchkey.schema.json")) {
      return JsonMapper.shared().readTree(stream.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every property by its place, with the part of the schema it stands in. */
  private record Property(String place, String name, JsonNode part, boolean required) {

    JsonNode get(String keyword) {
      JsonNode own = part.path(keyword);
      return own.isMissingNode() ? resolved(part).path(keyword) : own;
    }
  }

  private static JsonNode resolved(JsonNode part) {
    String reference = part.path("$ref").asString("");
    return reference.isEmpty() ? part : resolved(SCHEMA.at(reference.substring(1)));
  }

  private static List<Property> properties() {
    List<Property> all = new ArrayList<>();
    collect("", SCHEMA, all);
    SCHEMA.path("$defs").forEachEntry((name, part) -> collect("$" + name, part, all));
    return all;
  }

  private static void collect(String place, JsonNode part, List<Property> all) {
    List<String> required = part.path("required").valueStream().map(JsonNode::asString).toList();
    part.path("properties")
        .forEachEntry((name, inner) -> {
          String path = place + "/" + name;
          all.add(new Property(path, name, inner, required.contains(name)));
          collect(path, inner, all);
        });
  }

  @Test
  void it_is_a_schema() {
    JsonNode draft = SCHEMA.path("$schema");
    assertThat(draft.stringValue()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(draft.stringValue()))
                .validate(SCHEMA))
        .isEmpty();
    assertThat(SCHEMA.path("$id").stringValue()).endsWith("/latchkey.schema.json");
  }

  @Test
  void every_property_says_what_it_is_for_with_an_example() {
    assertThat(properties().size()).isGreaterThan(100);
    for (Property property : properties()) {
      assertThat(property.get("type").isMissingNode()).as(property.place()).isFalse();
      assertThat(property.get("title").asString("")).as(property.place()).isNotBlank();
      assertThat(property.get("description").asString("")).as(property.place()).endsWith(".");
      assertThat(property.get("examples").size()).as(property.place()).isPositive();
    }
  }

  @Test
  void every_optional_property_has_a_default_or_says_what_is_without_it() {
    for (Property property : properties()) {
      boolean preset = !property.get("default").isMissingNode();
      boolean told = property.get("description").asString().contains("Without it: ");
      assertThat(property.required() || preset || told).as(property.place()).isTrue();
      assertThat(preset && (told || property.required())).as(property.place()).isFalse();
    }
  }

  @Test
  void nothing_is_taken_that_is_not_known_and_nothing_without_a_bound() {
    for (JsonNode part : parts()) {
      List<String> types = types(part);
      if (types.contains("object")) {
        assertThat(part.has("additionalProperties")).as(part.toString()).isTrue();
      }
      if (types.contains("array")) {
        assertThat(part.has("maxItems")).as(part.toString()).isTrue();
      }
      if (types.contains("integer") && !part.has("enum")) {
        assertThat(part.has("minimum") && part.has("maximum")).as(part.toString()).isTrue();
      }
      if (types.contains("string") && !part.has("enum")) {
        boolean bounded = part.has("maxLength") || part.has("formatMaximum") || part.has("pattern");
        assertThat(bounded).as(part.toString()).isTrue();
      }
    }
  }

  @Test
  void every_secret_is_known_as_one() {
    for (Property property : properties()) {
      if (property.get("type").asString("").equals("string")) {
        assertThat(property.part().path("writeOnly").asBoolean(false))
            .as(property.place())
            .isEqualTo(SECRETS.contains(property.name()));
      }
    }
    assertThat(SCHEMA.at("/$defs/client/properties/secrets/items/writeOnly").asBoolean()).isTrue();
  }

  @Test
  void every_example_and_default_fits() {
    for (JsonNode part : parts()) {
      List<JsonNode> values = new ArrayList<>(part.path("examples").valueStream().toList());
      if (part.has("default")) {
        values.add(part.path("default"));
      }
      for (JsonNode value : values) {
        ObjectNode around = JsonNodeFactory.instance.objectNode();
        around.putObject("properties").set("x", part);
        around.set("$defs", SCHEMA.path("$defs"));
        String yaml = JsonNodeFactory.instance.objectNode().set("x", value).toString();
        assertThatCode(() ->
                ConfigurationFile.parse(
                    "example",
                    yaml.replaceAll("\\$\\{[^}]*}", "https://filled-in-long-enough.example"),
                    JsonSchemaSource.of(around.toString()),
                    _ -> "https://id.example.com"))
            .as(value + " in " + part.path("title"))
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void it_mirrors_the_records_it_fills() {
    assertMirrors(Tenant.class, SCHEMA.at("/$defs/tenant"), Set.of("clients"));
    assertMirrors(Client.class, SCHEMA.at("/$defs/client"), Set.of());
    assertMirrors(FileSettings.class, SCHEMA, Set.of("tenants"));
  }

  @Test
  void it_lists_the_languages_and_messages_there_are() {
    assertThat(SCHEMA.at("/$defs/tenant/properties/language/enum").valueStream())
        .extracting(JsonNode::asString)
        .containsExactlyElementsOf(Languages.CODES);
    String languages = "^(" + String.join("|", Languages.CATALOGUES) + ")$";
    assertThat(SCHEMA.at("/$defs/message/properties/texts/propertyNames/pattern").asString())
        .isEqualTo(languages);
    assertThat(SCHEMA.at("/$defs/tenant/properties/messages/properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(MessageKind.values()).map(MessageKind::key).toList());
  }

  @Test
  void what_can_be_set_from_outside_is_in_it() {
    for (Setting setting : Setting.values()) {
      assertThat(SCHEMA.path("properties").has(setting.key())).as(setting.key()).isTrue();
    }
  }

  private static void assertMirrors(Class<?> type, JsonNode part, Set<String> apart) {
    JsonNode resolved = resolved(part);
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.put(snakeCase(component.getName()), component);
    }
    Set<String> names = new LinkedHashSet<>(resolved.path("properties").propertyNames());
    names.removeAll(apart);
    assertThat(names)
        .as(type.getSimpleName())
        .containsExactlyInAnyOrderElementsOf(components.keySet());
    components.forEach((name, component) -> {
      JsonNode property = resolved(resolved.path("properties").path(name));
      Class<?> inner = record(component.getGenericType());
      if (inner != null) {
        JsonNode entry = property.has("items") ? property.path("items") : mapped(property);
        assertMirrors(inner, entry, Set.of());
      }
    });
  }

  private static JsonNode mapped(JsonNode property) {
    if (property.path("additionalProperties").isObject()) {
      return property.path("additionalProperties");
    }
    JsonNode first = property.path("properties").valueStream().findFirst().orElseThrow();
    boolean named = property.path("properties").has(MessageKind.LOCKOUT.key());
    return named ? first : property;
  }

  /** The record that a component, or each of its entries, is; null if it is none. */
  private static @Nullable Class<?> record(Type type) {
    if (type instanceof ParameterizedType container) {
      Type[] arguments = container.getActualTypeArguments();
      return record(arguments[arguments.length - 1]);
    }
    return type instanceof Class<?> plain && plain.isRecord() ? plain : null;
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  /** The schema's every part that describes a value. */
  private static List<JsonNode> parts() {
    List<JsonNode> parts = new ArrayList<>(List.of(SCHEMA));
    SCHEMA.path("$defs").forEach(parts::add);
    for (int i = 0; i < parts.size(); i++) {
      JsonNode part = parts.get(i);
      part.path("properties").forEach(parts::add);
      for (String keyword : List.of("items", "additionalProperties")) {
        if (part.path(keyword).isObject()) {
          parts.add(part.path(keyword));
        }
      }
    }
    return parts;
  }

  private static List<String> types(JsonNode part) {
    JsonNode type = part.path("type");
    return type.isArray()
        ? type.valueStream().map(JsonNode::asString).toList()
        : List.of(type.asString(""));
  }
}
