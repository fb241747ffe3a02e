package dev.latchkey.domain.tenant;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A consent that users are asked for (contract sections 2.4 and 3.4).
 *
 * @param type {@code opt-in}, {@code opt-out} or {@code double-opt-in}
 * @param status {@code active} or {@code archived}
 * @param versions texts by version and language; the highest version is current
 */
public record ConsentDefinition(String key, String type, String status, List<Version> versions) {

  public record Version(
      int versionId, String language, String title, @Nullable String description) {}

  /** Whether users are still asked for it. */
  public boolean isActive() {
    return status.equals("active");
  }

  /** Whether a yes counts once it is confirmed by mail. */
  public boolean isDoubleOptIn() {
    return type.equals("double-opt-in");
  }

  /** The text that a user saw: of the version that is claimed, if it exists, else the newest. */
  public Optional<Version> seen(@Nullable Integer claimed, String language) {
    return claimed != null && versions.stream().anyMatch(v -> v.versionId() == claimed)
        ? inLanguage(claimed, language)
        : current(language);
  }

  /** The newest text, in that language if there is one. */
  public Optional<Version> current(String language) {
    return inLanguage(versions.stream().mapToInt(Version::versionId).max().orElse(0), language);
  }

  /** The text of that version, in that language if there is one. */
  public Optional<Version> inLanguage(int versionId, String language) {
    List<Version> texts = versions.stream().filter(v -> v.versionId() == versionId).toList();
    return texts.stream()
        .filter(v -> v.language().equalsIgnoreCase(language))
        .findFirst()
        .or(() -> texts.stream().findFirst());
  }
}
