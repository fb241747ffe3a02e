package dev.latchkey.domain.error;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ApiError} on its way to the face that renders it. Has no stack trace unless something
 * caused it.
 */
public final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * What only the event log is told.
   *
   * @param profileId whom it is about; null when nobody noted it
   * @param hook key of the webhook that decided; null when none did
   */
  public record Note(@Nullable UUID profileId, @Nullable String hook) {}

  private final ApiError error;
  private final transient List<FieldError> details;
  private final transient @Nullable Duration retryAfter;
  private final transient @Nullable String userMessage;
  private final transient Note note;

  ApiException(
      ApiError error, String description, List<FieldError> details, @Nullable Throwable cause) {
    this(error, description, details, cause, null, null, new Note(null, null));
  }

  private ApiException(
      ApiError error,
      String description,
      List<FieldError> details,
      @Nullable Throwable cause,
      @Nullable Duration retryAfter,
      @Nullable String userMessage,
      Note note) {
    super(description, cause, false, cause != null);
    this.error = error;
    this.details = List.copyOf(details);
    this.retryAfter = retryAfter;
    this.userMessage = userMessage;
    this.note = note;
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
        retryAfter,
        null,
        new Note(null, null));
  }

  /** The same, with a text for the user in place of the catalogue's. */
  public ApiException telling(String text) {
    return copy(text, note);
  }

  /** The same, with a note of the profile that it is about. */
  public ApiException about(UUID profileId) {
    return copy(userMessage, new Note(profileId, note.hook()));
  }

  /** The same, with a note of the webhook that decided. */
  public ApiException decidedBy(String hook) {
    return copy(userMessage, new Note(note.profileId(), hook));
  }

  private ApiException copy(@Nullable String text, Note noted) {
    return new ApiException(error, description(), details, getCause(), retryAfter, text, noted);
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

  /** The operator's own text for the user; null: the catalogue's. */
  public @Nullable String userMessage() {
    return userMessage;
  }

  public Note note() {
    return note;
  }
}
