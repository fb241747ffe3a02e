package dev.latchkey.acceptance.browser;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The sources of the browser SDK: format, types, unit tests, and that the scripts in the server's
 * resources are what they build and not too big. {@code npm run check} in {@code sdk/web} is the
 * same.
 */
class WebSdkTest {

  @Test
  void the_served_scripts_are_what_sound_sources_build() throws IOException, InterruptedException {
    new Npm(Path.of("../sdk/web").toAbsolutePath().normalize()).run("check");
  }
}
