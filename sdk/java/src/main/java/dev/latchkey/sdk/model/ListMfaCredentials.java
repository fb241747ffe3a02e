package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;

/** The second factors of the user. */
@AutoValue
public abstract class ListMfaCredentials {

  ListMfaCredentials() {}

  /** {@return the factors} */
  public abstract List<MfaCredential> getCredentials();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_ListMfaCredentials.Builder().setCredentials(List.of());
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link ListMfaCredentials}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link ListMfaCredentials#getCredentials} gives. */
    public abstract Builder setCredentials(List<MfaCredential> credentials);

    abstract List<MfaCredential> getCredentials();

    abstract ListMfaCredentials autoBuild();

    /** {@return what was set, in copies of its own} */
    public final ListMfaCredentials build() {
      setCredentials(Copies.listOf(getCredentials()));
      return autoBuild();
    }
  }
}
