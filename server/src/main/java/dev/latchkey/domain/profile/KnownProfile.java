package dev.latchkey.domain.profile;

import tools.jackson.databind.JsonNode;

/**
 * A profile with what was given for its identifiers at lite registrations. Made by {@link
 * LiteProfiles}.
 *
 * @param liteData as {@link LiteData} has it; an empty object when there is none
 */
public record KnownProfile(Profile profile, JsonNode liteData) {}
