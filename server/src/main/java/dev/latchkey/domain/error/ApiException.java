package dev.latchkey.domain.error;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ApiError} on its way to the face that renders it. Has no stack trace unless something
 * caused it.
 */
public final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ApiError error;
  private final transient List<FieldError> details;
  private final transient @Nullable Duration retryAfter;

  ApiException(
      ApiError error, String description, List<FieldError> details, @Nullable Throwable cause) {
    this(error, description, details, cause, null);
  }

  private ApiException(
      ApiError error,
      String description,
      List<FieldError> details,
      @Nullable Throwable cause,
      @Nullable Duration retryAfter) {
    super(description, cause, false, cause != null);
    this.error = error;
    this.details = List.copyOf(details);
    this.retryAfter = retryAfter;
  }

  /** {@link ApiError#VALIDATION} with one detail per field; {@code details} must not be empty. */
  public static ApiException validation(List<FieldError> details) {
    return new ApiException(ApiError.VALIDATION, ApiError.VALIDATION.description(), details, null);
  }

  /** {@link ApiError#VALIDATION} of one field. */
  public static ApiException validation(FieldError detail) {
    return validation(List.of(detail));
  }

  /** {@link ApiError#RATE_LIMIT_REACHED} with the time after which a new try makes sense. */
  public static ApiException rateLimited(Duration retryAfter) {
    return new ApiException(
        ApiError.RATE_LIMIT_REACHED,
        ApiError.RATE_LIMIT_REACHED.description(),
        List.of(),
        null,
        retryAfter);
  }

  public ApiError error() {
    return error;
  }

  public String description() {
    return String.valueOf(getMessage());
  }

  public List<FieldError> details() {
    return details;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
