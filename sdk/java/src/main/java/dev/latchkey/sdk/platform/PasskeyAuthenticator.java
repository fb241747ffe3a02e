package dev.latchkey.sdk.platform;

import dev.latchkey.sdk.model.CredentialType;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Makes and shows passkeys. Speaks the JSON of WebAuthn Level 3 (sections 5.1.8 to 5.1.10), as
 * Android's Credential Manager and browsers do.
 *
 * <p>Thread-safe. A stage that completes with {@link java.util.concurrent.CancellationException}
 * says that the user gave up.
 */
public interface PasskeyAuthenticator {

  /**
   * Makes a passkey.
   *
   * @param creationOptions a {@code PublicKeyCredentialCreationOptionsJSON}
   * @return completes with a {@code RegistrationResponseJSON}
   */
  CompletionStage<String> create(String creationOptions);

  /**
   * Lets the user log in.
   *
   * @param requestOptions a {@code PublicKeyCredentialRequestOptionsJSON}
   * @param types what may be offered
   * @return completes with what the user chose
   */
  CompletionStage<Chosen> get(String requestOptions, Set<CredentialType> types);

  /** What the user chose to log in with. */
  final class Chosen {

    private final @Nullable String passkey;
    private final @Nullable String username;
    private final @Nullable String password;

    private Chosen(@Nullable String passkey, @Nullable String username, @Nullable String password) {
      this.passkey = passkey;
      this.username = username;
      this.password = password;
    }

    /**
     * {@return a passkey}
     *
     * @param authenticationResponse an {@code AuthenticationResponseJSON}
     */
    public static Chosen passkey(String authenticationResponse) {
      return new Chosen(
          Objects.requireNonNull(authenticationResponse, "authenticationResponse"), null, null);
    }

    /**
     * {@return a password that the device has stored}
     *
     * @param username e-mail address or phone number
     * @param password the password
     */
    public static Chosen password(String username, String password) {
      return new Chosen(
          null,
          Objects.requireNonNull(username, "username"),
          Objects.requireNonNull(password, "password"));
    }

    /** {@return the {@code AuthenticationResponseJSON}, or null for a password} */
    public @Nullable String getPasskey() {
      return passkey;
    }

    /** {@return the user name of a password, or null} */
    public @Nullable String getUsername() {
      return username;
    }

    /** {@return the password, or null for a passkey} */
    public @Nullable String getPassword() {
      return password;
    }

    @Override
    public String toString() {
      return passkey == null ? "Chosen{password}" : "Chosen{passkey}";
    }
  }
}
