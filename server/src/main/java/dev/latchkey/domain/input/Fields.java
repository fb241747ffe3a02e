package dev.latchkey.domain.input;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a body or query. {@code null} and absent are alike, unknown fields are ignored
 * (contract section 1.1). Faults are collected; {@link #check()} throws them all at once. Used by
 * one thread.
 */
public final class Fields {

  private final String prefix;
  private final ObjectNode values;
  private final List<FieldError> faults;

  private Fields(String prefix, ObjectNode values, List<FieldError> faults) {
    this.prefix = prefix;
    this.values = values;
    this.faults = faults;
  }

  public static Fields of(ObjectNode values) {
    return new Fields("", values, new ArrayList<>());
  }

  /**
   * All that was sent, as it was sent, but for what cannot be kept: fields that nobody reads are
   * not checked, and hold anything.
   */
  public ObjectNode values() {
    return keepable(values);
  }

  private static ObjectNode keepable(ObjectNode sent) {
    ObjectNode kept = sent.objectNode();
    sent.forEachEntry((name, value) -> {
      if (value instanceof ObjectNode inner && isPlain(name)) {
        kept.set(name, keepable(inner));
      } else if (isPlain(name) && isPlain(value)) {
        kept.set(name, value);
      }
    });
    return kept;
  }

  /** Whether something other than null was sent. */
  public boolean has(String name) {
    return node(name).isPresent();
  }

  /** Whether null was sent: the wish to clear a field. */
  public boolean isNull(String name) {
    JsonNode node = values.get(name);
    return node != null && node.isNull();
  }

  /** The names sent, nulls included. */
  public Set<String> names() {
    return new LinkedHashSet<>(values.propertyNames());
  }

  /** The value as it came. */
  public Optional<JsonNode> node(String name) {
    JsonNode node = values.get(name);
    return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  /**
   * A text without control characters; a number or truth value counts as its text, as clients are
   * lax there.
   */
  public @Nullable String text(String name, int maxLength) {
    return text(name, maxLength, false);
  }

  /** A text, or a list of texts; empty when it was not sent. */
  public List<String> texts(String name, int maxLength, int most) {
    JsonNode node = node(name).orElse(null);
    if (node == null || !node.isArray()) {
      String text = text(name, maxLength);
      return text == null ? List.of() : List.of(text);
    }
    boolean fits =
        node.size() <= most
            && node.valueStream()
                .allMatch(one ->
                    one.isString()
                        && one.asString().length() <= maxLength
                        && one.asString().codePoints().noneMatch(c -> isForbidden(c, false)));
    if (!fits) {
      invalid(name, "Must be at most " + most + " texts");
      return List.of();
    }
    return node.valueStream().map(JsonNode::asString).toList();
  }

  /** As {@link #text}, with line breaks and tabs allowed. */
  public @Nullable String longText(String name, int maxLength) {
    return text(name, maxLength, true);
  }

  private @Nullable String text(String name, int maxLength, boolean lines) {
    JsonNode node = node(name).orElse(null);
    if (node == null) {
      return null;
    }
    if (!node.isValueNode()) {
      invalid(name, "Must be a text");
      return null;
    }
    String text = node.asString();
    if (text.length() > maxLength) {
      invalid(name, "Must have at most " + maxLength + " characters");
      return null;
    }
    if (text.codePoints().anyMatch(c -> isForbidden(c, lines))) {
      invalid(name, "Must not contain control characters");
      return null;
    }
    return text;
  }

  /**
   * Whether the value can be kept and shown: no control characters but line breaks in its texts and
   * names, no number without end.
   */
  public static boolean isPlain(JsonNode value) {
    if (value.isObject()) {
      return value.properties().stream()
          .allMatch(field -> isPlain(field.getKey()) && isPlain(field.getValue()));
    }
    if (value.isArray()) {
      return value.valueStream().allMatch(Fields::isPlain);
    }
    return value.isString()
        ? isPlain(value.asString())
        : !value.isFloatingPointNumber() || Double.isFinite(value.asDouble());
  }

  private static boolean isPlain(String text) {
    return text.codePoints().noneMatch(c -> isForbidden(c, true));
  }

  /** Control characters and what ends a line in Unicode: they would reach mail headers and logs. */
  private static boolean isForbidden(int c, boolean lines) {
    if (lines && (c == '\n' || c == '\r' || c == '\t')) {
      return false;
    }
    return Character.getType(c) == Character.CONTROL
        || c == 0x2028
        || c == 0x2029
        || Character.getType(c) == Character.SURROGATE;
  }

  /**
   * A text that must be there and not be blank; when it is not, the empty string is returned and
   * the fault remembered.
   */
  public String required(String name, int maxLength) {
    String text = text(name, maxLength);
    if (text == null || text.isBlank()) {
      missing(name);
      return "";
    }
    return text;
  }

  /** A password: any characters, exactly as typed. */
  public @Nullable String password(String name) {
    JsonNode node = node(name).orElse(null);
    if (node == null) {
      return null;
    }
    if (!node.isString()) {
      invalid(name, "Must be a text");
      return null;
    }
    String text = node.asString();
    if (text.length() > Limits.PASSWORD) {
      invalid(name, "Must have at most " + Limits.PASSWORD + " characters");
      return null;
    }
    if (!PasswordHasher.accepts(text)) {
      invalid(name, "Must be valid Unicode");
      return null;
    }
    return text;
  }

  public String requiredPassword(String name) {
    String password = password(name);
    if (password == null || password.isEmpty()) {
      missing(name);
      return "";
    }
    return password;
  }

  /**
   * A truth value; the texts {@code true} and {@code false} count, as query strings and forms have
   * only texts.
   */
  public @Nullable Boolean truth(String name) {
    JsonNode node = node(name).orElse(null);
    if (node == null) {
      return null;
    }
    if (node.isBoolean()) {
      return node.asBoolean();
    }
    if (node.isString() && node.asString().equals("true")) {
      return true;
    }
    if (node.isString() && (node.asString().equals("false") || node.asString().isEmpty())) {
      return false;
    }
    invalid(name, "Must be true or false");
    return null;
  }

  /** An object inside; when it is missing an empty one, with its faults under this one's name. */
  public Fields object(String name) {
    JsonNode node = node(name).orElse(null);
    if (node instanceof ObjectNode object) {
      return new Fields(path(name) + ".", object, faults);
    }
    if (node != null) {
      invalid(name, "Must be an object");
    }
    return new Fields(path(name) + ".", JsonNodeFactory.instance.objectNode(), faults);
  }

  /** A list of objects inside. */
  public List<Fields> objects(String name) {
    JsonNode node = node(name).orElse(null);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray() || node.size() > Limits.LIST) {
      invalid(name, "Must be a list of at most " + Limits.LIST + " elements");
      return List.of();
    }
    List<Fields> list = new ArrayList<>();
    int index = 0;
    for (JsonNode element : node) {
      if (element instanceof ObjectNode object) {
        list.add(new Fields(path(name) + "[" + index + "].", object, faults));
      } else {
        invalid(name, "Must be a list of objects");
      }
      index++;
    }
    return list;
  }

  /** Remembers that the field is needed. */
  public void missing(String name) {
    faults.add(FieldError.missing(path(name)));
  }

  /** Remembers why the field cannot be used. */
  public void invalid(String name, String message) {
    faults.add(FieldError.invalid(path(name), message));
  }

  private String path(String name) {
    return prefix + name;
  }

  /**
   * @throws ApiException {@code VALIDATION} with every fault so far
   */
  public void check() {
    if (!faults.isEmpty()) {
      throw ApiException.validation(faults);
    }
  }
}
