package dev.latchkey.domain.provider;

import dev.latchkey.domain.key.ForeignJwt;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Checks providers' ID tokens: OpenID Connect Core section 3.1.3.7, rule by rule. */
final class IdTokens {

  /** Never {@code none}, and a shared secret only where the preset says so (attack class 24). */
  private static final Set<String> BY_KEY =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  private static final Duration SKEW = Duration.ofSeconds(60);

  private final Directory directory;
  private final InstantSource clock;

  IdTokens(Directory directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * The claims of a token of the provider for one of its apps here.
   *
   * @param nonce that it must carry
   * @throws Unusable when any rule is broken
   */
  ObjectNode claims(Tenant tenant, Provider provider, String token, String nonce) {
    Directory.Place place = directory.place(tenant, provider);
    ForeignJwt jwt = read(token);
    require(
        isSigned(tenant, provider, place, jwt),
        "The signature of the ID token is not the provider's");
    require(hasIssuer(place, jwt), "Another issuer");
    require(isForUs(provider, jwt), "An ID token for another app");
    Instant now = clock.instant();
    require(time(jwt, "exp").plus(SKEW).isAfter(now), "The ID token is expired");
    require(time(jwt, "iat").minus(SKEW).isBefore(now), "The ID token is from the future");
    // No nonce is no proof that the token was made for this request (attack class 23).
    require(Digest.same(jwt.text("nonce"), nonce), "Another nonce");
    return jwt.claims();
  }

  /** Who the token says it is for, unchecked: tells which of a key's variants is to check it. */
  static List<String> audience(String token) {
    return read(token).audience();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Unusable(otherwise);
    }
  }

  private static ForeignJwt read(String token) {
    return ForeignJwt.read(token)
        .orElseThrow(
            () -> new Unusable("The ID token cannot be read, or its claims are no object"));
  }

  private boolean isSigned(
      Tenant tenant, Provider provider, Directory.Place place, ForeignJwt jwt) {
    String algorithm = jwt.algorithm();
    String secret = provider.settings().clientSecret();
    if (provider.preset().signedBySecret() && algorithm.equals("HS256")) {
      return secret != null && jwt.isSignedBySecret(secret);
    }
    return BY_KEY.contains(algorithm)
        && place.jwks() != null
        && jwt.isSignedBy(directory.keys(tenant, place, jwt.header()));
  }

  private static boolean hasIssuer(Directory.Place place, ForeignJwt jwt) {
    String issuer = place.issuer();
    return issuer != null && jwt.text("iss").equals(issuer.replace("{tid}", jwt.text("tid")));
  }

  private static boolean isForUs(Provider provider, ForeignJwt jwt) {
    List<String> audience = jwt.audience();
    return audience.stream().anyMatch(id -> isOurs(provider, id))
        && (audience.size() == 1 || isOurs(provider, jwt.text("azp")));
  }

  static boolean isOurs(Provider provider, String clientId) {
    return provider.clientId().equals(clientId)
        || provider.settings().audiences().contains(clientId);
  }

  private static Instant time(ForeignJwt jwt, String name) {
    return jwt.time(name).orElseThrow(() -> new Unusable("No " + name + " in the ID token"));
  }
}
