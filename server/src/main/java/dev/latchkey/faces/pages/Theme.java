package dev.latchkey.faces.pages;

import dev.latchkey.domain.tenant.PagesSettings;
import dev.latchkey.domain.tenant.PagesSettings.Palette;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's look as the custom properties of {@code pages.css}. The configuration's schema lets
 * through only colours, numbers and names, so nothing of it can end a declaration.
 */
final class Theme {

  private static final String PRIMARY = "#1f4fd8";

  private static final Palette LIGHT = new Palette(PRIMARY, "#f4f6fa", "#ffffff", "#1a2230");
  private static final Palette DARK = new Palette(null, "#12161d", "#1a202a", "#e8ecf3");

  private static final Colour GOOD = Colour.of("#17693b");
  private static final Colour BAD = Colour.of("#b3261e");

  private Theme() {}

  static String css(PagesSettings settings) {
    StringBuilder css = new StringBuilder(2_000);
    css.append(":root{color-scheme:").append(settings.darkMode() ? "light dark" : "light");
    css.append(";--radius:").append(settings.radius()).append("px;");
    if (settings.font() != null) {
      css.append("--font:").append(settings.font()).append(';');
    }
    Palette light = filled(settings.colors(), LIGHT);
    colours(css, light, Colour.of(Objects.requireNonNull(light.primary())));
    css.append('}');
    if (settings.darkMode()) {
      Palette dark = filled(settings.darkColors(), DARK);
      Colour surface = Colour.of(Objects.requireNonNull(dark.surface()));
      Colour primary =
          dark.primary() == null
              ? Colour.of(Objects.requireNonNull(light.primary()))
                  .readableOn(Colour.TEXT + 2, surface)
              : Colour.of(dark.primary());
      css.append("@media(prefers-color-scheme:dark){:root{");
      colours(css, dark, primary);
      css.append("}}");
    }
    return css.toString();
  }

  private static Palette filled(Palette given, Palette others) {
    return new Palette(
        or(given.primary(), others.primary()),
        or(given.background(), others.background()),
        or(given.surface(), others.surface()),
        or(given.text(), others.text()));
  }

  private static @Nullable String or(@Nullable String given, @Nullable String other) {
    return given == null ? other : given;
  }

  /** What follows from four colours: each readable where it stands. */
  private static void colours(StringBuilder css, Palette palette, Colour primary) {
    Colour page = Colour.of(Objects.requireNonNull(palette.background()));
    Colour surface = Colour.of(Objects.requireNonNull(palette.surface()));
    Colour given = Colour.of(Objects.requireNonNull(palette.text()));
    Colour text = given.readableOn(Colour.TEXT, surface);
    Colour sunken = surface.mixed(text, 0.06);
    Colour tint = surface.mixed(primary, 0.1);
    set(css, "page", page);
    set(css, "on-page", given.readableOn(Colour.TEXT, page));
    set(css, "quiet-on-page", given.mixed(page, 0.3).readableOn(Colour.TEXT, page));
    set(css, "surface", surface);
    set(css, "sunken", sunken);
    set(css, "tint", tint);
    set(css, "line", surface.mixed(text, 0.16));
    set(css, "edge", surface.mixed(text, 0.45).readableOn(Colour.EDGE, surface));
    set(css, "text", text);
    set(css, "muted", text.mixed(surface, 0.3).readableOn(Colour.TEXT, surface, sunken));
    set(css, "accent", primary);
    set(css, "on-accent", primary.opposite());
    set(css, "accent-pressed", primary.mixed(primary.opposite().opposite(), 0.15));
    set(css, "link", primary.readableOn(Colour.TEXT, surface, tint));
    set(css, "good", GOOD.readableOn(Colour.TEXT, surface));
    set(css, "bad", BAD.readableOn(Colour.TEXT, surface, surface.mixed(BAD, 0.08)));
    set(css, "bad-tint", surface.mixed(BAD, 0.08));
    set(css, "good-tint", surface.mixed(GOOD, 0.08));
  }

  private static void set(StringBuilder css, String name, Colour colour) {
    css.append("--").append(name).append(':').append(colour.css()).append(';');
  }
}
