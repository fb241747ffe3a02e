package dev.latchkey.sdk;

import java.io.IOException;

/**
 * An answer is not what the contract says. Its message never quotes the answer: it may hold tokens.
 */
final class MalformedAnswerException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedAnswerException(String message) {
    super(message);
  }
}
