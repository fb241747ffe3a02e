package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.profile.Profile;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * @param client what else there is to see of it
 * @param account who is asked, as they know themselves
 * @param profileId who is asked, for the form
 * @param wants what the client would have, in words
 */
public record ConsentView(
    String clientName,
    ClientCard client,
    String account,
    String profileId,
    List<String> wants,
    @Nullable Alert alert,
    String site) {

  /** Who is asked, as they know themselves. */
  static String account(Profile profile) {
    String name =
        profile.email() == null
            ? Optional.ofNullable(profile.phoneNumber()).orElse(profile.attribute("name"))
            : profile.email();
    return name == null ? profile.id().toString() : name;
  }

  /**
   * Whom a form says that it asked.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}
   */
  static UUID profileId(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw ApiError.INVALID_STATE.causedBy(e);
    }
  }
}
