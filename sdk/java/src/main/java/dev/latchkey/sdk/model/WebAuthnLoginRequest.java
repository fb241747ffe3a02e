package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who logs in with a passkey. */
@AutoValue
public abstract class WebAuthnLoginRequest {

  WebAuthnLoginRequest() {}

  /** {@return the e-mail address} */
  public abstract @Nullable String getEmail();

  /** {@return the phone number} */
  public abstract @Nullable String getPhoneNumber();

  /**
   * {@return the page or app that the passkey is bound to; null: {@code originWebAuthn} of the
   * configuration}
   */
  public abstract @Nullable String getOrigin();

  /** {@return what the tokens may be used for; null: what the client has by default} */
  public abstract @Nullable List<String> getScope();

  /**
   * {@return a login of the user with that e-mail address}
   *
   * @param email the address
   */
  public static WebAuthnLoginRequest ofEmail(String email) {
    return builder().setEmail(email).build();
  }

  /**
   * {@return a login of the user with that phone number}
   *
   * @param phoneNumber the number
   */
  public static WebAuthnLoginRequest ofPhoneNumber(String phoneNumber) {
    return builder().setPhoneNumber(phoneNumber).build();
  }

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_WebAuthnLoginRequest.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link WebAuthnLoginRequest}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link WebAuthnLoginRequest#getEmail} gives. */
    public abstract Builder setEmail(@Nullable String email);

    /** Sets what {@link WebAuthnLoginRequest#getPhoneNumber} gives. */
    public abstract Builder setPhoneNumber(@Nullable String phoneNumber);

    /** Sets what {@link WebAuthnLoginRequest#getOrigin} gives. */
    public abstract Builder setOrigin(@Nullable String origin);

    /** Sets what {@link WebAuthnLoginRequest#getScope} gives. */
    public abstract Builder setScope(@Nullable List<String> scope);

    abstract @Nullable List<String> getScope();

    abstract WebAuthnLoginRequest autoBuild();

    /** {@return what was set, in copies of its own} */
    public final WebAuthnLoginRequest build() {
      setScope(Copies.list(getScope()));
      return autoBuild();
    }
  }
}
