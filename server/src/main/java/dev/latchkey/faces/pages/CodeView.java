package dev.latchkey.faces.pages;

import org.jspecify.annotations.Nullable;

/**
 * A page that asks for a code.
 *
 * @param sentTo where it is; null: it is known already
 * @param action where the form goes
 * @param trust whether the device may be trusted from now on
 * @param again where another code is asked for; null: nowhere
 * @param againName of the button that asks, with its value; null: another page does
 * @param other another way, of ours; null: there is none
 */
public record CodeView(
    String title,
    String intro,
    @Nullable String sentTo,
    @Nullable Alert alert,
    Field code,
    String action,
    boolean trust,
    @Nullable String again,
    @Nullable String againName,
    @Nullable String againValue,
    @Nullable String other,
    String otherText) {}
