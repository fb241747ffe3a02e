package dev.latchkey.domain.client;

import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.key.ForeignJwt;
import dev.latchkey.domain.key.UsedJwts;
import dev.latchkey.domain.tenant.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Checks the tokens that clients sign to show that they are themselves, by their own key or by the
 * secret that both sides know (RFC 7523 section 3, OpenID Connect Core section 9). Each is good
 * once.
 */
final class ClientAssertions {

  /** {@code client_assertion_type} (RFC 7523 section 2.2). */
  static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  static final String BY_KEY = "private_key_jwt";
  static final String BY_SECRET = "client_secret_jwt";

  private static final Duration LONGEST = Duration.ofHours(1);

  /** How far the client's clock may be off. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final ClientKeys keys;
  private final UsedJwts used;
  private final InstantSource clock;

  ClientAssertions(ClientKeys keys, UsedJwts used, InstantSource clock) {
    this.keys = keys;
    this.used = used;
    this.clock = clock;
  }

  /** Which client a token says that it is from, unchecked. */
  static String client(ForeignJwt assertion) {
    return assertion.text("sub");
  }

  /**
   * Whether that client made the token for this server, and shows it for the first time.
   *
   * @param audiences names of this server: a token with any other beside would be good elsewhere,
   *     too, and one from elsewhere good here
   */
  boolean accepts(Tenant tenant, Client client, ForeignJwt assertion, List<String> audiences) {
    return isAboutItself(client, assertion)
        && isForUs(tenant, client, assertion, audiences)
        && isOfNow(assertion)
        && isSigned(tenant, client, assertion)
        && isFirst(tenant, client, assertion);
  }

  private static boolean isAboutItself(Client client, ForeignJwt assertion) {
    return assertion.text("iss").equals(client.id()) && assertion.text("sub").equals(client.id());
  }

  /** A server that is not this one could take an address of ours for its own, but no issuer. */
  private static boolean isForUs(
      Tenant tenant, Client client, ForeignJwt assertion, List<String> audiences) {
    if (client.security().fapi2()) {
      return assertion.text("aud").equals(tenant.issuer()); // FAPI 2.0 section 5.3.2.1 (8)
    }
    List<String> named = assertion.audience();
    return named.size() == 1 && audiences.contains(named.getFirst());
  }

  private boolean isOfNow(ForeignJwt assertion) {
    Instant now = clock.instant();
    Instant latestStart = now.plus(SKEW);
    Instant end = assertion.time("exp").orElse(Instant.EPOCH);
    return end.plus(SKEW).isAfter(now)
        && end.isBefore(now.plus(LONGEST).plus(SKEW))
        && !assertion.time("nbf").orElse(now).isAfter(latestStart)
        && !assertion.time("iat").orElse(now).isAfter(latestStart);
  }

  private boolean isSigned(Tenant tenant, Client client, ForeignJwt assertion) {
    String registered = client.security().tokenEndpointAuthSigningAlg();
    if (registered != null && !registered.equals(assertion.algorithm())) {
      return false;
    }
    return switch (client.authMethod()) {
      case BY_KEY -> keys.made(tenant, client, assertion, ClientKeys.ALGORITHMS);
      case BY_SECRET ->
          assertion.algorithm().equals("HS256")
              && client.secrets().stream().anyMatch(assertion::isSignedBySecret);
      default -> false;
    };
  }

  private boolean isFirst(Tenant tenant, Client client, ForeignJwt assertion) {
    String jti = assertion.text("jti");
    return !jti.isBlank()
        && jti.length() <= Limits.NAME
        && used.use(tenant, "client:" + client.id(), jti, assertion.time("exp").orElseThrow());
  }
}
