package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server says about this client. */
@AutoValue
public abstract class ClientConfig {

  ClientConfig() {}

  /** {@return the scopes that are asked for when a command names none} */
  public abstract List<String> getScope();

  /** {@return the language of texts for users} */
  public abstract @Nullable String getLanguage();

  /** {@return how phone numbers without a country are read} */
  public abstract @Nullable String getCountryCode();

  /** {@return whether users may log in by phone number} */
  public abstract boolean getSms();

  /** {@return whether there are passkeys} */
  public abstract boolean getWebAuthn();

  /** {@return whether text messages may be a second factor} */
  public abstract boolean getMfaSmsEnabled();

  /** {@return whether mails may be a second factor} */
  public abstract boolean getMfaEmailEnabled();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_ClientConfig.Builder()
        .setScope(List.of())
        .setSms(false)
        .setWebAuthn(false)
        .setMfaSmsEnabled(false)
        .setMfaEmailEnabled(false);
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link ClientConfig}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link ClientConfig#getScope} gives. */
    public abstract Builder setScope(List<String> scope);

    /** Sets what {@link ClientConfig#getLanguage} gives. */
    public abstract Builder setLanguage(@Nullable String language);

    /** Sets what {@link ClientConfig#getCountryCode} gives. */
    public abstract Builder setCountryCode(@Nullable String countryCode);

    /** Sets what {@link ClientConfig#getSms} gives. */
    public abstract Builder setSms(boolean sms);

    /** Sets what {@link ClientConfig#getWebAuthn} gives. */
    public abstract Builder setWebAuthn(boolean webAuthn);

    /** Sets what {@link ClientConfig#getMfaSmsEnabled} gives. */
    public abstract Builder setMfaSmsEnabled(boolean mfaSmsEnabled);

    /** Sets what {@link ClientConfig#getMfaEmailEnabled} gives. */
    public abstract Builder setMfaEmailEnabled(boolean mfaEmailEnabled);

    abstract List<String> getScope();

    abstract ClientConfig autoBuild();

    /** {@return what was set, in copies of its own} */
    public final ClientConfig build() {
      setScope(Copies.listOf(getScope()));
      return autoBuild();
    }
  }
}
