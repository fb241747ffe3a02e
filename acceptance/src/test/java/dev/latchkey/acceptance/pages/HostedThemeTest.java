package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The look of a tenant's pages as browsers get it: logo, font and colours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostedThemeTest {

  private static final String LOGO =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\""
          + " height=\"8\"><script>alert(1)</script></svg>";

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Path logo = Files.writeString(folder.resolve("logo.svg"), LOGO);
    server =
        TestServer.start(
            TestConfig.standard()
                .set(
                    "/tenants/0/pages",
                    Map.of(
                        "logo",
                        logo.toString(),
                        "font",
                        "Inter, Helvetica Neue, sans-serif",
                        "radius",
                        3))
                .alsoTenant("other")
                .set("/tenants/1/pages", Map.of("logo", "https://pictures.example/logo.png")));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Answer login(Http http) {
    Answer sent = new OAuthClient(http, TestConfig.SPA).authorize();
    URI page = URI.create(sent.header("Location"));
    return http.get(page.getRawPath() + "?" + page.getRawQuery());
  }

  private static String found(Answer page, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(page.body());
    assertThat(matcher.find()).as("%s in %s", pattern, page.body()).isTrue();
    return matcher.group(1);
  }

  /** A picture that is opened by itself is a page of our origin: its scripts must not run. */
  @Test
  @AttackClass({21, 34})
  void a_logo_from_a_file_is_delivered_as_what_it_is_and_can_do_nothing() {
    Answer page = login(server.browser());
    String address = found(page, "<img src=\"([^\"]*)\" alt=\"Tenant demo\">");
    assertThat(address).matches("/pages/[^/]+/logo\\.svg");
    Answer logo = server.http().get(address);
    assertThat(logo.status()).isEqualTo(200);
    assertThat(logo.body()).isEqualTo(LOGO);
    assertThat(logo.header("Content-Type")).isEqualTo("image/svg+xml");
    assertThat(logo.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(logo.header("Content-Security-Policy"))
        .isEqualTo("default-src 'none'; style-src 'unsafe-inline'; sandbox");
    assertThat(logo.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(page.header("Content-Security-Policy")).contains("img-src 'self' data:;");
    // Of this tenant alone.
    assertThat(server.http().with("Host", "other.localhost").get(address).status()).isEqualTo(404);
  }

  @Test
  void a_font_is_named_in_the_theme_and_none_is_ever_loaded() {
    Answer page = login(server.browser());
    Answer theme = server.http().get(found(page, "href=\"(/pages/[^\"]*theme.css)\""));
    assertThat(theme.header("Content-Type")).isEqualTo("text/css;charset=UTF-8");
    assertThat(theme.body())
        .contains("--font:Inter, Helvetica Neue, sans-serif;")
        .doesNotContain("@font-face", "@import", "url(");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'")
        .doesNotContain("font-src");
  }

  @Test
  @AttackClass(34)
  void a_logo_from_elsewhere_lets_its_own_site_in_and_for_pictures_alone() {
    Answer page = login(server.browser().with("Host", "other.localhost"));
    assertThat(page.body()).contains("<img src=\"https://pictures.example/logo.png\"");
    String policy = page.header("Content-Security-Policy");
    assertThat(policy).contains("img-src 'self' data: https://pictures.example;");
    assertThat(policy.replace("img-src 'self' data: https://pictures.example;", ""))
        .doesNotContain("pictures.example");
  }
}
