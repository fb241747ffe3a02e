package dev.latchkey.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.example.Cli;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.Users;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide {@code docs/sdk-java.md}, compiled and run as it is printed, and the example. */
class GuideTest extends SdkContract {

  private static final Pattern SNIPPET = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CONFIG =
      Pattern.compile("SdkConfig\\.builder\\(\"id.example.com\", \"my-app\"\\)");
  private static final Pattern SCHEME = Pattern.compile("\"reachfive://my-app/callback\"");

  private final Queue<String> shown = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> read = new HashMap<>();

  /** The snippets one after the other; after the one with callbacks comes a wait for them. */
  private static String program(List<String> snippets) {
    StringBuilder steps = new StringBuilder();
    for (String snippet : snippets) {
      steps.append(snippet).append(snippet.contains("client.signup(") ? "done.await();\n" : "");
    }
    return """
    import dev.latchkey.sdk.*;
    import dev.latchkey.sdk.model.*;
    import dev.latchkey.sdk.model.UpdatePasswordRequest.EmailParams;
    import java.net.URI;
    import java.util.*;
    import java.util.concurrent.*;
    import java.util.function.*;

    public final class Guide {
      public static void run(
          String email, String password, String phoneNumber, Consumer<String> shown,
          UnaryOperator<String> codes, UnaryOperator<URI> browser) throws Exception {
        new Guide(shown, codes, browser).run(email, password, phoneNumber);
      }

      private final Consumer<String> shown;
      private final UnaryOperator<String> codes;
      private final UnaryOperator<URI> browser;
      private final CountDownLatch done = new CountDownLatch(1);

      private Guide(
          Consumer<String> shown, UnaryOperator<String> codes, UnaryOperator<URI> browser) {
        this.shown = shown;
        this.codes = codes;
        this.browser = browser;
      }

      private void show(String text) {
        shown.accept(text);
        done.countDown();
      }

      private String codeSentTo(String recipient) {
        return codes.apply(recipient);
      }

      private URI theUserGoesTo(URI page) {
        return browser.apply(page);
      }

      private void run(String email, String password, String phoneNumber) throws Exception {
    """
        + steps
        + "  }\n}\n";
  }

  @Test
  void the_guide_works_as_it_is_printed(@TempDir Path directory) throws Exception {
    String guide = Files.readString(Path.of("..", "docs", "sdk-java.md"));
    List<String> snippets = new ArrayList<>();
    for (MatchResult match : (Iterable<MatchResult>) SNIPPET.matcher(guide).results()::iterator) {
      snippets.add(match.group(1));
    }
    assertThat(snippets).hasSizeGreaterThan(8);
    String here =
        "SdkConfig.builder(\"localhost:"
            + port()
            + "\", \"native\").setInsecureLoopback(true).setLanguage(\"en\")"
            + ".setIssuer(\"%s\")".formatted(PUBLIC_URL);
    String program = CONFIG.matcher(program(snippets)).replaceFirst(here);
    program = SCHEME.matcher(program).replaceFirst("\"reachfive://native/callback\"");
    Path source = Files.writeString(directory.resolve("Guide.java"), program);
    compile(source, directory);
    String email = Users.newEmail();

    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
      Consumer<String> show = shown::add;
      UnaryOperator<String> codes = this::nextCode;
      UnaryOperator<URI> browser = page -> goTo(page, email);
      loader
          .loadClass("Guide")
          .getMethod(
              "run",
              String.class,
              String.class,
              String.class,
              Consumer.class,
              UnaryOperator.class,
              UnaryOperator.class)
          .invoke(null, email, PASSWORD, Users.newPhoneNumber(), show, codes, browser);
    }

    assertThat(shown)
        .contains(
            "signed up: true",
            "Hello Ada",
            "Ada Lovelace",
            "logged in: true",
            "logged in by the browser: true")
        .anyMatch(line -> line.startsWith("Unauthorized: "));
  }

  private static void compile(Path source, Path target) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of("--release", "11", "-d", target.toString(), "-proc:none"),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
  }

  /**
   * The code of the next message to that recipient which has one. The first mail is the one of the
   * sign-up, which nobody asks for.
   */
  private String nextCode(String recipient) {
    int count = read.getOrDefault(recipient, recipient.contains("@") ? 1 : 0);
    List<String> codes;
    do {
      codes = server.inbox().await(recipient, ++count).codes();
    } while (codes.isEmpty());
    read.put(recipient, count);
    return codes.get(0);
  }

  private URI goTo(URI page, String email) {
    var browser = server.browser();
    Users users = new Users(browser);
    users.code(users.logIn(email), Pkce.create());
    return browser.get(page.getRawPath() + "?" + page.getRawQuery()).location();
  }

  // --- the example
  // ----------------------------------------------------------------------------------

  private String cli(String command, int status, String... answers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Iterator<String> next = List.of(answers).iterator();
    Cli cli =
        new Cli(
            client,
            question -> question.startsWith("Code") ? nextCode(answers[0]) : next.next(),
            new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(cli.run(command)).isEqualTo(status);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void the_example_signs_up_logs_in_and_resets_the_password() {
    String email = Users.newEmail();
    assertThat(cli("signup", 0, email, "Ada", PASSWORD)).startsWith("Hello Ada, you are ");
    assertThat(cli("login", 0, email, PASSWORD)).startsWith("Hello Ada, you are ");
    assertThat(cli("reset", 0, email, NEW_PASSWORD)).contains("new password");
    assertThat(cli("login", 0, email, NEW_PASSWORD)).startsWith("Hello Ada");
    assertThat(cli("login", 1, email, PASSWORD)).isNotBlank().doesNotContain("Hello");
    assertThat(cli("signup", 1, "no address", "Ada", PASSWORD)).contains("data.email");
    assertThat(cli("dance", 1)).contains("no command dance");
  }
}
