package dev.latchkey.acceptance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What {@link FuzzTest} has found, so that it is found at once when it comes back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FoundByFuzzingTest {

  private TestServer server;

  @BeforeAll
  void start() {
    server = TestServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void the_inbox_knows_no_recipient_with_a_nul_in_its_name() {
    assertThat(server.http().get("/inbox/messages?to=%00").status()).isEqualTo(400);
    assertThat(server.http().get("/inbox/messages?to=a%00b%40example.org").status()).isEqualTo(400);
  }
}
