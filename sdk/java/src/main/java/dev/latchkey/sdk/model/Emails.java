package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;

/** The e-mail addresses of a profile. */
@AutoValue
public abstract class Emails {

  Emails() {}

  /** {@return those known to be the user's} */
  public abstract List<String> getVerified();

  /** {@return the others} */
  public abstract List<String> getUnverified();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_Emails.Builder().setVerified(List.of()).setUnverified(List.of());
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link Emails}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link Emails#getVerified} gives. */
    public abstract Builder setVerified(List<String> verified);

    /** Sets what {@link Emails#getUnverified} gives. */
    public abstract Builder setUnverified(List<String> unverified);

    abstract List<String> getVerified();

    abstract List<String> getUnverified();

    abstract Emails autoBuild();

    /** {@return what was set, in copies of its own} */
    public final Emails build() {
      setVerified(Copies.listOf(getVerified()));
      setUnverified(Copies.listOf(getUnverified()));
      return autoBuild();
    }
  }
}
