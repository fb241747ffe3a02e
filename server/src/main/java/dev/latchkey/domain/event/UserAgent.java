package dev.latchkey.domain.device;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a {@code User-Agent} header says to a person: enough to recognise a device of one's own, and
 * no more is read out of it.
 *
 * @param text the header
 */
public record UserAgent(String text) {

  /** A word of the header, and what it stands for. The first that is found counts. */
  private record Sign(String word, String name) {}

  // Each browser names those before it as well, so the order matters.
  private static final List<Sign> SYSTEMS =
      List.of(
          new Sign("windows phone", "Windows Phone"),
          new Sign("windows", "Windows"),
          new Sign("iphone", "iOS"),
          new Sign("ipad", "iOS"),
          new Sign("cfnetwork", "iOS"),
          new Sign("android", "Android"),
          new Sign("okhttp", "Android"),
          new Sign("cros", "ChromeOS"),
          new Sign("mac os x", "macOS"),
          new Sign("linux", "Linux"));

  private static final List<Sign> PROGRAMS =
      List.of(
          new Sign("edg", "Edge"),
          new Sign("opr/", "Opera"),
          new Sign("samsungbrowser", "Samsung Internet"),
          new Sign("firefox", "Firefox"),
          new Sign("fxios", "Firefox"),
          new Sign("crios", "Chrome"),
          new Sign("chrome", "Chrome"),
          new Sign("safari", "Safari"),
          new Sign("okhttp", "Android app"),
          new Sign("cfnetwork", "iOS app"));

  /** {@code Windows}, {@code macOS}, {@code Android}, … */
  public Optional<String> operatingSystem() {
    return first(SYSTEMS);
  }

  /** {@code Firefox}, {@code Chrome}, … */
  public Optional<String> program() {
    return first(PROGRAMS);
  }

  private Optional<String> first(List<Sign> signs) {
    String lower = text.toLowerCase(Locale.ROOT);
    return signs.stream().filter(sign -> lower.contains(sign.word())).map(Sign::name).findFirst();
  }
}
