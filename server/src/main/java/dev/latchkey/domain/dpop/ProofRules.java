package dev.latchkey.domain.dpop;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.latchkey.domain.dpop.Presented.BoundToken;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.platform.crypto.Digest;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The rules of a proof (RFC 9449 section 4.3), in the order in which they are checked. Those on the
 * number of headers, on their form and on the private part of a key are checked as the proof is
 * read, before there is anything to hold to these; the nonce and the first use after them.
 */
final class ProofRules {

  /** What proofs may be signed with; never {@code none}, never a shared secret (RFC 8725). */
  static final List<String> ALGORITHMS = List.of("ES256", "PS256", "EdDSA", "RS256");

  /** How old a proof may be whose time only its maker says. */
  private static final Duration OLDEST = Duration.ofMinutes(1);

  /** How far the maker's clock may be ahead (FAPI 2.0 Security Profile section 5.3.2.1). */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  /** How old a proof may say that it is, whose nonce says that it is not. */
  static final Duration OLDEST_WITH_NONCE = Duration.ofMinutes(5);

  /**
   * Bits of a modulus, and of an exponent: less is weak, more costs the server more than the
   * client.
   */
  private static final int LEAST_RSA = 2_048;

  private static final int MOST_RSA = 4_096;
  private static final int MOST_EXPONENT = 64;

  private static final int LONGEST_ID = 255;

  private record Rule(String broken, Predicate<Presented> holds) {}

  private static final List<Rule> IN_ORDER =
      List.of(
          new Rule("typ is not dpop+jwt", ProofRules::hasType), // 4.3 (4)
          new Rule("alg is not offered", ProofRules::hasAlgorithm), // 4.3 (5)
          new Rule("jwk does not fit alg", ProofRules::hasUsableKey), // 4.3 (5)
          new Rule("jti, htm, htu or iat is missing", ProofRules::hasClaims), // 4.3 (3)
          new Rule("htm is another method", ProofRules::isForMethod), // 4.3 (8)
          new Rule("htu is another address", ProofRules::isForAddress), // 4.3 (9)
          new Rule("iat is not of now", ProofRules::isOfNow), // 4.3 (11)
          new Rule("ath is of another token", ProofRules::isForToken), // 4.3 (12) a
          new Rule("jwk is not the token's key", ProofRules::isByKeyOfToken), // 4.3 (12) b
          new Rule("the signature is not by jwk", ProofRules::isSigned)); // 4.3 (6)

  private ProofRules() {}

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_DPOP_PROOF}
   */
  static void check(Presented proof) {
    for (Rule rule : IN_ORDER) {
      if (!rule.holds().test(proof)) {
        throw ApiError.INVALID_DPOP_PROOF.exception("The DPoP proof is no good: " + rule.broken());
      }
    }
  }

  private static boolean hasType(Presented proof) {
    var type = proof.jwt().header().getType();
    return type != null && type.getType().toLowerCase(Locale.ROOT).equals("dpop+jwt");
  }

  private static boolean hasAlgorithm(Presented proof) {
    return ALGORITHMS.contains(proof.jwt().algorithm());
  }

  private static boolean hasUsableKey(Presented proof) {
    String algorithm = proof.jwt().algorithm();
    return switch (proof.key()) {
      case ECKey key -> algorithm.equals("ES256");
      case OctetKeyPair key -> algorithm.equals("EdDSA");
      case RSAKey key -> {
        int bits = key.getModulus().decodeToBigInteger().bitLength();
        int exponent = key.getPublicExponent().decodeToBigInteger().bitLength();
        yield (algorithm.equals("PS256") || algorithm.equals("RS256"))
            && bits >= LEAST_RSA
            && bits <= MOST_RSA
            && exponent <= MOST_EXPONENT;
      }
      default -> false;
    };
  }

  private static boolean hasClaims(Presented proof) {
    String id = proof.jwt().text("jti");
    return !id.isBlank()
        && id.length() <= LONGEST_ID
        && !proof.jwt().text("htm").isEmpty()
        && !proof.jwt().text("htu").isEmpty()
        && proof.jwt().time("iat").isPresent();
  }

  private static boolean isForMethod(Presented proof) {
    return proof.jwt().text("htm").equals(proof.shown().method());
  }

  private static boolean isForAddress(Presented proof) {
    String meant = normal(proof.jwt().text("htu"));
    return !meant.isEmpty()
        && proof.shown().addresses().stream().anyMatch(address -> normal(address).equals(meant));
  }

  /**
   * An address without query and fragment, its scheme and host in lower case, without the port that
   * it has anyway (RFC 3986 sections 6.2.2 and 6.2.3); the empty text for what is none. The path is
   * left as it is: the router does not decode one either.
   */
  static String normal(String address) {
    try {
      URI uri = new URI(address);
      if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
        return "";
      }
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      int usual = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : -1;
      String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + path;
    } catch (URISyntaxException e) {
      return "";
    }
  }

  private static boolean isOfNow(Presented proof) {
    Instant issued = proof.jwt().time("iat").orElse(Instant.EPOCH);
    Duration oldest = proof.nonce().isEmpty() ? OLDEST : OLDEST_WITH_NONCE;
    return !issued.isBefore(proof.now().minus(oldest)) && !issued.isAfter(proof.now().plus(AHEAD));
  }

  private static boolean isForToken(Presented proof) {
    BoundToken token = proof.token();
    return token == null
        || Digest.same(Digest.base64Url(Digest.sha256(token.value())), proof.jwt().text("ath"));
  }

  private static boolean isByKeyOfToken(Presented proof) {
    BoundToken token = proof.token();
    return token == null || Digest.same(token.thumbprint(), proof.thumbprint());
  }

  private static boolean isSigned(Presented proof) {
    return proof.jwt().isSignedBy(List.of(proof.key()));
  }
}
