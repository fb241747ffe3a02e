package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;

/** The devices that the user trusts. */
@AutoValue
public abstract class ListMfaTrustedDevices {

  ListMfaTrustedDevices() {}

  /** {@return the devices} */
  public abstract List<TrustedDevice> getTrustedDevices();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_ListMfaTrustedDevices.Builder().setTrustedDevices(List.of());
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link ListMfaTrustedDevices}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link ListMfaTrustedDevices#getTrustedDevices} gives. */
    public abstract Builder setTrustedDevices(List<TrustedDevice> trustedDevices);

    abstract List<TrustedDevice> getTrustedDevices();

    abstract ListMfaTrustedDevices autoBuild();

    /** {@return what was set, in copies of its own} */
    public final ListMfaTrustedDevices build() {
      setTrustedDevices(Copies.listOf(getTrustedDevices()));
      return autoBuild();
    }
  }
}
