package dev.latchkey.faces.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The choice of a second factor. */
public record MfaView(@Nullable Alert alert, List<Factor> factors) {

  /**
   * @param value of the button, as on the wire
   */
  public record Factor(String value, String label) {}
}
