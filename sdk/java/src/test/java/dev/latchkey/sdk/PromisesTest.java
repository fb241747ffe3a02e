package dev.latchkey.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sdk.checks.Javadoc;
import dev.latchkey.sdk.checks.PublicApi;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** What an app may rely on: the public API, the size, the dependencies, the documentation. */
class PromisesTest {

  private static final Path CLASSES = Path.of("target", "classes");
  private static final Path SOURCES = Path.of("src", "main", "java");

  /** The SDK's own jar. What comes with it is in {@link #DEPENDENCIES}. */
  private static final int MAX_JAR_KIB = 350;

  private static final List<String> DEPENDENCIES =
      List.of(
          "annotations-13.0.jar",
          "jspecify-1.0.1.jar",
          "kotlin-stdlib-2.1.21.jar",
          "nanojson-1.10.jar",
          "okhttp-jvm-5.5.1.jar",
          "okio-jvm-3.18.1.jar");

  /** Of all of them together, before an app's build shrinks them. */
  private static final int MAX_DEPENDENCIES_KIB = 3_200;

  /**
   * {@code mvn -pl sdk/checks,sdk/java test -Dtest=PromisesTest -Dapi.write} writes the file anew.
   */
  @Test
  void the_public_api_is_what_is_written_down() throws Exception {
    String now = PublicApi.of(CLASSES);
    Path file = Path.of("api.txt");
    if (System.getProperty("api.write") != null) {
      Files.writeString(file, now);
    }
    assertThat(Files.readString(file))
        .as("what apps call has changed: write it down, and the reason into the commit")
        .isEqualTo(now);
  }

  @Test
  void what_an_app_gets_along_with_the_sdk_is_known() throws IOException {
    String classPath = Files.readString(Path.of("target", "runtime-class-path"));
    List<Path> jars = Stream.of(classPath.trim().split(File.pathSeparator)).map(Path::of).toList();
    assertThat(jars.stream().map(jar -> jar.getFileName().toString()).sorted().toList())
        .isEqualTo(DEPENDENCIES);
    long bytes = 0;
    for (Path jar : jars) {
      bytes += Files.size(jar);
    }
    assertThat(bytes / 1024).isLessThan(MAX_DEPENDENCIES_KIB);
  }

  @Test
  void the_jar_is_small() throws IOException {
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(jar)) {
      for (Path file : classFiles()) {
        zip.putNextEntry(new ZipEntry(file.toString()));
        zip.write(Files.readAllBytes(file));
      }
    }
    assertThat(jar.size() / 1024).isLessThan(MAX_JAR_KIB);
  }

  @Test
  void every_class_runs_on_java_11() throws IOException {
    for (Path file : classFiles()) {
      try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
        in.readInt();
        in.readUnsignedShort();
        assertThat(in.readUnsignedShort()).as(file.toString()).isEqualTo(55);
      }
    }
  }

  private static List<Path> classFiles() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files.filter(file -> file.toString().endsWith(".class")).sorted().toList();
    }
  }

  @Test
  void the_version_is_the_one_of_the_pom() throws IOException {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<version>" + LatchkeyClient.VERSION + "</version>");
  }

  @Test
  void the_javadoc_is_complete_and_made_without_a_warning() throws IOException {
    assertThat(Javadoc.complaints(SOURCES, Path.of("target", "apidocs"))).isEmpty();
  }
}
