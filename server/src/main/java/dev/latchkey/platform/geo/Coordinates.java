package dev.latchkey.platform.geo;

/**
 * A point on earth.
 *
 * @param latitude degrees north
 * @param longitude degrees east
 */
public record Coordinates(double latitude, double longitude) {

  /** Mean radius of the earth. */
  private static final double RADIUS_KM = 6_371;

  /** Along the great circle, in kilometres (haversine formula). */
  public double kilometresTo(Coordinates other) {
    double from = Math.toRadians(latitude);
    double to = Math.toRadians(other.latitude);
    double north = Math.sin((to - from) / 2);
    double east = Math.sin(Math.toRadians(other.longitude - longitude) / 2);
    double h = north * north + Math.cos(from) * Math.cos(to) * east * east;
    return 2 * RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, h)));
  }
}
