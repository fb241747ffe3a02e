package dev.latchkey.acceptance.conformance;

import dev.latchkey.testkit.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The plan <i>config</i>, of the page's tenant as it stands there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConfigPlanTest {

  private TestServer server;

  @BeforeAll
  void start() {
    server = TestServer.start(Guide.asItStands());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  @Module("oidcc-discovery-endpoint-verification")
  void the_metadata_say_what_a_provider_must_say() throws Exception {
    Metadata.of(server).check();
  }
}
