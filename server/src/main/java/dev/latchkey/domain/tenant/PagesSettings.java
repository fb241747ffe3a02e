package dev.latchkey.domain.tenant;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pages of the server's own and how they look, as in the configuration file.
 *
 * @param logo an address, or a file of this machine; null: the name stands there
 * @param colors where the browser prefers light
 * @param darkColors where it prefers dark
 * @param darkMode whether dark is followed
 * @param radius of corners, in CSS pixels
 * @param font families as CSS lists them; null: the system's
 * @param links below every page
 * @param signupFields what the sign-up asks for; a question mark at the end: it may stay empty
 */
public record PagesSettings(
    @Nullable String logo,
    Palette colors,
    Palette darkColors,
    boolean darkMode,
    int radius,
    @Nullable String font,
    List<Link> links,
    List<String> signupFields) {

  /** Colours as {@code #rrggbb}; null: the built-in one. */
  public record Palette(
      @Nullable String primary,
      @Nullable String background,
      @Nullable String surface,
      @Nullable String text) {}

  /**
   * @param labels by language; {@code label} stands where there is none
   */
  public record Link(String label, Map<String, String> labels, String url) {}

  /** Whether the logo is served by this server. */
  public boolean hasOwnLogo() {
    return logo != null && !logo.startsWith("https://");
  }
}
