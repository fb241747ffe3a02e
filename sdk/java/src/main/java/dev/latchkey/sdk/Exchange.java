package dev.latchkey.sdk;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** What one command does, one thing after the other, on one thread. */
final class Exchange {

  private final Transport transport;
  private final Cancellation cancellation;

  Exchange(Transport transport, Cancellation cancellation) {
    this.transport = transport;
    this.cancellation = cancellation;
  }

  /** The answer, whatever it is. */
  Answer send(WireRequest request) throws IOException {
    return transport.send(request, cancellation);
  }

  /** The answer of a request that must succeed. */
  Answer succeed(WireRequest request) throws IOException {
    Answer answer = send(request);
    if (!answer.isSuccess()) {
      throw Failures.of(answer);
    }
    return answer;
  }

  /** The body of a request that must succeed. */
  JsonObject ask(WireRequest request) throws IOException {
    return succeed(request).json();
  }

  /** Waits for what the user does. */
  <T> T await(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    cancellation.begin(() -> future.cancel(true));
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw Failures.of(e);
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new CancellationException("Interrupted");
    } finally {
      cancellation.ended();
    }
  }
}
