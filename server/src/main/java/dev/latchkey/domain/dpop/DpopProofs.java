package dev.latchkey.domain.dpop;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.dpop.Presented.BoundToken;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.key.ForeignJwt;
import dev.latchkey.domain.key.UsedJwts;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.RootKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks proofs of possession (RFC 9449 section 4.3). A good one costs one insert, by which it is
 * good once; one that is not costs none. Thread-safe.
 */
public final class DpopProofs {

  /** The algorithms of proofs, as discovery and challenges name them. */
  public static final List<String> ALGORITHMS = ProofRules.ALGORITHMS;

  private final DpopNonces nonces;
  private final UsedJwts used;
  private final InstantSource clock;

  public DpopProofs(RootKey rootKey, UsedJwts used, InstantSource clock) {
    this.nonces = new DpopNonces(rootKey, clock);
    this.used = used;
    this.clock = clock;
  }

  /**
   * The key that a client shows beside a request of its own (sections 5 and 10.1); null when it
   * shows none.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_DPOP_PROOF}, {@code
   *     USE_DPOP_NONCE}
   */
  public @Nullable ProvenKey ofClient(Tenant tenant, Client client, ShownProof shown) {
    return shown.isThere() ? check(tenant, client, shown, null) : null;
  }

  /**
   * The key that a client shows beside a request for tokens; null when it shows none and need not.
   *
   * @throws dev.latchkey.domain.error.ApiException as {@link #ofClient}, and {@code
   *     DPOP_PROOF_MISSING} when the client gets bound tokens alone (section 5.2)
   */
  public @Nullable ProvenKey ofTokenRequest(Tenant tenant, Client client, ShownProof shown) {
    if (!shown.isThere() && client.security().dpopBoundAccessTokens()) {
      throw ApiError.DPOP_PROOF_MISSING.exception();
    }
    return ofClient(tenant, client, shown);
  }

  /**
   * Holds a request to the key that its access token is bound to (section 7).
   *
   * @param client that the token was given to
   * @param thumbprint of the token's key
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_DPOP_PROOF}, {@code
   *     USE_DPOP_NONCE}
   */
  public void requireBeside(
      Tenant tenant, Client client, ShownProof shown, String accessToken, String thumbprint) {
    check(tenant, client, shown, new BoundToken(accessToken, thumbprint));
  }

  private ProvenKey check(
      Tenant tenant, Client client, ShownProof shown, @Nullable BoundToken token) {
    Presented proof = read(shown, token);
    ProofRules.check(proof);
    if (!client.security().allowsAlgorithm(proof.jwt().algorithm())) {
      throw ApiError.INVALID_DPOP_PROOF.exception("alg is not offered to this client");
    }
    requireNonce(tenant, client, proof);
    Instant issued = proof.jwt().time("iat").orElseThrow();
    // By key, so that nobody can use up the ids of somebody else's proofs.
    if (!used.use(
        tenant,
        "dpop:" + proof.thumbprint(),
        proof.jwt().text("jti"),
        issued.plus(ProofRules.OLDEST_WITH_NONCE))) {
      throw ApiError.INVALID_DPOP_PROOF.exception("The DPoP proof was shown before");
    }
    return new ProvenKey(proof.thumbprint());
  }

  /** Section 4.3 (1), (2) and (7): the library reads no header with a private or secret key. */
  private Presented read(ShownProof shown, @Nullable BoundToken token) {
    if (shown.headers().size() != 1) {
      throw ApiError.INVALID_DPOP_PROOF.exception("There must be one DPoP proof");
    }
    ForeignJwt jwt =
        ForeignJwt.read(shown.headers().getFirst())
            .orElseThrow(() ->
                ApiError.INVALID_DPOP_PROOF.exception(
                    "The DPoP proof is no signed token with a public key"));
    JWK key = jwt.header().getJWK();
    if (key == null) {
      throw ApiError.INVALID_DPOP_PROOF.exception("The DPoP proof has no jwk");
    }
    try {
      return new Presented(
          shown,
          jwt,
          key,
          key.computeThumbprint().toString(),
          token,
          jwt.text("nonce"),
          clock.instant());
    } catch (JOSEException e) {
      throw ApiError.INVALID_DPOP_PROOF.causedBy(e);
    }
  }

  /**
   * Section 4.3 (10). Asked of clients whose tokens are always bound, unless they are spared it: a
   * proof without a nonce may have been signed ahead, by who had the key for a moment only (section
   * 11.2). A client that shows a key of its own accord may not know nonces; one that it shows is
   * looked at all the same.
   */
  private void requireNonce(Tenant tenant, Client client, Presented proof) {
    boolean required = client.security().requiresDpopNonce();
    String nonce = proof.nonce();
    if (!required && nonce.isEmpty()) {
      return;
    }
    String current = nonces.current(tenant);
    if (!nonce.equals(current)) {
      // Also beside a good answer, before the old one has expired (section 8.2).
      proof.shown().answer().accept(current);
    }
    if (nonce.isEmpty() || !nonces.isGood(tenant, nonce)) {
      throw ApiError.USE_DPOP_NONCE.exception();
    }
  }
}
