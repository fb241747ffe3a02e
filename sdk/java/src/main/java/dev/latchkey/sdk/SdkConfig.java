package dev.latchkey.sdk;

import com.google.auto.value.AutoValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which server, and which of its clients this app is. */
@AutoValue
public abstract class SdkConfig {

  SdkConfig() {}

  /** {@return the server's host, with a port if it is not 443} */
  public abstract String getDomain();

  /** {@return the id of this client at the server} */
  public abstract String getClientId();

  /** {@return the redirect URI of this app: registered at the server, byte for byte} */
  public abstract String getScheme();

  /** {@return the page or app that passkeys are bound to, or null when there are none} */
  public abstract @Nullable String getOriginWebAuthn();

  /** {@return the issuer that a redirect may name (RFC 9207)} */
  public abstract String getIssuer();

  /**
   * {@return the languages of texts for the user, as {@code Accept-Language} has them; null: those
   * of the machine at the time of each call}
   */
  public abstract @Nullable String getLanguage();

  /**
   * {@return whether the server is on this machine and speaks no TLS: for development and tests}
   */
  public abstract boolean isInsecureLoopback();

  /** {@return where the server is, without a slash at the end} */
  public final String getBaseUrl() {
    return (isInsecureLoopback() ? "http://" : "https://") + getDomain();
  }

  /**
   * {@return a builder}
   *
   * @param domain the server's host, with a port if it is not 443
   * @param clientId the id of this client at the server
   */
  public static Builder builder(String domain, String clientId) {
    return new AutoValue_SdkConfig.Builder()
        .setDomain(domain)
        .setClientId(clientId)
        .setInsecureLoopback(false);
  }

  /** Makes a {@link SdkConfig}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    abstract Builder setDomain(String domain);

    abstract Builder setClientId(String clientId);

    /**
     * Sets the redirect URI of this app, {@code reachfive://CLIENT/callback} by default.
     *
     * @param scheme the whole URI
     * @return this
     */
    public abstract Builder setScheme(String scheme);

    /**
     * Sets what passkeys are bound to.
     *
     * @param originWebAuthn such as {@code https://example.com}, or null
     * @return this
     */
    public abstract Builder setOriginWebAuthn(@Nullable String originWebAuthn);

    /**
     * Sets the issuer, the server's address by default.
     *
     * @param issuer as the server's discovery document has it
     * @return this
     */
    public abstract Builder setIssuer(String issuer);

    /**
     * Sets the languages of texts for the user.
     *
     * @param language as {@code Accept-Language} has them, such as {@code fr-FR, fr;q=0.9}; null:
     *     those of the machine
     * @return this
     */
    public abstract Builder setLanguage(@Nullable String language);

    /**
     * Speaks without TLS to a server on this machine.
     *
     * @param insecureLoopback whether to
     * @return this
     */
    public abstract Builder setInsecureLoopback(boolean insecureLoopback);

    abstract String getDomain();

    abstract String getClientId();

    abstract boolean isInsecureLoopback();

    abstract Optional<String> getScheme();

    abstract Optional<String> getIssuer();

    abstract SdkConfig autoBuild();

    /**
     * {@return the configuration}
     *
     * @throws IllegalArgumentException when the domain is none, or is to be spoken to without TLS
     *     and is not on this machine
     */
    public final SdkConfig build() {
      if (!getDomain().matches("[A-Za-z0-9.-]+(:\\d{1,5})?")) {
        throw new IllegalArgumentException("Write a host name as the domain, not " + getDomain());
      }
      if (isInsecureLoopback() && !getDomain().matches("(localhost|127\\.0\\.0\\.1)(:\\d+)?")) {
        throw new IllegalArgumentException("Only a server on this machine may be without TLS");
      }
      setScheme(getScheme().orElse("reachfive://" + getClientId() + "/callback"));
      setIssuer(getIssuer().orElse((isInsecureLoopback() ? "http://" : "https://") + getDomain()));
      return autoBuild();
    }
  }
}
