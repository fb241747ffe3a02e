package dev.latchkey.sdk.android;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of objects as texts of a vault, in order; an empty list is no text. */
final class Entries {

  private Entries() {}

  static List<JsonObject> of(@Nullable String saved) {
    List<JsonObject> entries = new ArrayList<>();
    for (Object entry : parse(saved)) {
      entries.add((JsonObject) entry);
    }
    return entries;
  }

  /** All but those whose field of that name has that value. */
  static JsonArray without(@Nullable String saved, String name, String value) {
    JsonArray entries = parse(saved);
    entries.removeIf(entry -> value.equals(((JsonObject) entry).getString(name)));
    return entries;
  }

  static @Nullable String text(JsonArray entries) {
    return entries.isEmpty() ? null : JsonWriter.string(entries);
  }

  private static JsonArray parse(@Nullable String saved) {
    try {
      return saved == null ? new JsonArray() : JsonParser.array().from(saved);
    } catch (JsonParserException e) {
      throw new IllegalStateException("What was sealed here is JSON", e);
    }
  }
}
