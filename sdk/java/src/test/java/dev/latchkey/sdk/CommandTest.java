package dev.latchkey.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sdk.model.LatchkeyError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;

/** Futures and callbacks (contract sections 1 and 8). */
class CommandTest extends WithFakeServer {

  private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();

  private void stalls() {
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
  }

  private String next() throws InterruptedException {
    return String.valueOf(said.poll(5, TimeUnit.SECONDS));
  }

  @Test
  void success_is_called_once_with_the_result() throws InterruptedException {
    answers(200, "{\"uid\":\"1\"}");
    client.getProfile(TOKEN, p -> said.add("ok " + p.getUid()), e -> said.add("failed"));
    assertThat(next()).isEqualTo("ok 1");
    assertThat(said).isEmpty();
  }

  @Test
  void failure_is_called_once_with_the_error() throws InterruptedException {
    answers(403, "{\"error\":\"insufficient_scope\"}");
    client.updateEmail(
        TOKEN, "a@b.example", null, p -> said.add("ok"), e -> said.add(e.getMessage()));
    assertThat(next()).isEqualTo("insufficient_scope");
    assertThat(said).isEmpty();
  }

  @Test
  void a_command_without_a_result_calls_success_without_one() throws InterruptedException {
    answers(204, "");
    client.logout(() -> said.add("bye"), e -> said.add("failed"));
    assertThat(next()).isEqualTo("bye");
  }

  @Test
  void callbacks_run_where_the_app_wants_them() throws InterruptedException {
    ExecutorService screen = Executors.newSingleThreadExecutor(r -> new Thread(r, "screen"));
    client = builder().callbackExecutor(screen).build();
    answers(200, "{\"uid\":\"1\"}");
    client.getProfile(TOKEN, p -> said.add(Thread.currentThread().getName()), e -> {});
    assertThat(next()).isEqualTo("screen");
    screen.shutdown();
  }

  @Test
  void commands_run_on_threads_of_the_app() {
    List<String> ran = new ArrayList<>();
    client =
        builder()
            .networkExecutor(work -> {
              ran.add("here");
              work.run();
            })
            .build();
    answers(200, "{\"uid\":\"1\"}");
    assertThat(client.getProfile(TOKEN)).isCompleted();
    assertThat(ran).containsExactly("here");
  }

  @Test
  void a_cancelled_command_breaks_its_call_off_and_calls_failure() throws InterruptedException {
    stalls();
    Cancellable command = client.getProfile(TOKEN, p -> said.add("ok"), e -> said.add(kind(e)));
    request();
    command.cancel();
    command.cancel();
    assertThat(next()).isEqualTo("CancellationException");
    assertThat(said).isEmpty();
  }

  private static String kind(LatchkeyError error) {
    return String.valueOf(error.getException()).replaceAll(".*\\.(\\w+)(:.*)?", "$1");
  }

  @Test
  void a_cancelled_future_gives_its_thread_back() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    client = builder().networkExecutor(threads).build();
    stalls();
    Command<?> command = client.getProfile(TOKEN);
    request();
    threads.execute(done::countDown);

    assertThat(command.cancel(true)).isTrue();

    assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(command).isCancelled();
    assertThat(failureOf(command).getException()).isInstanceOf(CancellationException.class);
    assertThat(server.getRequestCount()).as("not tried again").isEqualTo(1);
    threads.shutdown();
  }

  @Test
  void a_command_cancelled_before_it_begins_asks_nothing() {
    List<Runnable> waiting = new ArrayList<>();
    client = builder().networkExecutor(waiting::add).build();
    Command<?> command = client.getProfile(TOKEN);
    command.cancel(true);
    waiting.forEach(Runnable::run);
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void a_pause_between_tries_ends_with_the_command() throws InterruptedException {
    server.enqueue(answer(503, "").addHeader("Retry-After", "5").build());
    ExecutorService threads = Executors.newSingleThreadExecutor();
    client = builder().networkExecutor(threads).build();
    Command<?> command = client.getProfile(TOKEN);
    request();
    CountDownLatch done = new CountDownLatch(1);
    threads.execute(done::countDown);
    command.cancel(true);
    assertThat(done.await(4, TimeUnit.SECONDS)).as("before the pause is over").isTrue();
    threads.shutdown();
  }

  @Test
  void an_interrupted_wait_cancels_the_command() {
    stalls();
    Command<?> command = client.getProfile(TOKEN);
    Thread.currentThread().interrupt();
    LatchkeyError error = failureOf(command);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(error.getException()).isInstanceOf(InterruptedException.class);
    assertThat(command).isCancelled();
  }

  @Test
  void commands_compose_as_futures_do() {
    answers(200, TOKENS);
    answers(200, "{\"given_name\":\"Ada\"}");
    CompletableFuture<String> name =
        client
            .refreshAccessToken(TOKEN)
            .thenCompose(client::getProfile)
            .thenApply(profile -> String.valueOf(profile.getGivenName()));
    assertThat(name.join()).isEqualTo("Ada");
  }

  @Test
  void a_closed_client_begins_nothing() {
    client.close();
    LatchkeyError error = failureOf(client.getProfile(TOKEN));
    assertThat(error.getMessage()).isEqualTo("The client is closed");
    assertThat(server.getRequestCount()).isZero();
  }
}
