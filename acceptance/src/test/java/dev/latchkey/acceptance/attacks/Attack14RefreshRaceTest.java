package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 14: refreshes of one token at the same moment fork its family, or an honest race
 * signs the user out.
 */
@AttackClass(14)
@Requirement("ASVS 10.4.5")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack14RefreshRaceTest {

  private static final int REQUESTS = 100;

  private TestServer server;
  private TestServer second;
  private OAuthClient client;

  @BeforeAll
  void start() {
    server = TestServer.start();
    server.clock().stop();
    second = server.secondNode(TestConfig.standard().set("/tenants/0/public_url", server.url()));
    client = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    second.close();
    server.close();
  }

  /** The answers to refreshes of that token at the same moment, at both nodes. */
  private List<Answer> refreshAtOnce(String token) throws Exception {
    OAuthClient[] nodes = {client, client.at(second.http())};
    List<Callable<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      OAuthClient node = nodes[i % nodes.length];
      calls.add(() -> node.refresh(token));
    }
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
    }
    return answers;
  }

  private String generation(Users.Tokens tokens) {
    String id = client.users().userinfo(tokens.accessToken()).text("id");
    return server.sql(
        "select count(*) || ' family, generation ' || max(generation) from token_grant where"
            + " profile_id = '"
            + id
            + "' and revoked_at is null");
  }

  @Test
  void attack_14_a_hundred_refreshes_at_once_leave_one_head_and_sign_nobody_out() throws Exception {
    Users.Tokens tokens = client.newUser();
    List<Answer> answers = refreshAtOnce(tokens.refreshToken());

    Set<String> successors = new HashSet<>();
    for (Answer answer : answers) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      successors.add(answer.text("refresh_token"));
      assertThat(client.users().userinfo(answer.text("access_token")).status()).isEqualTo(200);
    }
    assertThat(successors).hasSize(1).doesNotContain(tokens.refreshToken());
    assertThat(generation(tokens)).isEqualTo("1 family, generation 1");

    server.clock().advance(Duration.ofMinutes(1));
    String successor = successors.iterator().next();
    assertThat(client.refresh(successor).status()).as("nobody was signed out").isEqualTo(200);
    assertThat(generation(tokens)).isEqualTo("1 family, generation 2");
  }

  @Test
  void attack_14_a_hundred_refreshes_of_a_stolen_token_get_nothing() throws Exception {
    Users.Tokens tokens = client.newUser();
    String successor = client.refresh(tokens.refreshToken()).text("refresh_token");
    server.clock().advance(Duration.ofMinutes(1));

    for (Answer answer : refreshAtOnce(tokens.refreshToken())) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text("error_message_key")).isEqualTo("error.refreshToken.revoked");
    }
    assertThat(client.refresh(successor).status()).isEqualTo(400);
    assertThat(client.users().userinfo(tokens.accessToken()).status()).isEqualTo(401);
  }
}
