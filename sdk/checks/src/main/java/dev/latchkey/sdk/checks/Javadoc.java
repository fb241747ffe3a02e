package dev.latchkey.sdk.checks;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DocumentationTool;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The documentation of a part of the SDK, made as for a release. */
public final class Javadoc {

  /** A line that the tool complains of, and what is there. */
  private static final Pattern COMPLAINT = Pattern.compile("(?m)^(\\S+\\.java:\\d+: .*)\\R(.*)$");

  /** It says what it sets; what it takes and that it gives itself goes without saying. */
  private static final Pattern SETTER = Pattern.compile("public abstract Builder set\\w+\\(");

  private Javadoc() {}

  /**
   * What the tool complains of: what is public and says nothing, a parameter or result without a
   * word, a link that leads nowhere. Empty when all is well.
   */
  public static List<String> complaints(Path sources, Path target) throws IOException {
    DocumentationTool tool = ToolProvider.getSystemDocumentationTool();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files =
            tool.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        Stream<Path> all = Files.walk(sources)) {
      List<Path> java = all.filter(path -> path.toString().endsWith(".java")).sorted().toList();
      boolean made =
          tool.getTask(
                  said,
                  files,
                  null,
                  null,
                  List.of(
                      "-d",
                      target.toString(),
                      "-classpath",
                      System.getProperty("java.class.path", ""),
                      "-Xdoclint:all",
                      "-Xmaxwarns",
                      "1000",
                      "-quiet",
                      "-notimestamp"),
                  files.getJavaFileObjectsFromPaths(java))
              .call();
      if (!made) {
        throw new IllegalStateException("No documentation: " + said);
      }
      return COMPLAINT
          .matcher(said.toString())
          .results()
          .filter(found -> !SETTER.matcher(found.group(2)).find())
          .map(found -> found.group(1))
          .toList();
    }
  }
}
