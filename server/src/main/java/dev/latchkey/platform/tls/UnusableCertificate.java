package dev.latchkey.platform.tls;

/** A certificate or its key cannot be used. The message is for the operator. */
public final class UnusableCertificate extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String mend;

  UnusableCertificate(String message, String mend) {
    super(message);
    this.mend = mend;
  }

  /** What to do about it. */
  public String mend() {
    return mend;
  }
}
