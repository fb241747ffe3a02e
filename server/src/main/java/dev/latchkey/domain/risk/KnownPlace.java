package dev.latchkey.domain.risk;

import dev.latchkey.platform.geo.Coordinates;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A country that a profile has logged in from.
 *
 * @param coordinates of the last login there; null when they were not known
 * @param seenAt when that was
 */
record KnownPlace(String country, @Nullable Coordinates coordinates, Instant seenAt) {}
