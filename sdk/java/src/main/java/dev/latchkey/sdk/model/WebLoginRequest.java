package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A login on the server's pages, or with a provider, in the user's browser. */
@AutoValue
public abstract class WebLoginRequest {

  WebLoginRequest() {}

  /** {@return the provider to log in with; null: the server's own pages} */
  public abstract @Nullable String getProvider();

  /** {@return what the tokens may be used for; null: what the client has by default} */
  public abstract @Nullable List<String> getScope();

  /** {@return a value of the app's own that comes back; null: random} */
  public abstract @Nullable String getState();

  /** {@return a value that the ID token must have; null: random} */
  public abstract @Nullable String getNonce();

  /** {@return {@code login}, {@code consent}, {@code select_account} or {@code none}} */
  public abstract @Nullable String getPrompt();

  /** {@return who is to log in} */
  public abstract @Nullable String getLoginHint();

  /** {@return the languages of the pages, best first} */
  public abstract @Nullable String getUiLocales();

  /** {@return where in the app the login came from, for reports} */
  public abstract @Nullable String getOrigin();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_WebLoginRequest.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link WebLoginRequest}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link WebLoginRequest#getProvider} gives. */
    public abstract Builder setProvider(@Nullable String provider);

    /** Sets what {@link WebLoginRequest#getScope} gives. */
    public abstract Builder setScope(@Nullable List<String> scope);

    /** Sets what {@link WebLoginRequest#getState} gives. */
    public abstract Builder setState(@Nullable String state);

    /** Sets what {@link WebLoginRequest#getNonce} gives. */
    public abstract Builder setNonce(@Nullable String nonce);

    /** Sets what {@link WebLoginRequest#getPrompt} gives. */
    public abstract Builder setPrompt(@Nullable String prompt);

    /** Sets what {@link WebLoginRequest#getLoginHint} gives. */
    public abstract Builder setLoginHint(@Nullable String loginHint);

    /** Sets what {@link WebLoginRequest#getUiLocales} gives. */
    public abstract Builder setUiLocales(@Nullable String uiLocales);

    /** Sets what {@link WebLoginRequest#getOrigin} gives. */
    public abstract Builder setOrigin(@Nullable String origin);

    abstract @Nullable List<String> getScope();

    abstract WebLoginRequest autoBuild();

    /** {@return what was set, in copies of its own} */
    public final WebLoginRequest build() {
      setScope(Copies.list(getScope()));
      return autoBuild();
    }
  }
}
