package dev.latchkey.platform.config;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One keyword of the schema that a value does not satisfy.
 *
 * @param keyword of the schema, such as {@code type}
 * @param pointer of the value
 * @param evaluation the keywords, names and numbers on the way through the schema to this one,
 *     references followed
 * @param wanted what stands under the keyword
 * @param found the value
 * @param key the key that is unknown, missing or ill-formed, for the keywords that speak of one
 */
record Violation(
    String keyword,
    String pointer,
    List<String> evaluation,
    JsonNode wanted,
    JsonNode found,
    @Nullable String key) {

  static Violation of(Error error) {
    NodePath path = error.getEvaluationPath();
    return new Violation(
        error.getKeyword(),
        error.getInstanceLocation().toString(),
        IntStream.range(0, path.getNameCount())
            .mapToObj(i -> String.valueOf(path.getElement(i)))
            .toList(),
        error.getSchemaNode(),
        error.getInstanceNode(),
        error.getProperty());
  }

  /** The same place with another demand. */
  Violation demanding(String otherKeyword, JsonNode otherWanted) {
    return new Violation(otherKeyword, pointer, evaluation, otherWanted, found, key);
  }
}
