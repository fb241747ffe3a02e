package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;

/** A second factor that is being asked for. */
@AutoValue
public abstract class StartMfaPasswordlessResponse {

  StartMfaPasswordlessResponse() {}

  /** {@return what {@code endStepUp} takes} */
  public abstract String getChallengeId();

  @Override
  public final String toString() {
    return "StartMfaPasswordlessResponse{}";
  }

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_StartMfaPasswordlessResponse.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link StartMfaPasswordlessResponse}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link StartMfaPasswordlessResponse#getChallengeId} gives. */
    public abstract Builder setChallengeId(String challengeId);

    /** {@return what was set} */
    public abstract StartMfaPasswordlessResponse build();
  }
}
