package dev.latchkey.domain.profile;

import dev.latchkey.domain.input.Identifier;
import java.util.Map;
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

  /** A user's answer to a consent. */
  public record ConsentChoice(
      boolean granted, @Nullable Integer versionId, @Nullable String language) {}
}
