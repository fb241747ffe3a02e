package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A provider that users may log in with. */
@AutoValue
public abstract class ProviderConfig {

  ProviderConfig() {}

  /** {@return its name, such as {@code google}} */
  public abstract String getProvider();

  /** {@return which of several set-ups of the same provider} */
  public abstract @Nullable String getVariant();

  /** {@return the id that the provider knows the account by} */
  public abstract @Nullable String getClientId();

  /** {@return what is asked of the provider} */
  public abstract List<String> getScope();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_ProviderConfig.Builder().setScope(List.of());
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link ProviderConfig}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link ProviderConfig#getProvider} gives. */
    public abstract Builder setProvider(String provider);

    /** Sets what {@link ProviderConfig#getVariant} gives. */
    public abstract Builder setVariant(@Nullable String variant);

    /** Sets what {@link ProviderConfig#getClientId} gives. */
    public abstract Builder setClientId(@Nullable String clientId);

    /** Sets what {@link ProviderConfig#getScope} gives. */
    public abstract Builder setScope(List<String> scope);

    abstract List<String> getScope();

    abstract ProviderConfig autoBuild();

    /** {@return what was set, in copies of its own} */
    public final ProviderConfig build() {
      setScope(Copies.listOf(getScope()));
      return autoBuild();
    }
  }
}
