package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a login gives. A plain value that the caller keeps: the SDK stores no tokens.
 *
 * <p>After a password login that asks for a second factor it has nothing but {@link
 * #getStepUpToken} and {@link #getAmr}.
 */
@AutoValue
public abstract class AuthToken {

  AuthToken() {}

  /** {@return the ID token, a JWT; only with the scope {@code openid}} */
  public abstract @Nullable String getIdToken();

  /** {@return the access token; null while a second factor is asked for} */
  public abstract @Nullable String getAccessToken();

  /** {@return the refresh token; only with the scope {@code offline_access}} */
  public abstract @Nullable String getRefreshToken();

  /** {@return {@code Bearer}} */
  public abstract @Nullable String getTokenType();

  /** {@return for how many seconds the access token lives from its issue on; 0 or less: expired} */
  public abstract @Nullable Long getExpiresIn();

  /** {@return what the ID token says of the user} */
  public abstract @Nullable OpenIdUser getUser();

  /** {@return what {@code startStepUp} takes when a second factor is asked for} */
  public abstract @Nullable String getStepUpToken();

  /** {@return the second factors that the user may show, in the order to offer them} */
  public abstract @Nullable List<String> getAmr();

  /** {@return the value of an {@code Authorization} header} */
  public final String getAuthHeader() {
    return (getTokenType() == null ? "Bearer" : getTokenType()) + " " + getAccessToken();
  }

  @Override
  public final String toString() {
    return "AuthToken{user="
        + (getUser() == null ? null : getUser().getId())
        + ", expiresIn="
        + getExpiresIn()
        + ", refreshable="
        + (getRefreshToken() != null)
        + ", stepUp="
        + (getStepUpToken() != null)
        + "}";
  }

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_AuthToken.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link AuthToken}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link AuthToken#getIdToken} gives. */
    public abstract Builder setIdToken(@Nullable String idToken);

    /** Sets what {@link AuthToken#getAccessToken} gives. */
    public abstract Builder setAccessToken(@Nullable String accessToken);

    /** Sets what {@link AuthToken#getRefreshToken} gives. */
    public abstract Builder setRefreshToken(@Nullable String refreshToken);

    /** Sets what {@link AuthToken#getTokenType} gives. */
    public abstract Builder setTokenType(@Nullable String tokenType);

    /** Sets what {@link AuthToken#getExpiresIn} gives. */
    public abstract Builder setExpiresIn(@Nullable Long expiresIn);

    /** Sets what {@link AuthToken#getUser} gives. */
    public abstract Builder setUser(@Nullable OpenIdUser user);

    /** Sets what {@link AuthToken#getStepUpToken} gives. */
    public abstract Builder setStepUpToken(@Nullable String stepUpToken);

    /** Sets what {@link AuthToken#getAmr} gives. */
    public abstract Builder setAmr(@Nullable List<String> amr);

    abstract @Nullable List<String> getAmr();

    abstract AuthToken autoBuild();

    /** {@return what was set, in copies of its own} */
    public final AuthToken build() {
      setAmr(Copies.list(getAmr()));
      return autoBuild();
    }
  }
}
