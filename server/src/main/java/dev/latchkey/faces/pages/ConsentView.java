package dev.latchkey.faces.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param account who is asked, as they know themselves
 * @param profileId who is asked, for the form
 * @param wants what the client would have, in words
 */
public record ConsentView(
    String clientName,
    String account,
    String profileId,
    List<String> wants,
    @Nullable Alert alert,
    String site) {}
