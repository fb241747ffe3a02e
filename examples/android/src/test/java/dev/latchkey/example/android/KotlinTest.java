package dev.latchkey.example.android;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The SDK as Kotlin sees it: its annotations say what may be null, and the compiler holds to it.
 */
class KotlinTest {

  /** A line of Kotlin that must not compile, and what the compiler says of it. */
  private record Mistake(String line, String complaint) {}

  /** The last two are none about null: what they complain of names the type, {@code !} and all. */
  private static final List<Mistake> MISTAKES =
      List.of(
          new Mistake("val a: String = tokens.accessToken", "actual 'String?'"),
          new Mistake("val a: Int = profile.givenName.length", "receiver of type 'String?'"),
          new Mistake("val a = error.data.error", "receiver of type 'LatchkeyApiError?'"),
          new Mistake("client.getProfile(null)", "a value of a non-null type 'AuthToken'"),
          new Mistake(
              "android.loginWithProvider(\"google\", null, null)",
              "a value of a non-null type 'Activity'"),
          new Mistake("val a: AuthToken = android.tokenStore.load()", "actual 'AuthToken?'"),
          new Mistake("val a: Int = error.message", "actual 'String'"),
          new Mistake("val a: Int = android.client", "actual 'LatchkeyClient'"));

  private static final int FIRST_LINE = 7;

  private record Compiled(ExitCode status, String said) {}

  private static Compiled compile(Path source, Path target) {
    List<String> arguments = new ArrayList<>(List.of("-Werror", "-no-stdlib", "-no-reflect"));
    arguments.addAll(List.of("-classpath", System.getProperty("java.class.path", "")));
    arguments.addAll(List.of("-jvm-target", "11", "-d", target.toString()));
    arguments.add(source.toString());
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ExitCode status =
        new K2JVMCompiler()
            .exec(
                new PrintStream(said, true, StandardCharsets.UTF_8),
                arguments.toArray(String[]::new));
    return new Compiled(status, said.toString(StandardCharsets.UTF_8));
  }

  @Test
  void the_example_in_kotlin_compiles_without_a_warning(@TempDir Path target) {
    Compiled compiled = compile(Path.of("src", "main", "kotlin", "Account.kt"), target);
    assertThat(compiled.status()).as(compiled.said()).isEqualTo(ExitCode.OK);
    assertThat(target.resolve("dev/latchkey/example/android/Account.class")).exists();
  }

  @Test
  void the_compiler_stops_every_mistake_about_null(@TempDir Path directory) throws IOException {
    StringBuilder program =
        new StringBuilder(
            """
            import dev.latchkey.sdk.LatchkeyClient
            import dev.latchkey.sdk.android.LatchkeyAndroid
            import dev.latchkey.sdk.model.*

            fun mistakes(client: LatchkeyClient, android: LatchkeyAndroid, tokens: AuthToken,
                profile: Profile, error: LatchkeyError) {
            """);
    MISTAKES.forEach(mistake -> program.append("  run { " + mistake.line() + " }\n"));
    Path source = Files.writeString(directory.resolve("Mistakes.kt"), program.append("}\n"));

    Compiled compiled = compile(source, directory.resolve("classes"));

    assertThat(compiled.status()).isEqualTo(ExitCode.COMPILATION_ERROR);
    for (int i = 0; i < MISTAKES.size(); i++) {
      String place = "Mistakes.kt:" + (i + FIRST_LINE) + ":";
      String complaint = MISTAKES.get(i).complaint();
      assertThat(compiled.said().lines())
          .anyMatch(said -> said.contains(place) && said.contains(complaint));
    }
  }
}
