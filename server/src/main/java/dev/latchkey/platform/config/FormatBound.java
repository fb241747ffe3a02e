package dev.latchkey.platform.config;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.List;
import java.util.function.IntPredicate;
import tools.jackson.databind.JsonNode;

/**
 * {@code formatMinimum} and {@code formatMaximum}: bounds, themselves included, of a text in one of
 * our own formats. JSON Schema bounds only numbers; these names are those of a proposal to it that
 * editors know.
 */
final class FormatBound extends AbstractKeyword {
  static final String MINIMUM = "formatMinimum";
  static final String MAXIMUM = "formatMaximum";

  static final List<FormatBound> ALL =
      List.of(new FormatBound(MINIMUM, order -> order >= 0), new FormatBound(MAXIMUM, o -> o <= 0));

  private final IntPredicate holds;

  private FormatBound(String name, IntPredicate holds) {
    super(name);
    this.holds = holds;
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode bound, Schema around, SchemaContext context) {
    String format = around.getSchemaNode().path("format").asString();
    return new BaseKeywordValidator(this, bound, location, around, context) {
      @Override
      public void validate(ExecutionContext run, JsonNode value, JsonNode root, NodePath place) {
        if (value.isString() && !isWithin(format, value.stringValue(), bound.asString())) {
          run.addError(
              error()
                  .instanceNode(value)
                  .instanceLocation(place)
                  .evaluationPath(run.getEvaluationPath())
                  .message(getValue())
                  .build());
        }
      }
    };
  }

  /** What does not have the format is the format's own complaint. */
  private boolean isWithin(String format, String value, String bound) {
    return !Formats.reads(format, value) || holds.test(Formats.compare(format, value, bound));
  }
}
