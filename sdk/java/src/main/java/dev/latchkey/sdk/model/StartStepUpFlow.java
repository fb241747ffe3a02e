package dev.latchkey.sdk.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a step-up starts from. */
public final class StartStepUpFlow {

  private final @Nullable AuthToken authToken;
  private final @Nullable String action;
  private final @Nullable String stepUpToken;

  private StartStepUpFlow(
      @Nullable AuthToken authToken, @Nullable String action, @Nullable String stepUpToken) {
    this.authToken = authToken;
    this.action = action;
    this.stepUpToken = stepUpToken;
  }

  /**
   * {@return the step-up of a user who is logged in}
   *
   * @param authToken of a login less than 5 minutes ago
   * @param action what it is for, shown in the message; or null
   */
  public static StartStepUpFlow ofAuthToken(AuthToken authToken, @Nullable String action) {
    return new StartStepUpFlow(Objects.requireNonNull(authToken, "authToken"), action, null);
  }

  /**
   * {@return the second half of a password login}
   *
   * @param stepUpToken the one that {@code loginWithPassword} gave
   */
  public static StartStepUpFlow ofLogin(String stepUpToken) {
    return new StartStepUpFlow(null, null, Objects.requireNonNull(stepUpToken, "stepUpToken"));
  }

  /** {@return the tokens of a user who is logged in, or null} */
  public @Nullable AuthToken getAuthToken() {
    return authToken;
  }

  /** {@return what it is for, or null} */
  public @Nullable String getAction() {
    return action;
  }

  /** {@return the step-up token of a login, or null} */
  public @Nullable String getStepUpToken() {
    return stepUpToken;
  }

  @Override
  public String toString() {
    return "StartStepUpFlow{" + (authToken == null ? "login" : "authToken") + "}";
  }
}
