package dev.latchkey.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.ServerProcess;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} loses nothing that was acknowledged (docs/running.md; design, rule 2): the server
 * and its PostgreSQL are killed while they work, and what clients were told is there afterwards.
 */
class CrashTest {

  private static final int SIGN_UPS = 1_000;
  private static final int ACKNOWLEDGED = 250;

  /** One for all: making a database takes longer than what is tried here. */
  @TempDir private static Path folder;

  private ServerProcess start() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("latchkey.yaml"),
            TestConfig.standard().set("/password_hash/queue", 2 * SIGN_UPS).text());
    return ServerProcess.launch(
        folder, Map.of(), "dev", "--port", "0", "--data", "data", "--config", file.toString());
  }

  @Test
  void every_sign_up_that_was_acknowledged_survives_a_kill_of_the_server_with_its_mail()
      throws Exception {
    List<String> emails = IntStream.range(0, SIGN_UPS).mapToObj(i -> Users.newEmail()).toList();
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    try (ServerProcess first = start()) {
      Http http = Http.to(first.awaitUrl());
      Together.run(
          SIGN_UPS,
          i -> {
            if (signsUp(http, emails.get(i))) {
              acknowledged.add(emails.get(i));
              if (acknowledged.size() == ACKNOWLEDGED) {
                first.kill();
              }
            }
            return i;
          });
    }
    assertThat(acknowledged).hasSizeBetween(ACKNOWLEDGED, SIGN_UPS - 1);
    ProcessHandle stray = postmaster();
    assertThat(stray.isAlive()).as("the killed server's PostgreSQL was left behind").isTrue();

    try (ServerProcess second = start()) {
      Http http = Http.to(second.awaitUrl());
      assertThat(second.output()).contains("Stopping the PostgreSQL that a killed server left");
      assertThat(postmaster()).isNotEqualTo(stray);
      Users users = new Users(http);
      for (String email : acknowledged) {
        users.logIn(email);
      }
      sendWhatWasBeingSent();
      Inbox inbox = new Inbox(http);
      for (String email : acknowledged) {
        inbox.await(email, 1);
      }
    }
    assertThat(folder.resolve("data/postgres/data/postmaster.pid")).doesNotExist();
  }

  @Test
  void a_server_whose_database_process_is_killed_serves_again_by_itself() throws Exception {
    try (ServerProcess server = start()) {
      Http http = Http.to(server.awaitUrl());
      Users users = new Users(http);
      String email = Users.newEmail();
      users.signUp(email);
      // PostgreSQL takes the loss of one process for damage: it ends all and recovers from its log.
      List<ProcessHandle> backends = postmaster().children().toList();
      assertThat(backends).isNotEmpty();
      backends.forEach(ProcessHandle::destroyForcibly);
      awaitReady(http);
      users.tokens(users.logIn(email));
      sendWhatWasBeingSent();
      new Inbox(http).await(email, 1);
    }
  }

  /** Whether it was answered that the user is signed up; a broken connection is no answer. */
  private static boolean signsUp(Http http, String email) {
    try {
      Answer answer =
          http.post(
              "/identity/v1/signup",
              Map.of(
                  "client_id",
                  TestConfig.SPA,
                  "data",
                  Map.of("email", email, "password", Users.PASSWORD)));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      return true;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  private ProcessHandle postmaster() throws IOException {
    return ProcessHandle.of(Long.parseLong(postmasterFile().getFirst())).orElseThrow();
  }

  private List<String> postmasterFile() throws IOException {
    return Files.readAllLines(folder.resolve("data/postgres/data/postmaster.pid"));
  }

  /**
   * What was being sent comes back to the queue by itself, but only after minutes that nobody wants
   * to wait here.
   */
  private void sendWhatWasBeingSent() throws IOException, SQLException {
    String port = postmasterFile().get(3); // as PostgreSQL documents the file
    String password = Files.readString(folder.resolve("data/postgres/password")).strip();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "latchkey", password);
        Statement statement = connection.createStatement()) {
      statement.execute("update outbox set available_at = created_at where state = 'queued'");
    }
  }

  private static void awaitReady(Http http) {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (http.get("/health/ready").status() != 200) {
      assertThat(Instant.now()).as("not ready again").isBefore(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
