package dev.latchkey.flows.passkey;

import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What authenticators show of a user when there are several to choose from. */
public record UserNames(String name, String displayName) {

  public static UserNames of(Profile profile) {
    return of(
        profile.attributes(), profile.email(), profile.phoneNumber(), profile.customIdentifier());
  }

  static UserNames of(ProfileChange data) {
    return of(
        data.attributes(),
        value(data.email()),
        value(data.phoneNumber()),
        value(data.customIdentifier()));
  }

  private static UserNames of(JsonNode attributes, @Nullable String... identifiers) {
    String name = Stream.of(identifiers).filter(Objects::nonNull).findFirst().orElse("");
    String full = attributes.path("name").asString("");
    String parts =
        Stream.of("given_name", "family_name")
            .map(part -> attributes.path(part).asString(""))
            .filter(part -> !part.isBlank())
            .collect(Collectors.joining(" "));
    return new UserNames(name, !full.isBlank() ? full : !parts.isBlank() ? parts : name);
  }

  private static @Nullable String value(@Nullable Identifier identifier) {
    return identifier == null ? null : identifier.value();
  }
}
