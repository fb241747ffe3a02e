package dev.latchkey.domain.risk;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.geo.Coordinates;
import dev.latchkey.platform.geo.Place;
import dev.latchkey.platform.geo.Places;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The countries that users log in from, each with the place of the last login there. Nothing is
 * written, and nothing is unusual, where nobody knows of the address: without the operator's file,
 * and in private networks.
 */
public final class LoginPlaces {

  /** The places of a profile, for a query that has {@code profile} and gives them back. */
  public static final String COLUMN =
      """
      coalesce((select jsonb_agg(jsonb_build_object('country', place.country, 'latitude', place.latitude,
          'longitude', place.longitude, 'seen_at', extract(epoch from place.seen_at)::bigint))
        from login_place place where place.tenant = profile.tenant and place.profile_id = profile.id), '[]') as places
      """;

  private final Db db;
  private final Places places;
  private final InstantSource clock;

  public LoginPlaces(Db db, Places places, InstantSource clock) {
    this.db = db;
    this.places = places;
    this.clock = clock;
  }

  /**
   * What is unusual about where the caller is.
   *
   * @param known {@link #COLUMN} of the profile
   */
  public Set<RiskSignal> signals(JsonNode known, Caller caller) {
    return places
        .of(caller.ip())
        .map(here -> Travel.signals(here, read(known), clock.instant()))
        .orElseGet(() -> EnumSet.noneOf(RiskSignal.class));
  }

  /** As above, for a profile whose places were not read. One query, if the place is known. */
  public Risk risk(Tenant tenant, UUID profileId, Caller caller) {
    return new Risk(
        places
            .of(caller.ip())
            .map(here -> Travel.signals(here, read(tenant, profileId), clock.instant()))
            .orElseGet(Set::of));
  }

  /**
   * Adds to the changes that the user has logged in from where the caller is. Not to be called
   * before all that the policy asks for was shown: a guessed password must not make a place usual.
   */
  public void remember(Changes changes, Tenant tenant, UUID profileId, Caller caller) {
    Optional<Place> found = places.of(caller.ip());
    if (found.isEmpty()) {
      return;
    }
    Place here = found.get();
    Coordinates at = here.coordinates();
    changes.add(
        """
        insert into login_place (tenant, profile_id, country, latitude, longitude, seen_at) values (?, ?, ?, ?, ?, ?)
        on conflict (tenant, profile_id, country) do update set
          latitude = excluded.latitude, longitude = excluded.longitude, seen_at = excluded.seen_at\
        """,
        tenant.id(),
        profileId,
        here.country(),
        at == null ? null : at.latitude(),
        at == null ? null : at.longitude(),
        clock.instant());
  }

  private List<KnownPlace> read(Tenant tenant, UUID profileId) {
    return db.one(
            JsonNode.class,
            "select " + COLUMN + " from profile where tenant = ? and id = ?",
            tenant.id(),
            profileId)
        .map(LoginPlaces::read)
        .orElseGet(List::of);
  }

  private static List<KnownPlace> read(JsonNode known) {
    return known
        .valueStream()
        .map(place ->
            new KnownPlace(
                place.path("country").asString(),
                coordinates(place),
                Instant.ofEpochSecond(place.path("seen_at").asLong())))
        .toList();
  }

  private static @Nullable Coordinates coordinates(JsonNode place) {
    return place.path("latitude").isNumber() && place.path("longitude").isNumber()
        ? new Coordinates(place.path("latitude").asDouble(), place.path("longitude").asDouble())
        : null;
  }
}
