package dev.latchkey.sdk;

import dev.latchkey.sdk.platform.PkceStore;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** What all commands share. */
final class Api {

  private final SdkConfig config;
  private final Transport transport;
  private final Executor network;
  private final Executor callbacks;
  private final PkceStore pkces;

  Api(
      SdkConfig config,
      Transport transport,
      Executor network,
      Executor callbacks,
      PkceStore pkces) {
    this.config = config;
    this.transport = transport;
    this.network = network;
    this.callbacks = callbacks;
    this.pkces = pkces;
  }

  /** What a command does. */
  @FunctionalInterface
  interface Work<T> {
    T run(Exchange exchange) throws IOException;
  }

  /** What a command without a result does. */
  @FunctionalInterface
  interface Task {
    void run(Exchange exchange) throws IOException;
  }

  SdkConfig config() {
    return config;
  }

  String clientId() {
    return config.getClientId();
  }

  PkceStore pkces() {
    return pkces;
  }

  String url(WireRequest request) {
    return transport.url(request).toString();
  }

  <T> Command<T> start(Work<T> work) {
    Cancellation cancellation = new Cancellation();
    Command<T> command = new Command<>(callbacks, cancellation);
    launch(command, () -> command.complete(work.run(new Exchange(transport, cancellation))));
    return command;
  }

  Command<Void> startTask(Task task) {
    Cancellation cancellation = new Cancellation();
    Command<Void> command = new Command<>(callbacks, cancellation);
    launch(
        command,
        () -> {
          task.run(new Exchange(transport, cancellation));
          command.complete(null);
        });
    return command;
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private void launch(Command<?> command, Step step) {
    try {
      network.execute(() -> {
        try {
          step.run();
        } catch (IOException | RuntimeException e) {
          command.completeExceptionally(Failures.of(e));
        } catch (Error e) {
          command.completeExceptionally(Failures.of(e));
          throw e;
        }
      });
    } catch (RejectedExecutionException e) {
      command.completeExceptionally(Failures.of(new IllegalStateException("The client is closed")));
    }
  }
}
