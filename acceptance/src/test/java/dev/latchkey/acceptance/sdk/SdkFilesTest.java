package dev.latchkey.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the browser SDK (contract web-sdk.md section 1). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkFilesTest {

  private static final Path BUILT = Path.of("../server/src/main/resources/sdk");
  private static final String SCRIPT = "/js/v1/identity.js";

  private final TestServer server = TestServer.start();
  private final Http http = server.http();

  @AfterAll
  void stop() {
    server.close();
  }

  private static String built(String file) throws IOException {
    return Files.readString(BUILT.resolve(file));
  }

  /** Where the file never changes. */
  private String pinned(String file) {
    return http.get("/js/v1/" + file).header("Content-Location");
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity.js", "phone.js", "qr.js", "english.js", "index.js"})
  void a_file_is_what_was_built(String file) throws IOException {
    Answer answer = http.get("/js/v1/" + file);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(built(file));
    assertThat(answer.header("Content-Type")).isEqualTo("text/javascript;charset=UTF-8");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Cache-Control"))
        .isEqualTo("public, max-age=300, stale-while-revalidate=86400");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/js/v1/fr/identity.js", "/js/v1/zh-TW/identity.js"})
  void the_language_may_stand_before_the_name(String path) throws IOException {
    Answer answer = http.get(path + "?client_id=spa");

    assertThat(answer.body()).isEqualTo(built("identity.js"));
    assertThat(answer.header("Cache-Control")).startsWith("public, max-age=300");
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity.js", "phone.js", "qr.js", "english.js", "index.js"})
  void under_its_hash_a_file_never_changes(String file) throws IOException {
    Answer answer = http.get(pinned(file));

    assertThat(pinned(file)).matches("/js/v1/[0-9a-f]{16}/" + file);
    assertThat(answer.body()).isEqualTo(built(file));
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
  }

  @Test
  void any_page_may_load_it_as_script_and_as_module() {
    Answer answer = http.with("Origin", "https://anywhere.example").get(SCRIPT);

    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
  }

  @Test
  void the_entity_tag_is_what_a_page_pins_with() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-384")
            .digest(built("identity.js").getBytes(StandardCharsets.UTF_8));

    assertThat(http.get(SCRIPT).header("ETag"))
        .isEqualTo("\"sha384-" + Base64.getEncoder().encodeToString(hash) + "\"");
  }

  @Test
  void who_has_it_is_not_sent_it_again() {
    String etag = http.get(SCRIPT).header("ETag");

    for (String tags : new String[] {etag, "W/" + etag, "\"other\", " + etag, "*"}) {
      Answer answer = http.with("If-None-Match", tags).get(SCRIPT);
      assertThat(answer.status()).as(tags).isEqualTo(304);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.header("ETag")).isEqualTo(etag);
      assertThat(answer.header("Cache-Control")).isNotEmpty();
    }
    assertThat(http.with("If-None-Match", "\"other\"").get(SCRIPT).status()).isEqualTo(200);
  }

  @Test
  void it_is_compressed_for_who_takes_that() throws Exception {
    for (String taken : new String[] {"gzip", "br, gzip;q=0.5", "deflate, GZIP"}) {
      HttpResponse<byte[]> answer = raw(taken);
      assertThat(answer.headers().firstValue("Content-Encoding")).as(taken).contains("gzip");
      assertThat(answer.headers().firstValue("Vary")).contains("Accept-Encoding");
      assertThat(answer.headers().firstValue("ETag").orElse("")).endsWith("-gzip\"");
      assertThat(answer.body().length).isLessThan(40_000);
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
            .isEqualTo(built("identity.js"));
      }
    }
    for (String taken : new String[] {"", "br", "gzip;q=0", "gzip; q=0.0"}) {
      HttpResponse<byte[]> answer = raw(taken);
      assertThat(answer.headers().firstValue("Content-Encoding")).as(taken).isEmpty();
      assertThat(answer.headers().firstValue("Vary")).contains("Accept-Encoding");
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(built("identity.js"));
    }
  }

  private HttpResponse<byte[]> raw(String acceptEncoding) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(server.url() + SCRIPT))
              .header("Accept-Encoding", acceptEncoding)
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/js/v1/other.js",
        "/js/v1/xx/identity.js",
        "/js/v1/0123456789abcdef/identity.js",
        "/js/v1/fr/index.js",
        "/js/v1/fr/",
        "/js/v1/..%2fdemo.yaml",
        "/js/v1/%2e%2e/identity.js",
        "/js/v2/identity.js"
      })
  void nothing_else_is_there(String path) {
    Answer answer = http.get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text("error")).isEqualTo("resource_not_found");
  }

  /**
   * Nothing in it is evaluated, and nobody else is contacted: the only addresses are the names that
   * elements of pictures have. That no HTML is made of texts, a browser makes sure of that enforces
   * trusted types, in the browser tests.
   */
  @ParameterizedTest
  @ValueSource(strings = {"identity.js", "phone.js", "qr.js", "english.js", "index.js"})
  void it_runs_under_a_strict_policy(String file) throws IOException {
    assertThat(built(file)).doesNotContain("eval(", "new Function", "document.write");
    assertThat(built(file)).doesNotContainPattern("https?://(?!www\\.w3\\.org/)[a-z]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"phone.js", "qr.js", "english.js"})
  void the_script_loads_its_parts_from_where_they_never_change(String part) throws IOException {
    assertThat(built("identity.js")).contains('"' + pinned(part) + '"');
  }
}
