package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Attack class 11: the address that a limit counts is taken from a header that the client writes.
 * Headers are believed as far as a trusted proxy wrote them, and no further.
 */
@AttackClass(11)
class Attack11RateLimitKeyTest {

  private static final int LIMIT = 4;
  private static final String KEY = "the-key-of-the-back-end-0123456789abcdef";

  private static TestConfig config() {
    return TestConfig.standard()
        .set("/tenants/0/rate_limits/per_address/requests", LIMIT)
        .set("/tenants/0/rate_limits/per_address/window", "1h");
  }

  @Test
  void attack_11_without_trusted_proxies_no_header_makes_a_new_caller() {
    try (TestServer server = TestServer.start(config())) {
      for (int i = 0; i < LIMIT; i++) {
        assertThat(attempt(disguised(server.http(), i))).isEqualTo(401);
      }
      assertThat(attempt(disguised(server.http(), LIMIT))).isEqualTo(429);
      assertThat(attempt(server.http())).isEqualTo(429);
    }
  }

  /** Every header that some proxy somewhere writes the client's address into. */
  private static Http disguised(Http http, int i) {
    String address = "198.51.100." + i;
    Http dressed = http;
    for (String name :
        List.of(
            "X-Forwarded-For",
            "X-Real-IP",
            "X-Client-IP",
            "Client-IP",
            "True-Client-IP",
            "CF-Connecting-IP",
            "Fastly-Client-IP",
            "X-Cluster-Client-IP",
            "X-Forwarded",
            "Forwarded-For",
            "X-Remote-Addr",
            "X-ProxyUser-Ip",
            "Via")) {
      dressed = dressed.with(name, address);
    }
    return dressed.with("Forwarded", "for=" + address).with("True-Client-IP-Key", "guess " + i);
  }

  @Test
  void attack_11_what_the_client_itself_puts_into_the_header_is_never_reached() {
    try (TestServer server = TestServer.start(behindProxies())) {
      for (int i = 0; i < LIMIT; i++) {
        assertThat(from(server, "198.51.100." + i + ", 203.0.113.7")).isEqualTo(401);
      }
      assertThat(from(server, "198.51.100.99, 203.0.113.7")).isEqualTo(429);
      assertThat(from(server, "203.0.113.7")).isEqualTo(429);
      assertThat(from(server, "203.0.113.7, 10.0.0.1, 10.2.3.4"))
          .as("through more of the proxies")
          .isEqualTo(429);
      assertThat(from(server, "203.0.113.8")).as("somebody else").isEqualTo(401);
    }
  }

  @Test
  void attack_11_a_header_that_no_proxy_writes_counts_for_the_speaker_itself() {
    try (TestServer server = TestServer.start(behindProxies())) {
      List<String> nonsense =
          List.of(
              "", "unknown", "203.0.113.7:4711", "localhost", "1.2.3.4.5", "[::1]", "; drop table");
      for (int i = 0; i < LIMIT; i++) {
        assertThat(from(server, nonsense.get(i))).isEqualTo(401);
      }
      for (String other : nonsense) {
        assertThat(from(server, other)).as(other).isEqualTo(429);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, 2001:db8:1:3::1",
    "2001:DB8:1:2::1, 2001:0db8:0001:0002:0:0:0:1, 2001:db8:1:1::1",
    "203.0.113.7, ::ffff:203.0.113.7, ::ffff:203.0.113.8",
    "::ffff:203.0.113.7, ::FFFF:cb00:7107, 203.0.113.8"
  })
  void attack_11_a_subscriber_is_one_however_its_address_is_written(
      String address, String same, String other) {
    try (TestServer server = TestServer.start(behindProxies())) {
      for (int i = 0; i < LIMIT; i++) {
        assertThat(from(server, i % 2 == 0 ? address : same)).isEqualTo(401);
      }
      assertThat(from(server, address)).isEqualTo(429);
      assertThat(from(server, same)).isEqualTo(429);
      assertThat(from(server, other)).isEqualTo(401);
    }
  }

  @Test
  void attack_11_a_back_end_speaks_for_its_users_only_with_the_key() {
    try (TestServer server = TestServer.start(config().set("/tenants/0/true_client_ip_key", KEY))) {
      for (int i = 0; i < LIMIT; i++) {
        Http without = server.http().with("True-Client-IP", "198.51.100." + i);
        assertThat(attempt(without.with("True-Client-IP-Key", KEY + i))).isEqualTo(401);
      }
      assertThat(attempt(server.http().with("True-Client-IP", "198.51.100.9"))).isEqualTo(429);
      Http backEnd = server.http().with("True-Client-IP-Key", KEY);
      assertThat(attempt(backEnd.with("True-Client-IP", "198.51.100.9"))).isEqualTo(401);
      assertThat(attempt(backEnd.with("True-Client-IP", "not an address"))).isEqualTo(429);
      assertThat(attempt(backEnd)).isEqualTo(429);
    }
  }

  @Test
  void attack_11_the_limit_of_a_recipient_does_not_ask_where_from() {
    TestConfig config =
        behindProxies()
            .set("/tenants/0/rate_limits/per_recipient/requests", LIMIT)
            .set("/tenants/0/rate_limits/per_recipient/window", "1h");
    try (TestServer server = TestServer.start(config)) {
      String email = Users.newEmail();
      for (int i = 0; i < LIMIT; i++) {
        assertThat(forgot(server, email, "203.0.113." + i)).isEqualTo(204);
      }
      assertThat(forgot(server, email, "203.0.113.99")).isEqualTo(429);
      assertThat(forgot(server, email.toUpperCase(java.util.Locale.ROOT), "203.0.113.98"))
          .as("the same mailbox")
          .isEqualTo(429);
    }
  }

  private static TestConfig behindProxies() {
    return config().set("/trusted_proxies", new String[] {"127.0.0.1", "10.0.0.0/8"});
  }

  private static int from(TestServer server, String forwardedFor) {
    return attempt(server.http().with("X-Forwarded-For", forwardedFor));
  }

  private static int attempt(Http http) {
    return new Users(http).tryPassword(Users.newEmail(), "a guess").status();
  }

  private static int forgot(TestServer server, String email, String from) {
    return server
        .http()
        .with("X-Forwarded-For", from)
        .post("/identity/v1/forgot-password", Map.of("client_id", TestConfig.SPA, "email", email))
        .status();
  }
}
