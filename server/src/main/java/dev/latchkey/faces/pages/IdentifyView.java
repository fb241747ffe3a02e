package dev.latchkey.faces.pages;

import org.jspecify.annotations.Nullable;

/**
 * A page that asks for an address or number, to send something to.
 *
 * @param back where the way leads back
 */
public record IdentifyView(
    String title,
    String intro,
    @Nullable Alert alert,
    Field identifier,
    @Nullable Captcha captcha,
    String action,
    String button,
    @Nullable String back,
    boolean remember) {}
