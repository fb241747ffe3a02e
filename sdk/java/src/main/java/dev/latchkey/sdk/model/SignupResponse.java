package dev.latchkey.sdk.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a sign-up gives: a login, or the wait for the user to verify the address or number. */
public abstract class SignupResponse {

  private SignupResponse() {}

  /** {@return the tokens, or null while the identifier waits to be verified} */
  public abstract @Nullable AuthToken getAuthToken();

  /** The user is signed up and logged in. */
  public static final class AchievedLogin extends SignupResponse {

    private final AuthToken authToken;

    /**
     * The user is logged in.
     *
     * @param authToken the tokens of the login
     */
    public AchievedLogin(AuthToken authToken) {
      this.authToken = Objects.requireNonNull(authToken, "authToken");
    }

    @Override
    public AuthToken getAuthToken() {
      return authToken;
    }

    @Override
    public String toString() {
      return "AchievedLogin{" + authToken + "}";
    }
  }

  /** The user is signed up, and can log in after verifying the address or number. */
  public static final class AwaitingIdentifierVerification extends SignupResponse {

    /** Makes one; all are the same. */
    public AwaitingIdentifierVerification() {}

    @Override
    public @Nullable AuthToken getAuthToken() {
      return null;
    }

    @Override
    public String toString() {
      return "AwaitingIdentifierVerification{}";
    }
  }
}
