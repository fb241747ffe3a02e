package dev.latchkey.bench;

import org.jspecify.annotations.Nullable;

/** What one connection asks for, one request after another. Used by the one thread of a load. */
interface Script {

  /** How an answer was received. */
  enum Step {
    /** The unit of work goes on with another request. */
    MORE,
    /** The unit of work is done. */
    DONE,
    /** It went wrong, and the next request begins a new one. */
    FAILED
  }

  /** The bytes of the next request; null when there is nothing left to ask for. */
  byte @Nullable [] next();

  Step answered(Answer answer);
}
