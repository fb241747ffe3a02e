package dev.latchkey.acceptance.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OperationsTest {

  /** As many as the server keeps at most. */
  private static final int CONNECTIONS = 20;

  @Test
  void health_and_readiness_answer_without_a_client() {
    try (TestServer server = TestServer.start()) {
      assertThat(server.http().get("/health").text("status")).isEqualTo("up");
      assertThat(server.http().get("/health/ready").text("status")).isEqualTo("ready");
    }
  }

  @Test
  void metrics_count_requests_by_route_and_never_name_a_path() {
    try (TestServer server = TestServer.start()) {
      server.http().get("/link/verify-email/a-token-that-is-secret");
      String metrics = server.http().get("/metrics").body();
      assertThat(metrics)
          .contains("route=\"/link/verify-email/{token}\"")
          .contains("http_server_requests_seconds_bucket")
          .contains("latchkey_outbox_queued")
          .doesNotContain("a-token-that-is-secret");
    }
  }

  @Test
  void metrics_are_for_callers_on_the_same_machine_only() {
    TestConfig config = TestConfig.standard().set("/trusted_proxies", new String[] {"127.0.0.1"});
    try (TestServer server = TestServer.start(config)) {
      Answer fromOutside = server.http().with("X-Forwarded-For", "203.0.113.7").get("/metrics");
      assertThat(fromOutside.status()).isEqualTo(404);
    }
  }

  @Test
  void a_stop_lets_a_request_finish_and_says_so_to_who_asks_whether_it_is_ready()
      throws IOException, InterruptedException {
    TestServer server = TestServer.start();
    URI url = URI.create(server.url());
    String body = "{\"client_id\":\"spa\",\"password\":\"whatever\"}";
    String head =
        "POST /identity/v1/password/strength HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    try (Socket socket = new Socket("localhost", url.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write((head + body.substring(0, 10)).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      awaitTwoActive(server);
      Thread stop = Thread.startVirtualThread(server::close);
      awaitDraining(server);

      out.write(body.substring(10).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stop.join();
      assertThat(answer)
          .startsWith("HTTP/1.1 200")
          .contains("\"score\"")
          .contains("Connection: close");
    }
  }

  /** The half-sent request and the one that asks. */
  private static void awaitTwoActive(TestServer server) {
    while (!server.http().get("/metrics").body().contains("latchkey_http_active 2.0")) {
      Thread.onSpinWait();
    }
  }

  private static void awaitDraining(TestServer server) {
    while (server.http().get("/health/ready").status() != 503) {
      Thread.onSpinWait();
    }
  }

  @Test
  void each_request_is_a_span_when_a_collector_is_named() throws IOException, InterruptedException {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try {
      TestConfig config =
          TestConfig.standard()
              .set(
                  "/tracing/endpoint",
                  "http://localhost:" + collector.getAddress().getPort() + "/v1/traces");
      try (TestServer server = TestServer.start(config)) {
        server.http().get("/identity/v1/config?client_id=" + TestConfig.SPA);
      }
      assertThat(received.poll(20, TimeUnit.SECONDS)).contains("/identity/v1/config");
    } finally {
      collector.stop(0);
    }
  }

  @Test
  void a_database_that_is_away_is_said_as_temporarily_unavailable() {
    try (TestServer server = TestServer.start()) {
      Users users = new Users(server.http());
      String email = Users.newEmail();
      users.signUp(email);
      server.terminateDatabaseConnections();
      // The pool replaces a broken connection when it meets it: until then a request may hear of
      // it, in the contract's words.
      Answer answer = users.tryPassword(email, Users.PASSWORD);
      for (int broken = 0; answer.status() != 200 && broken < CONNECTIONS; broken++) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
        answer = users.tryPassword(email, Users.PASSWORD);
      }
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  void a_message_that_cannot_be_opened_does_not_hold_up_the_others() {
    try (TestServer server = TestServer.start()) {
      server.sql(
          "insert into outbox (tenant, id, kind, payload, state, available_at, created_at) values"
              + " ('demo', gen_random_uuid(), 'email', 'sealed with a lost key', 'queued',"
              + " timestamp 'epoch', timestamp 'epoch')");
      String email = Users.newEmail();
      new Users(server.http()).signUp(email);
      server.inbox().await(email, 1);
      assertThat(server.sql("select last_error from outbox where state = 'failed'"))
          .isEqualTo("It was sealed with another root key");
    }
  }
}
