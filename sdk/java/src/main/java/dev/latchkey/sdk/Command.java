package dev.latchkey.sdk;

import dev.latchkey.sdk.model.LatchkeyError;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command under way: a future that completes with its result, or exceptionally with a {@link
 * LatchkeyException}. Cancelling it breaks its call off. Thread-safe.
 *
 * <p>Stages that depend on it run on the thread that did the command, as with any future; callbacks
 * ({@link #then}) run where the client was told to.
 *
 * @param <T> what it gives
 */
public final class Command<T> extends CompletableFuture<T> {

  private final Executor callbacks;
  private final Cancellation cancellation;

  Command(Executor callbacks, Cancellation cancellation) {
    this.callbacks = callbacks;
    this.cancellation = cancellation;
  }

  /**
   * Calls one of the two, once, on the callback executor of the client.
   *
   * @param success called with the result; for commands without one with null
   * @param failure called with what went wrong
   * @return what cancels the command
   */
  public Cancellable then(Consumer<? super T> success, Consumer<? super LatchkeyError> failure) {
    CompletableFuture<T> unused =
        whenCompleteAsync(
            (result, thrown) -> {
              if (thrown == null) {
                success.accept(result);
              } else {
                failure.accept(Failures.of(thrown).getError());
              }
            },
            callbacks);
    return () -> cancel(true);
  }

  /**
   * Waits for the result. Not to be called on a thread that draws a user interface.
   *
   * @return the result; null for commands without one
   * @throws LatchkeyException when the command fails or is cancelled, or when this thread is
   *     interrupted, which cancels it
   */
  public T await() {
    try {
      return get();
    } catch (ExecutionException | CompletionException e) {
      throw Failures.of(e);
    } catch (CancellationException e) {
      throw Failures.of(e);
    } catch (InterruptedException e) {
      cancel(true);
      Thread.currentThread().interrupt();
      throw Failures.of(e);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      cancellation.cancel();
    }
    return cancelled;
  }

  /** {@return a future for a dependent stage, which is no command} */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }

  /** One that ends as this one does, and can be cancelled without stopping this one. */
  Command<T> share() {
    Command<T> shared = new Command<>(callbacks, new Cancellation());
    CompletableFuture<T> unused = whenComplete(shared::end);
    return shared;
  }

  void end(T result, @Nullable Throwable thrown) {
    if (thrown == null) {
      complete(result);
    } else {
      completeExceptionally(thrown);
    }
  }
}
