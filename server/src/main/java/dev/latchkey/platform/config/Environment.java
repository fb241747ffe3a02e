package dev.latchkey.platform.config;

import org.jspecify.annotations.Nullable;

/** Where {@code ${NAME}} in a configuration file takes its value from. */
@FunctionalInterface
public interface Environment {

  /** The value of a variable, or null when it is not set. */
  @Nullable String variable(String name);

  /** The environment of this process. */
  static Environment system() {
    return System::getenv;
  }
}
