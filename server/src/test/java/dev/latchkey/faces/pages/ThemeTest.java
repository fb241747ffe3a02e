package dev.latchkey.faces.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.domain.tenant.PagesSettings;
import dev.latchkey.domain.tenant.PagesSettings.Palette;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whatever colours a tenant takes, what is drawn with them can be read (WCAG 2.2 level AA). */
class ThemeTest {

  private static final Palette BUILT_IN = new Palette(null, null, null, null);
  private static final Pattern TOKEN = Pattern.compile("--([a-z-]+):(#[0-9a-f]{6});");

  @Property(tries = 500)
  void everything_stands_out_from_what_it_stands_on(
      @ForAll @IntRange(max = 0xffffff) int primary,
      @ForAll @IntRange(max = 0xffffff) int page,
      @ForAll @IntRange(max = 0xffffff) int surface,
      @ForAll @IntRange(max = 0xffffff) int text) {
    Palette palette = new Palette(hex(primary), hex(page), hex(surface), hex(text));
    for (String scheme : schemes(palette, palette)) {
      Tokens tokens = tokens(scheme);
      Colour card = tokens.get("surface");
      assertThat(tokens.get("text").contrast(card)).isGreaterThanOrEqualTo(4.5);
      assertThat(tokens.get("muted").contrast(card)).isGreaterThanOrEqualTo(4.5);
      assertThat(tokens.get("link").contrast(card)).isGreaterThanOrEqualTo(4.5);
      assertThat(tokens.get("bad").contrast(card)).isGreaterThanOrEqualTo(4.5);
      assertThat(tokens.get("good").contrast(card)).isGreaterThanOrEqualTo(4.5);
      assertThat(tokens.get("edge").contrast(card)).isGreaterThanOrEqualTo(3);
      Colour ground = tokens.get("page");
      assertThat(tokens.get("on-page").contrast(ground)).isGreaterThanOrEqualTo(4.5);
      assertThat(tokens.get("quiet-on-page").contrast(ground)).isGreaterThanOrEqualTo(4.5);
      Colour label = tokens.get("on-accent");
      assertThat(label.contrast(tokens.get("accent"))).isGreaterThanOrEqualTo(4.5);
      assertThat(label.contrast(tokens.get("accent-pressed"))).isGreaterThanOrEqualTo(4.5);
    }
  }

  @Test
  void a_primary_colour_for_light_alone_is_lightened_for_dark() {
    List<String> schemes = schemes(new Palette("#0a2a66", null, null, null), BUILT_IN);
    assertThat(tokens(schemes.getFirst()).get("accent")).isEqualTo(Colour.of("#0a2a66"));
    Tokens dark = tokens(schemes.getLast());
    assertThat(dark.get("accent").contrast(dark.get("surface"))).isGreaterThanOrEqualTo(4.5);
  }

  @Test
  void without_dark_mode_there_is_one_scheme() {
    String css =
        Theme.css(
            new PagesSettings(
                null, BUILT_IN, BUILT_IN, false, 4, "Inter, Arial", List.of(), List.of()));
    assertThat(css)
        .startsWith(":root{color-scheme:light;--radius:4px;--font:Inter, Arial;")
        .doesNotContain("@media");
  }

  private static List<String> schemes(Palette light, Palette dark) {
    String css =
        Theme.css(new PagesSettings(null, light, dark, true, 10, null, List.of(), List.of()));
    return List.of(css.split("@media"));
  }

  private record Tokens(Map<String, Colour> byName) {

    Colour get(String name) {
      return Objects.requireNonNull(byName.get(name), name);
    }
  }

  private static Tokens tokens(String css) {
    return new Tokens(
        TOKEN
            .matcher(css)
            .results()
            .collect(
                Collectors.toMap(match -> match.group(1), match -> Colour.of(match.group(2)))));
  }

  private static String hex(int colour) {
    return "#%06x".formatted(colour);
  }
}
