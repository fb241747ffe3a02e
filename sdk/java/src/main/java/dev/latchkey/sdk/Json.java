package dev.latchkey.sdk;

import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonReader;
import com.grack.nanojson.JsonWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON texts to maps, lists, texts, Longs, Doubles, Booleans and null, and back. */
final class Json {

  /** The parser calls itself for each level; a foreign text must not end the thread's stack. */
  private static final int MAX_DEPTH = 64;

  private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private Json() {}

  static String write(Map<String, ?> object) {
    return JsonWriter.string(object);
  }

  static JsonObject object(String text) throws MalformedAnswerException {
    try {
      JsonReader reader = JsonReader.from(text);
      if (reader.current() != JsonReader.Type.OBJECT) {
        throw new MalformedAnswerException("The answer is not a JSON object");
      }
      return new JsonObject(readObject(reader, 0));
    } catch (JsonParserException | NumberFormatException e) {
      throw new MalformedAnswerException("The answer is not JSON");
    }
  }

  static List<JsonObject> objects(String text) throws MalformedAnswerException {
    return object("{\"list\":" + text + "}").objectsOrNone("list");
  }

  private static @Nullable Object read(JsonReader reader, int depth)
      throws JsonParserException, MalformedAnswerException {
    if (depth > MAX_DEPTH) {
      throw new MalformedAnswerException("The answer is too deep");
    }
    switch (reader.current()) {
      case OBJECT:
        return readObject(reader, depth);
      case ARRAY:
        List<@Nullable Object> list = new ArrayList<>();
        reader.array();
        while (reader.next()) {
          list.add(read(reader, depth + 1));
        }
        return Collections.unmodifiableList(list);
      case NUMBER:
        return number(reader.value().toString());
      default:
        return reader.value();
    }
  }

  private static Map<String, @Nullable Object> readObject(JsonReader reader, int depth)
      throws JsonParserException, MalformedAnswerException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    reader.object();
    while (reader.next()) {
      fields.put(reader.key(), read(reader, depth + 1));
    }
    return Collections.unmodifiableMap(fields);
  }

  private static Object number(String text) {
    BigDecimal number = new BigDecimal(text);
    boolean whole = number.scale() <= 0 && number.abs().compareTo(LONGEST) <= 0;
    return whole ? (Object) number.longValue() : (Object) number.doubleValue();
  }
}
