package dev.latchkey.sdk.android;

import static org.assertj.core.api.Assertions.assertThat;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import dev.latchkey.sdk.model.AuthToken;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.robolectric.Robolectric;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.shadows.ShadowActivity.IntentForResult;
import org.robolectric.util.ReflectionHelpers;
import org.robolectric.util.ReflectionHelpers.ClassParameter;

/** The guide {@code docs/sdk-android.md}: its activity, compiled and run as it is printed. */
public class GuideTest extends OnADevice {

  private static final Pattern SNIPPET = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  @Rule public final TemporaryFolder directory = new TemporaryFolder();

  private String program() throws IOException {
    StringBuilder program =
        new StringBuilder(
            """
            import android.app.Activity;
            import android.content.Intent;
            import android.os.Bundle;
            import dev.latchkey.sdk.*;
            import dev.latchkey.sdk.android.*;
            import dev.latchkey.sdk.model.*;
            import java.util.*;
            import java.util.concurrent.CompletableFuture;

            public final class Guide extends Activity {
              public final List<String> shown = new ArrayList<>();
              private void show(String text) { shown.add(text); }
            """);
    List<String> snippets =
        SNIPPET
            .matcher(Files.readString(Path.of("..", "..", "docs", "sdk-android.md")))
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    assertThat(snippets).hasSizeGreaterThanOrEqualTo(5);
    snippets.forEach(program::append);
    return program
        .append("}\n")
        .toString()
        .replace(
            "SdkConfig.builder(\"id.example.com\", \"my-app\")",
            "SdkConfig.builder(\"localhost:%d\", \"app\").setInsecureLoopback(true)"
                .formatted(server.getPort()));
  }

  private Class<? extends Activity> compiled() throws Exception {
    Path target = directory.getRoot().toPath();
    Path source = Files.writeString(target.resolve("Guide.java"), program());
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
    URLClassLoader loader =
        new URLClassLoader(new URL[] {target.toUri().toURL()}, getClass().getClassLoader());
    return loader.loadClass("Guide").asSubclass(Activity.class);
  }

  private static final String ID_TOKEN =
      "e30."
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString("{\"given_name\":\"Ada\"}".getBytes(StandardCharsets.UTF_8))
          + ".c2ln";

  private void givesTokens() {
    answers(200, TOKENS.replace("{", "{\"id_token\":\"" + ID_TOKEN + "\","));
  }

  @Test
  public void the_activity_of_the_guide_works_as_it_is_printed() throws Exception {
    Class<? extends Activity> type = compiled();
    ActivityController<? extends Activity> screen =
        Robolectric.buildActivity(type).create().start().resume();
    Activity guide = screen.get();
    List<String> shown = ReflectionHelpers.getField(guide, "shown");

    answers(200, "{\"scope\":\"openid profile\"}");
    answers(401, "{\"error\":\"invalid_grant\",\"error_user_msg\":\"Not that password\"}");
    call(guide, "logIn", "a@b.example", "wrong");
    until(() -> shown.contains("Not that password"));

    call(guide, "logInWithGoogle");
    IntentForResult login = startedBy(guide);
    assertThat(page(login.intent).queryParameter("provider")).isEqualTo("google");

    answers(200, "");
    call(guide, "sendLink", "a@b.example");
    until(() -> shown.contains("Look into your mails"));
    givesTokens();
    Intent link = new Intent(Intent.ACTION_VIEW, Uri.parse(REDIRECT + "?code=c"));
    ReflectionHelpers.callInstanceMethod(
        guide, "onNewIntent", ClassParameter.from(Intent.class, link));
    until(() -> shown.contains("Hello Ada"));

    answers(200, "{\"uid\":\"1\",\"given_name\":\"Ada\"}");
    CompletableFuture<String> name =
        Objects.requireNonNull(
            ReflectionHelpers.callInstanceMethod(
                guide,
                "nameOfTheUser",
                ClassParameter.from(
                    AuthToken.class, AuthToken.builder().setAccessToken("a").build())));
    assertThat(await(name)).isEqualTo("Ada");

    call(guide, "logOutInTheBrowser");
    IntentForResult logout = startedBy(guide);
    assertThat(page(logout.intent).encodedPath()).isEqualTo("/identity/v1/logout");
    ReflectionHelpers.callInstanceMethod(
        guide,
        "onActivityResult",
        ClassParameter.from(int.class, logout.requestCode),
        ClassParameter.from(int.class, Activity.RESULT_OK),
        ClassParameter.from(Intent.class, new Intent().setData(Uri.parse(REDIRECT))));
    until(() -> shown.contains("Goodbye"));
    assertThat(shown).hasSize(4);
  }

  private static void call(Activity guide, String method, String... arguments) {
    ClassParameter<?>[] parameters = new ClassParameter<?>[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      parameters[i] = ClassParameter.from(String.class, arguments[i]);
    }
    ReflectionHelpers.callInstanceMethod(guide, method, parameters);
  }
}
