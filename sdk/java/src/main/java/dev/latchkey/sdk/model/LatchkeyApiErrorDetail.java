package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import org.jspecify.annotations.Nullable;

/** What is wrong with one field. The seed calls it {@code ReachFiveApiErrorDetail}. */
@AutoValue
public abstract class LatchkeyApiErrorDetail {

  LatchkeyApiErrorDetail() {}

  /** {@return the field, such as {@code data.email}} */
  public abstract String getField();

  /** {@return what is wrong, in English} */
  public abstract String getMessage();

  /** {@return {@code missing} or {@code invalid}} */
  public abstract @Nullable String getCode();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_LatchkeyApiErrorDetail.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link LatchkeyApiErrorDetail}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link LatchkeyApiErrorDetail#getField} gives. */
    public abstract Builder setField(String field);

    /** Sets what {@link LatchkeyApiErrorDetail#getMessage} gives. */
    public abstract Builder setMessage(String message);

    /** Sets what {@link LatchkeyApiErrorDetail#getCode} gives. */
    public abstract Builder setCode(@Nullable String code);

    /** {@return what was set} */
    public abstract LatchkeyApiErrorDetail build();
  }
}
