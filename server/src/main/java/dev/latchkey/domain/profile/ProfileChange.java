package dev.latchkey.domain.profile;

import dev.latchkey.domain.input.Identifier;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a sign-up or an update wants a profile to hold: checked, but not yet allowed.
 *
 * @param attributes by wire name; JSON null clears
 * @param customFields by path; JSON null clears
 * @param consents by key
 */
public record ProfileChange(
    @Nullable Identifier email,
    @Nullable Identifier phoneNumber,
    @Nullable Identifier customIdentifier,
    ObjectNode attributes,
    ObjectNode customFields,
    Map<String, ConsentChoice> consents) {

  /** The address and number, as far as they are given: what a lite profile can have, too. */
  List<Identifier> identifiers() {
    return Stream.of(email, phoneNumber).filter(Objects::nonNull).toList();
  }

  /**
   * A user's answer to a consent.
   *
   * @param waiting whether it was sent as one that waits to be confirmed: apps send back whole
   *     profiles, which is no answer
   */
  public record ConsentChoice(
      boolean granted, boolean waiting, @Nullable Integer versionId, @Nullable String language) {}
}
