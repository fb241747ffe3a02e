package dev.latchkey.domain.dpop;

/** A key that who asks was seen to hold. Only {@link DpopProofs} makes one, of a good proof. */
public final class ProvenKey {

  private final String thumbprint;

  ProvenKey(String thumbprint) {
    this.thumbprint = thumbprint;
  }

  /** By SHA-256 (RFC 7638), base64url: the value of {@code jkt} and {@code dpop_jkt}. */
  public String thumbprint() {
    return thumbprint;
  }

  public boolean is(String otherThumbprint) {
    return thumbprint.equals(otherThumbprint);
  }
}
