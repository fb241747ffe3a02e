package dev.latchkey.domain.device;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code User-Agent} header tells a person who looks for a device in a list: roughly right
 * and never relied on.
 *
 * @param operatingSystem null when it does not say
 * @param name of the browser; null when it does not say
 */
public record Agent(@Nullable String operatingSystem, @Nullable String name) {

  private record Sign(String text, String means) {}

  /** The first that occurs counts: browsers name those that they want to pass for as well. */
  private static final List<Sign> SYSTEMS =
      List.of(
          new Sign("windows phone", "Windows Phone"),
          new Sign("windows", "Windows"),
          new Sign("android", "Android"),
          new Sign("okhttp", "Android"),
          new Sign("iphone", "iOS"),
          new Sign("ipad", "iPadOS"),
          new Sign("cfnetwork", "iOS"),
          new Sign("mac os x", "macOS"),
          new Sign("cros ", "ChromeOS"),
          new Sign("linux", "Linux"));

  private static final List<Sign> BROWSERS =
      List.of(
          new Sign("edg", "Edge"),
          new Sign("opr/", "Opera"),
          new Sign("samsungbrowser", "Samsung Internet"),
          new Sign("firefox", "Firefox"),
          new Sign("fxios", "Firefox"),
          new Sign("crios", "Chrome"),
          new Sign("chrome", "Chrome"),
          new Sign("safari", "Safari"));

  public static Agent of(String userAgent) {
    String agent = userAgent.toLowerCase(Locale.ROOT);
    return new Agent(first(SYSTEMS, agent), first(BROWSERS, agent));
  }

  private static @Nullable String first(List<Sign> signs, String agent) {
    return signs.stream()
        .filter(sign -> agent.contains(sign.text()))
        .map(Sign::means)
        .findFirst()
        .orElse(null);
  }

  /** Such as {@code Firefox on Linux}; null when it tells nothing. */
  public @Nullable String deviceName() {
    if (name == null) {
      return operatingSystem;
    }
    return operatingSystem == null ? name : name + " on " + operatingSystem;
  }
}
