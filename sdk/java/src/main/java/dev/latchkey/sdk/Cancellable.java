package dev.latchkey.sdk;

/** Something under way that can be stopped. */
@FunctionalInterface
public interface Cancellable {

  /** Stops it if it is not done: {@code failure} is called. What the server did so far stays. */
  void cancel();
}
