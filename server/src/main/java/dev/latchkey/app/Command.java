package dev.latchkey.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. */
sealed interface Command {

  /** Start the server. */
  record Run(Configuration.Mode mode, @Nullable Path file, Options options) implements Command {}

  /**
   * Judge a configuration.
   *
   * @param forServe whether what {@code serve} would refuse is an error
   */
  record Check(Path file, boolean forServe) implements Command {}

  /**
   * Write the first configuration.
   *
   * @param force over what is there
   */
  record Init(boolean force) implements Command {}

  /**
   * Have signing keys followed by new ones.
   *
   * @param tenant null: of all tenants
   * @param compromised whether the old ones are given up at once
   */
  record RotateKeys(
      @Nullable Path file, Options options, @Nullable String tenant, boolean compromised)
      implements Command {}

  /** Say something, for nothing is to be done or nothing can be. */
  record Say(String text, int exitCode) implements Command {}
}
