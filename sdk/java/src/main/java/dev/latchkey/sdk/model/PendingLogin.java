package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.net.URI;

/** A login that goes on in a browser. */
@AutoValue
public abstract class PendingLogin {

  PendingLogin() {}

  /** {@return the page to show} */
  public abstract URI getUrl();

  /** {@return what the redirect must come back with} */
  public abstract String getState();

  @Override
  public final String toString() {
    return "PendingLogin{}";
  }

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_PendingLogin.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link PendingLogin}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link PendingLogin#getUrl} gives. */
    public abstract Builder setUrl(URI url);

    /** Sets what {@link PendingLogin#getState} gives. */
    public abstract Builder setState(String state);

    /** {@return what was set} */
    public abstract PendingLogin build();
  }
}
