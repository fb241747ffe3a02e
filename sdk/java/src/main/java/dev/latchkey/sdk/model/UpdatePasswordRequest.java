package dev.latchkey.sdk.model;

import java.util.Objects;

/** A new password, and what shows that the user may set it. */
public abstract class UpdatePasswordRequest {

  private final String password;

  private UpdatePasswordRequest(String password) {
    this.password = Objects.requireNonNull(password, "password");
  }

  /** {@return the new password} */
  public final String getPassword() {
    return password;
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + "{}";
  }

  /** By a token of a login less than 5 minutes ago. */
  public static final class FreshAccessTokenParams extends UpdatePasswordRequest {

    private final AuthToken freshAuthToken;

    /**
     * For a user who has logged in just now.
     *
     * @param freshAuthToken with the scope {@code full_write}
     * @param password the new password
     */
    public FreshAccessTokenParams(AuthToken freshAuthToken, String password) {
      super(password);
      this.freshAuthToken = Objects.requireNonNull(freshAuthToken, "freshAuthToken");
    }

    /** {@return the tokens of the login} */
    public AuthToken getFreshAuthToken() {
      return freshAuthToken;
    }
  }

  /** By the old password. */
  public static final class AccessTokenParams extends UpdatePasswordRequest {

    private final AuthToken authToken;
    private final String oldPassword;

    /**
     * For a user who knows the old password.
     *
     * @param authToken with the scope {@code full_write}
     * @param oldPassword the password so far
     * @param password the new password, which differs from it
     */
    public AccessTokenParams(AuthToken authToken, String oldPassword, String password) {
      super(password);
      this.authToken = Objects.requireNonNull(authToken, "authToken");
      this.oldPassword = Objects.requireNonNull(oldPassword, "oldPassword");
    }

    /** {@return the user's tokens} */
    public AuthToken getAuthToken() {
      return authToken;
    }

    /** {@return the password so far} */
    public String getOldPassword() {
      return oldPassword;
    }
  }

  /** By the code of a mail that {@code requestPasswordReset} had sent. */
  public static final class EmailParams extends UpdatePasswordRequest {

    private final String email;
    private final String verificationCode;

    /**
     * For a user who has the code of a mail.
     *
     * @param email the address that the mail went to
     * @param verificationCode the code in it
     * @param password the new password
     */
    public EmailParams(String email, String verificationCode, String password) {
      super(password);
      this.email = Objects.requireNonNull(email, "email");
      this.verificationCode = Objects.requireNonNull(verificationCode, "verificationCode");
    }

    /** {@return the address that the mail went to} */
    public String getEmail() {
      return email;
    }

    /** {@return the code in the mail} */
    public String getVerificationCode() {
      return verificationCode;
    }
  }

  /** By the code of a text message that {@code requestPasswordReset} had sent. */
  public static final class SmsParams extends UpdatePasswordRequest {

    private final String phoneNumber;
    private final String verificationCode;

    /**
     * For a user who has the code of a text message.
     *
     * @param phoneNumber the number that the message went to
     * @param verificationCode the code in it
     * @param password the new password
     */
    public SmsParams(String phoneNumber, String verificationCode, String password) {
      super(password);
      this.phoneNumber = Objects.requireNonNull(phoneNumber, "phoneNumber");
      this.verificationCode = Objects.requireNonNull(verificationCode, "verificationCode");
    }

    /** {@return the number that the message went to} */
    public String getPhoneNumber() {
      return phoneNumber;
    }

    /** {@return the code in the message} */
    public String getVerificationCode() {
      return verificationCode;
    }
  }
}
