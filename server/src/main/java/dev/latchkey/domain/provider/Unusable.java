package dev.latchkey.domain.provider;

/** Why a provider's answer is not believed: for the operator's log, never for the caller. */
final class Unusable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Unusable(String reason) {
    super(reason, null, false, false);
  }
}
