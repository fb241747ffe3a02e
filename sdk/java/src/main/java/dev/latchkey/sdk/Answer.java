package dev.latchkey.sdk;

import org.jspecify.annotations.Nullable;

/** What the server said. */
final class Answer {

  private final int status;
  private final String body;
  private final @Nullable String location;
  private final @Nullable String retryAfter;

  Answer(int status, String body, @Nullable String location, @Nullable String retryAfter) {
    this.status = status;
    this.body = body;
    this.location = location;
    this.retryAfter = retryAfter;
  }

  int status() {
    return status;
  }

  boolean isSuccess() {
    return status / 100 == 2;
  }

  boolean isRedirect() {
    return status / 100 == 3 && location != null;
  }

  String body() {
    return body;
  }

  JsonObject json() throws MalformedAnswerException {
    if (body.isEmpty()) {
      throw new MalformedAnswerException("The answer is empty");
    }
    return Json.object(body);
  }

  /** The {@code Location} header. */
  @Nullable String location() {
    return location;
  }

  /** The {@code Retry-After} header (RFC 9110 section 10.2.3). */
  @Nullable String retryAfter() {
    return retryAfter;
  }
}
