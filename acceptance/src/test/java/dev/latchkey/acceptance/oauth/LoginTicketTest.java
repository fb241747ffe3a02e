package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Contract sections 1.13 and 4.1.2 step 3: the {@code tkn} of a login is good once, for five
 * minutes, for the client of the login, and needs no cookie beside it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginTicketTest {

  private TestServer server;
  private OAuthClient spa;

  @BeforeAll
  void start() {
    server = TestServer.start();
    server.clock().stop();
    spa = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static void assertCode(Answer answer) {
    assertThat(answer.redirectParameters()).as(answer.toString()).containsOnlyKeys("code", "iss");
  }

  private static void assertBadTicket(Answer answer) {
    assertThat(answer.redirectParameters())
        .containsEntry("error", "invalid_grant")
        .containsEntry("error_message_key", "error.tkn.invalid")
        .doesNotContainKey("code");
    assertThat(answer.setCookie("__Host-SESSION")).isEmpty();
  }

  @Test
  void a_ticket_of_a_sign_up_or_a_login_is_good_without_any_cookie() {
    String email = Users.newEmail();
    assertCode(spa.authorize("tkn", spa.users().signUp(email)));
    assertCode(spa.authorize("tkn", spa.users().logIn(email)));
  }

  @Test
  void a_ticket_is_good_once() {
    String tkn = spa.newTkn();
    assertCode(spa.authorize("tkn", tkn));
    assertBadTicket(spa.authorize("tkn", tkn));
  }

  @Test
  void of_twenty_uses_at_once_one_gets_a_code() throws Exception {
    String tkn = spa.newTkn();
    Callable<Answer> use = () -> spa.authorize("tkn", tkn);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = threads.invokeAll(Collections.nCopies(20, use));
      int codes = 0;
      for (Future<Answer> answer : answers) {
        if (answer.get().redirectParameters().containsKey("code")) {
          codes++;
        } else {
          assertBadTicket(answer.get());
        }
      }
      assertThat(codes).isEqualTo(1);
    }
  }

  @Test
  void a_ticket_is_good_for_nearly_five_minutes_and_no_longer() {
    String early = spa.newTkn();
    String late = spa.newTkn();
    server.clock().advance(Duration.ofSeconds(5 * 60 - 1));
    assertCode(spa.authorize("tkn", early));
    server.clock().advance(Duration.ofSeconds(1));
    assertBadTicket(spa.authorize("tkn", late));
  }

  @Test
  void another_clients_ticket_is_no_good_and_stays_good_where_it_belongs() {
    String tkn = spa.newTkn();
    for (String other : List.of(TestConfig.OTHER_SPA, TestConfig.WEB_APP, TestConfig.BACKEND)) {
      assertBadTicket(new OAuthClient(server.http(), other).authorize("tkn", tkn));
    }
    assertCode(spa.authorize("tkn", tkn));
  }

  @Test
  void what_was_never_a_ticket_is_none() {
    Users.Tokens tokens = spa.newUser();
    String code = spa.code(spa.newTkn());
    for (String tkn :
        List.of(
            "x", " ", "'", tokens.accessToken(), tokens.idToken(), tokens.refreshToken(), code)) {
      assertBadTicket(spa.authorize("tkn", tkn));
    }
  }

  @Test
  void a_ticket_wins_over_the_session_of_the_browser() {
    Http browser = server.browser();
    OAuthClient inBrowser = spa.at(browser);
    Users.Tokens first = inBrowser.newUser();
    Users.Tokens second = inBrowser.newUser();
    assertThat(spa.users().userinfo(second.accessToken()).text("id"))
        .isNotEqualTo(spa.users().userinfo(first.accessToken()).text("id"));

    assertBadTicket(inBrowser.authorize("tkn", "unknown"));
    assertCode(inBrowser.authorize());
  }

  @Test
  void the_user_may_have_been_suspended_since_the_login() {
    String email = Users.newEmail();
    String tkn = spa.users().signUp(email);
    server.sql("update profile set suspended_at = now() where email = '" + email + "'");
    assertThat(spa.authorize("tkn", tkn).redirectParameters())
        .containsEntry("error", "access_denied")
        .containsEntry("error_message_key", "error.account.temporarilySuspended");
  }
}
