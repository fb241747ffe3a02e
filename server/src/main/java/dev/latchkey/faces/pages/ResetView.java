package dev.latchkey.faces.pages;

import org.jspecify.annotations.Nullable;

/**
 * @param identifier whose password it is, as the mail or the form before says
 * @param code where it is typed; null: the link had it
 * @param known the link's code; null: it is typed
 */
public record ResetView(
    @Nullable Alert alert,
    String identifier,
    @Nullable Field code,
    @Nullable String known,
    Field password,
    Strength strength) {}
