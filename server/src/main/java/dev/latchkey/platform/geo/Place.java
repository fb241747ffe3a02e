package dev.latchkey.platform.geo;

import org.jspecify.annotations.Nullable;

/**
 * Where an address is.
 *
 * @param country ISO 3166-1 alpha-2
 * @param coordinates roughly; null when the file tells countries only
 */
public record Place(String country, @Nullable Coordinates coordinates) {}
