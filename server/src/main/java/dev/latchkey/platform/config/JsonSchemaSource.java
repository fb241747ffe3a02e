package dev.latchkey.platform.config;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON Schema (2020-12) in one document: {@code $ref} reaches only what is inside it. Formats are
 * asserted; beside the standard ones there are {@code short-duration} ({@link Durations}) and
 * {@code byte-size} ({@link ByteSizes}), which {@code formatMinimum} and {@code formatMaximum}
 * bound. A schema that cannot be read is a fault of the program, not of the operator, and so is no
 * {@link ConfigurationException}.
 */
public final class JsonSchemaSource {
  private final JsonNode root;
  private final Schema compiled;

  private JsonSchemaSource(JsonNode root) {
    this.root = root;
    Dialect dialect =
        Dialect.builder(Dialects.getDraft202012())
            .formats(Formats.OF_OUR_OWN)
            .keywords(FormatBound.ALL)
            .build();
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(true)
            .pathType(PathType.JSON_POINTER)
            .build();
    this.compiled =
        SchemaRegistry.withDialect(dialect, registry -> registry.schemaRegistryConfig(config))
            .getSchema(root);
  }

  /**
   * The schema in a class path resource.
   *
   * @param anchor the class the name is relative to, as in {@link Class#getResourceAsStream}
   * @throws IllegalArgumentException if there is no such resource
   */
  public static JsonSchemaSource resource(Class<?> anchor, String name) {
    try (var stream = anchor.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalArgumentException("No resource " + name + " beside " + anchor.getName());
      }
      return of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The schema in a JSON text. */
  public static JsonSchemaSource of(String json) {
    return new JsonSchemaSource(JsonMapper.shared().readTree(json));
  }

  JsonNode root() {
    return root;
  }

  Schema compiled() {
    return compiled;
  }
}
