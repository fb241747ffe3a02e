package dev.latchkey.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sdk.model.AuthToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A refresh never races with another: the second use of a refresh token would end the session. */
class RefreshTest extends WithFakeServer {

  @Test
  void those_who_ask_at_the_same_time_share_one_request() {
    server.enqueue(answer(200, TOKENS).headersDelay(100, TimeUnit.MILLISECONDS).build());
    List<Command<AuthToken>> commands = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      commands.add(client.refreshAccessToken(TOKEN));
    }
    Set<AuthToken> tokens = commands.stream().map(Command::await).collect(Collectors.toSet());
    assertThat(tokens).hasSize(1);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void who_comes_with_the_old_token_just_after_gets_the_new_one() {
    answers(200, TOKENS);
    AuthToken first = client.refreshAccessToken(TOKEN).await();
    assertThat(client.refreshAccessToken(TOKEN).await()).isEqualTo(first);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void another_token_is_another_refresh() {
    answers(200, TOKENS);
    answers(200, TOKENS.replace("access\"", "access2\""));
    AuthToken first = client.refreshAccessToken(TOKEN).await();
    client.refreshAccessToken(first).await();
    assertThat(body(request()).fields()).containsEntry("refresh_token", "the-refresh-token");
    assertThat(body(request()).fields()).containsEntry("refresh_token", "refresh");
  }

  @Test
  void a_failure_is_not_remembered() {
    answers(500, "");
    answers(200, TOKENS);
    assertThat(failureOf(client.refreshAccessToken(TOKEN)).getCode()).isEqualTo(500);
    assertThat(client.refreshAccessToken(TOKEN).await().getAccessToken()).isEqualTo("access");
  }

  @Test
  void one_who_gives_up_takes_it_from_nobody_else() {
    server.enqueue(answer(200, TOKENS).headersDelay(100, TimeUnit.MILLISECONDS).build());
    Command<AuthToken> one = client.refreshAccessToken(TOKEN);
    Command<AuthToken> other = client.refreshAccessToken(TOKEN);
    one.cancel(true);
    assertThat(other.await().getAccessToken()).isEqualTo("access");
    assertThat(one).isCancelled();
  }

  @Test
  void without_a_refresh_token_the_server_is_asked_all_the_same() throws Exception {
    answers(400, "{\"error\":\"invalid_grant\"}");
    AuthToken bare = AuthToken.builder().setAccessToken("a").build();
    assertThat(failureOf(client.refreshAccessToken(bare)).getMessage()).isEqualTo("invalid_grant");
    JsonObject body = body(request());
    assertThat(body.text("refresh_token")).isEmpty();
    assertThat(body.text("redirect_uri")).isEqualTo("reachfive://app/callback");
    assertThat(body.text("grant_type")).isEqualTo("refresh_token");
  }
}
