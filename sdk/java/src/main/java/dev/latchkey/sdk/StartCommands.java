package dev.latchkey.sdk;

import dev.latchkey.sdk.model.ClientConfig;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.ProviderConfig;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the server says about this client and the providers of its account. */
public interface StartCommands {

  /**
   * Loads what the server says about this client. Commands that need it load it by themselves;
   * calling this first shows early whether server and client id are right.
   *
   * @return the configuration
   */
  Command<ClientConfig> initialize();

  /**
   * As {@link #initialize()}, with callbacks: one of the two is called, once.
   *
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable initialize(
      Consumer<? super ClientConfig> success, Consumer<? super LatchkeyError> failure) {
    return initialize().then(success, failure);
  }

  /**
   * Loads the providers that users may log in with.
   *
   * @return the providers
   */
  Command<List<ProviderConfig>> loadSocialProviders();

  /**
   * As {@link #loadSocialProviders()}, with callbacks: one of the two is called, once.
   *
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable loadSocialProviders(
      Consumer<? super List<ProviderConfig>> success, Consumer<? super LatchkeyError> failure) {
    return loadSocialProviders().then(success, failure);
  }

  /** {@return the providers as they were last loaded; empty before} */
  List<ProviderConfig> getProviders();

  /**
   * {@return the provider of that name as it was last loaded, or null}
   *
   * @param name such as {@code google}
   */
  @Nullable ProviderConfig getProvider(String name);
}
