package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A login by a link in a mail or a code in a text message. Either address or number is given. */
@AutoValue
public abstract class PasswordlessRequest {

  PasswordlessRequest() {}

  /** {@return where to send the link} */
  public abstract @Nullable String getEmail();

  /** {@return where to send the code} */
  public abstract @Nullable String getPhoneNumber();

  /** {@return where the link leads; null: the redirect URI of the configuration} */
  public abstract @Nullable String getRedirectUrl();

  /** {@return what the tokens may be used for; null: what the client has by default} */
  public abstract @Nullable List<String> getScope();

  /** {@return where in the app the login came from, for reports} */
  public abstract @Nullable String getOrigin();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_PasswordlessRequest.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link PasswordlessRequest}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link PasswordlessRequest#getEmail} gives. */
    public abstract Builder setEmail(@Nullable String email);

    /** Sets what {@link PasswordlessRequest#getPhoneNumber} gives. */
    public abstract Builder setPhoneNumber(@Nullable String phoneNumber);

    /** Sets what {@link PasswordlessRequest#getRedirectUrl} gives. */
    public abstract Builder setRedirectUrl(@Nullable String redirectUrl);

    /** Sets what {@link PasswordlessRequest#getScope} gives. */
    public abstract Builder setScope(@Nullable List<String> scope);

    /** Sets what {@link PasswordlessRequest#getOrigin} gives. */
    public abstract Builder setOrigin(@Nullable String origin);

    abstract @Nullable List<String> getScope();

    abstract PasswordlessRequest autoBuild();

    /** {@return what was set, in copies of its own} */
    public final PasswordlessRequest build() {
      setScope(Copies.list(getScope()));
      return autoBuild();
    }
  }
}
