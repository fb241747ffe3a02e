package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When, how often and from where a user logged in. */
@AutoValue
public abstract class LoginSummary {

  LoginSummary() {}

  /** {@return the first login, in milliseconds since 1970} */
  public abstract @Nullable Long getFirstLogin();

  /** {@return the last login, in milliseconds since 1970} */
  public abstract @Nullable Long getLastLogin();

  /** {@return how many logins there were} */
  public abstract @Nullable Integer getTotal();

  /** {@return the origins that apps named} */
  public abstract @Nullable List<String> getOrigins();

  /** {@return kinds of devices, such as {@code desktop}, {@code ios}, {@code android}} */
  public abstract @Nullable List<String> getDevices();

  /** {@return how the last login was made: {@code local}, {@code lite}, or a provider} */
  public abstract @Nullable String getLastProvider();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_LoginSummary.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link LoginSummary}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link LoginSummary#getFirstLogin} gives. */
    public abstract Builder setFirstLogin(@Nullable Long firstLogin);

    /** Sets what {@link LoginSummary#getLastLogin} gives. */
    public abstract Builder setLastLogin(@Nullable Long lastLogin);

    /** Sets what {@link LoginSummary#getTotal} gives. */
    public abstract Builder setTotal(@Nullable Integer total);

    /** Sets what {@link LoginSummary#getOrigins} gives. */
    public abstract Builder setOrigins(@Nullable List<String> origins);

    /** Sets what {@link LoginSummary#getDevices} gives. */
    public abstract Builder setDevices(@Nullable List<String> devices);

    /** Sets what {@link LoginSummary#getLastProvider} gives. */
    public abstract Builder setLastProvider(@Nullable String lastProvider);

    abstract @Nullable List<String> getOrigins();

    abstract @Nullable List<String> getDevices();

    abstract LoginSummary autoBuild();

    /** {@return what was set, in copies of its own} */
    public final LoginSummary build() {
      setOrigins(Copies.list(getOrigins()));
      setDevices(Copies.list(getDevices()));
      return autoBuild();
    }
  }
}
