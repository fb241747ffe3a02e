package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A login with a password. Exactly one of the three identifiers is given. */
@AutoValue
public abstract class PasswordLoginRequest {

  PasswordLoginRequest() {}

  /** {@return the e-mail address} */
  public abstract @Nullable String getEmail();

  /** {@return the phone number} */
  public abstract @Nullable String getPhoneNumber();

  /** {@return the identifier of the operator's choosing} */
  public abstract @Nullable String getCustomIdentifier();

  /** {@return the password} */
  public abstract String getPassword();

  /** {@return what the tokens may be used for; null: what the client has by default} */
  public abstract @Nullable List<String> getScope();

  /** {@return where in the app the login came from, for reports} */
  public abstract @Nullable String getOrigin();

  /** {@return how to go on when a second factor is asked for; null: the login fails then} */
  public abstract @Nullable LoginMfaConf getMfaConf();

  @Override
  public final String toString() {
    return "PasswordLoginRequest{email="
        + getEmail()
        + ", phoneNumber="
        + getPhoneNumber()
        + ", customIdentifier="
        + getCustomIdentifier()
        + "}";
  }

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_PasswordLoginRequest.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link PasswordLoginRequest}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link PasswordLoginRequest#getEmail} gives. */
    public abstract Builder setEmail(@Nullable String email);

    /** Sets what {@link PasswordLoginRequest#getPhoneNumber} gives. */
    public abstract Builder setPhoneNumber(@Nullable String phoneNumber);

    /** Sets what {@link PasswordLoginRequest#getCustomIdentifier} gives. */
    public abstract Builder setCustomIdentifier(@Nullable String customIdentifier);

    /** Sets what {@link PasswordLoginRequest#getPassword} gives. */
    public abstract Builder setPassword(String password);

    /** Sets what {@link PasswordLoginRequest#getScope} gives. */
    public abstract Builder setScope(@Nullable List<String> scope);

    /** Sets what {@link PasswordLoginRequest#getOrigin} gives. */
    public abstract Builder setOrigin(@Nullable String origin);

    /** Sets what {@link PasswordLoginRequest#getMfaConf} gives. */
    public abstract Builder setMfaConf(@Nullable LoginMfaConf mfaConf);

    abstract @Nullable List<String> getScope();

    abstract PasswordLoginRequest autoBuild();

    /** {@return what was set, in copies of its own} */
    public final PasswordLoginRequest build() {
      setScope(Copies.list(getScope()));
      return autoBuild();
    }
  }
}
