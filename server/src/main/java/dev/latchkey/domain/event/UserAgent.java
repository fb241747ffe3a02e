package dev.latchkey.domain.event;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a {@code User-Agent} header says to a person: enough to recognise a device of one's own,
 * roughly right and never relied on.
 *
 * @param text the header
 */
public record UserAgent(String text) {

  /** A word of the header, and what it stands for. */
  private record Sign(String word, String name) {}

  // The first that is found counts: browsers name those that they want to pass for as well.
  private static final List<Sign> SYSTEMS =
      List.of(
          new Sign("windows phone", "Windows Phone"),
          new Sign("windows", "Windows"),
          new Sign("iphone", "iOS"),
          new Sign("ipad", "iPadOS"),
          new Sign("cfnetwork", "iOS"),
          new Sign("android", "Android"),
          new Sign("okhttp", "Android"),
          new Sign("cros ", "ChromeOS"),
          new Sign("mac os x", "macOS"),
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

  private static final List<Sign> APPS =
      List.of(new Sign("okhttp", "Android app"), new Sign("cfnetwork", "iOS app"));

  /** {@code Windows}, {@code macOS}, {@code Android}, … */
  public Optional<String> operatingSystem() {
    return first(SYSTEMS);
  }

  /** {@code Firefox}, {@code Chrome}, {@code Android app}, … */
  public Optional<String> program() {
    return first(BROWSERS).or(() -> first(APPS));
  }

  /** Such as {@code Firefox on Linux}. */
  public Optional<String> deviceName() {
    Optional<String> system = operatingSystem();
    return first(BROWSERS)
        .map(browser -> system.map(name -> browser + " on " + name).orElse(browser))
        .or(() -> system);
  }

  /**
   * {@code desktop}, {@code ios}, {@code android}, {@code mobile_web} or {@code windows_phone}
   * (contract section 2.2).
   */
  public String deviceClass() {
    if (says("windows phone")) {
      return "windows_phone";
    }
    if (says("mozilla") && says("mobile")) {
      return "mobile_web";
    }
    if (says("okhttp") || says("android")) {
      return "android";
    }
    if (says("cfnetwork") || says("iphone") || says("ipad")) {
      return "ios";
    }
    return "desktop";
  }

  private Optional<String> first(List<Sign> signs) {
    return signs.stream().filter(sign -> says(sign.word())).map(Sign::name).findFirst();
  }

  private boolean says(String word) {
    return text.toLowerCase(Locale.ROOT).contains(word);
  }
}
