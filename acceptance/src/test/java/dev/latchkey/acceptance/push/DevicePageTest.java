package dev.latchkey.acceptance.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.TestConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a system wants of a page before it installs it. */
class DevicePageTest extends PushContract {

  @Override
  TestConfig config() {
    return withPush(TestConfig.twoTenants(), 0, "localhost");
  }

  @ParameterizedTest
  @ValueSource(ints = {180, 192, 512})
  void its_icon_is_there_as_a_picture_of_that_size(int size) throws Exception {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(server.url() + "/device/icon-" + size + ".png"))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("public, max-age=86400");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertPicture(answer.body(), size);
  }

  private static void assertPicture(byte[] bytes, int size) throws IOException {
    assertThat(bytes).startsWith(0x89, 'P', 'N', 'G').hasSizeLessThan(16 * 1024);
    var picture = ImageIO.read(new ByteArrayInputStream(bytes));
    assertThat(picture.getWidth()).isEqualTo(size);
    assertThat(picture.getHeight()).isEqualTo(size);
    // Cut to any shape it is still full: nothing shines through.
    assertThat(picture.getColorModel().hasAlpha()).isFalse();
  }

  @Test
  void the_manifest_and_the_page_name_it() {
    Map<String, String> icons = new TreeMap<>();
    http.get("/device/manifest.webmanifest")
        .json()
        .path("icons")
        .forEach(icon ->
            icons.put(
                icon.path("src").asString(),
                icon.path("sizes").asString()
                    + " "
                    + icon.path("type").asString()
                    + " "
                    + icon.path("purpose").asString("any")));
    assertThat(icons)
        .containsExactly(
            Map.entry("/device/icon-180.png", "180x180 image/png any"),
            Map.entry("/device/icon-192.png", "192x192 image/png any"),
            Map.entry("/device/icon-512.png", "512x512 image/png any maskable"),
            Map.entry("/device/icon.svg", "any image/svg+xml any"));
    assertThat(http.get("/device").body())
        .contains("<link rel=\"apple-touch-icon\" href=\"/device/icon-180.png\">");
  }

  @Test
  void a_tenant_without_push_has_none_of_it() {
    assertThat(http.with("Host", "other.localhost").get("/device/icon-192.png").status())
        .isEqualTo(404);
  }
}
