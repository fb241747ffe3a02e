package dev.latchkey.bench;

import dev.latchkey.platform.crypto.password.PasswordHasher.Parameters;

/**
 * The configuration that a server is measured with. What differs from the defaults: limits by
 * address, recipient and client are off and the lockout is out of reach, as one machine plays
 * everybody; access tokens live for the whole run; and, unless wanted, sign-ups send no mail.
 *
 * @param hash of new passwords
 * @param mail whether a sign-up sends the mail that verifies the address, as it does by default
 * @param sandbox whether nothing is sent at all, and codes are the same for everybody
 */
record ServerConfiguration(HashSetting hash, boolean mail, boolean sandbox) {
  static final String APP = "bench-app";
  static final String RP_ID = "localhost";
  static final String ORIGIN = "http://localhost";
  static final String APP_REDIRECT = "http://localhost/callback";
  static final String ES256 = "bench-es256";
  static final String RS256 = "bench-rs256";
  static final String API_KEY = "bench-api-key-that-guards-nothing-at-all";
  static final String SECRET = "bench-secret-that-guards-nothing-at-all";

  ServerConfiguration(HashSetting hash) {
    this(hash, false, false);
  }

  static ServerConfiguration withMail(HashSetting hash) {
    return new ServerConfiguration(hash, true, false);
  }

  static ServerConfiguration ofSandbox(HashSetting hash) {
    return new ServerConfiguration(hash, false, true);
  }

  String yaml(String tenant) {
    Parameters parameters = hash.parameters();
    return """
    password_hash: {memory: %dKiB, iterations: %d, parallelism: %d}
    tenants:
      - id: %s
        name: Bench
        country: FR
        rate_limits:
          per_address: {requests: 0, window: 60s}
          per_recipient: {requests: 0, window: 60s}
        lockout: {failures: 1000000}
        signup: {verify_email: %s, verify_phone_number: %5$s}
        webauthn: {rp_id: %s, origins: ["%s"]}
        access:
          sandbox: %14$s
          idle: 1h
          rate_limits:
            per_client: {requests: 0, window: 1s}
            logins_per_email: {requests: 0, window: 60s}
            logins_per_address: {requests: 0, window: 60s}
        clients:
          - id: bench-access
            name: A back end with an API key
            access_api: {api_keys: [%13$s]}
          - id: %s
            name: An app
            redirect_uris: ["%s"]
            origins: ["%7$s"]
            scopes: [openid, profile, email, phone, offline_access]
            pkce_enforced: true
            refresh_tokens: true
            lifetimes: {access_token: 24h}
          - id: %s
            name: A back end
            auth_method: client_secret_basic
            secrets: ["%s"]
            client_credentials: true
            access_token_alg: ES256
          - id: %s
            name: Another back end
            auth_method: client_secret_basic
            secrets: ["%11$s"]
            client_credentials: true
            access_token_alg: RS256
    """
        .formatted(
            parameters.memoryKib(),
            parameters.iterations(),
            parameters.parallelism(),
            tenant,
            mail,
            RP_ID,
            ORIGIN,
            APP,
            APP_REDIRECT,
            ES256,
            SECRET,
            RS256,
            API_KEY,
            sandbox);
  }
}
