package dev.latchkey.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object of an answer. Null and absent are the same; a wrong type is a malformed answer. */
final class JsonObject {

  private final Map<String, @Nullable Object> fields;

  JsonObject(Map<String, @Nullable Object> fields) {
    this.fields = fields;
  }

  Map<String, @Nullable Object> fields() {
    return fields;
  }

  boolean has(String name) {
    return fields.get(name) != null;
  }

  @Nullable String text(String name) throws MalformedAnswerException {
    return value(name, String.class);
  }

  String textOr(String name, String other) throws MalformedAnswerException {
    String text = text(name);
    return text == null ? other : text;
  }

  String required(String name) throws MalformedAnswerException {
    String text = text(name);
    if (text == null) {
      throw new MalformedAnswerException("The answer has no " + name);
    }
    return text;
  }

  @Nullable Boolean truth(String name) throws MalformedAnswerException {
    return value(name, Boolean.class);
  }

  boolean isTrue(String name) throws MalformedAnswerException {
    return Boolean.TRUE.equals(truth(name));
  }

  @Nullable Long number(String name) throws MalformedAnswerException {
    return value(name, Long.class);
  }

  @Nullable Integer integer(String name) throws MalformedAnswerException {
    Long number = number(name);
    return number == null ? null : (Integer) number.intValue();
  }

  @Nullable JsonObject object(String name) throws MalformedAnswerException {
    Map<String, @Nullable Object> map = map(name);
    return map == null ? null : new JsonObject(map);
  }

  JsonObject requiredObject(String name) throws MalformedAnswerException {
    JsonObject object = object(name);
    if (object == null) {
      throw new MalformedAnswerException("The answer has no " + name);
    }
    return object;
  }

  @SuppressWarnings("unchecked") // Json makes no other maps
  @Nullable Map<String, @Nullable Object> map(String name) throws MalformedAnswerException {
    return (Map<String, @Nullable Object>) value(name, Map.class);
  }

  @Nullable List<String> texts(String name) throws MalformedAnswerException {
    return list(name, String.class);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Json makes no other maps
  @Nullable List<JsonObject> objects(String name) throws MalformedAnswerException {
    List<Map> maps = list(name, Map.class);
    if (maps == null) {
      return null;
    }
    List<JsonObject> objects = new ArrayList<>();
    for (Map map : maps) {
      objects.add(new JsonObject((Map<String, @Nullable Object>) map));
    }
    return objects;
  }

  List<JsonObject> objectsOrNone(String name) throws MalformedAnswerException {
    List<JsonObject> objects = objects(name);
    return objects == null ? new ArrayList<>() : objects;
  }

  private <T> @Nullable List<T> list(String name, Class<T> type) throws MalformedAnswerException {
    List<?> values = value(name, List.class);
    if (values == null) {
      return null;
    }
    List<T> list = new ArrayList<>();
    for (Object value : values) {
      if (!type.isInstance(value)) {
        throw new MalformedAnswerException("The answer has a wrong type in " + name);
      }
      list.add(type.cast(value));
    }
    return list;
  }

  private <T> @Nullable T value(String name, Class<T> type) throws MalformedAnswerException {
    Object value = fields.get(name);
    if (value != null && !type.isInstance(value)) {
      throw new MalformedAnswerException("The answer has a wrong type in " + name);
    }
    return value == null ? null : type.cast(value);
  }
}
