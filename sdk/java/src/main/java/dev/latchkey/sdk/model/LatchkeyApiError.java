package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An error as the server says it. The seed calls it {@code ReachFiveApiError}. */
@AutoValue
public abstract class LatchkeyApiError {

  LatchkeyApiError() {}

  /** {@return the type, such as {@code email_already_exists}} */
  public abstract String getError();

  /** {@return what the operator finds it by in the log} */
  public abstract @Nullable String getErrorId();

  /** {@return a text for the user, in the language of the SDK} */
  public abstract @Nullable String getErrorUserMsg();

  /** {@return the key of that text, such as {@code error.email.alreadyInUse}} */
  public abstract @Nullable String getErrorMessageKey();

  /** {@return a text for developers, in English} */
  public abstract @Nullable String getErrorDescription();

  /** {@return the fields that are wrong} */
  public abstract @Nullable List<LatchkeyApiErrorDetail> getErrorDetails();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_LatchkeyApiError.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link LatchkeyApiError}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link LatchkeyApiError#getError} gives. */
    public abstract Builder setError(String error);

    /** Sets what {@link LatchkeyApiError#getErrorId} gives. */
    public abstract Builder setErrorId(@Nullable String errorId);

    /** Sets what {@link LatchkeyApiError#getErrorUserMsg} gives. */
    public abstract Builder setErrorUserMsg(@Nullable String errorUserMsg);

    /** Sets what {@link LatchkeyApiError#getErrorMessageKey} gives. */
    public abstract Builder setErrorMessageKey(@Nullable String errorMessageKey);

    /** Sets what {@link LatchkeyApiError#getErrorDescription} gives. */
    public abstract Builder setErrorDescription(@Nullable String errorDescription);

    /** Sets what {@link LatchkeyApiError#getErrorDetails} gives. */
    public abstract Builder setErrorDetails(@Nullable List<LatchkeyApiErrorDetail> errorDetails);

    abstract @Nullable List<LatchkeyApiErrorDetail> getErrorDetails();

    abstract LatchkeyApiError autoBuild();

    /** {@return what was set, in copies of its own} */
    public final LatchkeyApiError build() {
      setErrorDetails(Copies.list(getErrorDetails()));
      return autoBuild();
    }
  }
}
