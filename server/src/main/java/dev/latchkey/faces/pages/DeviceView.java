package dev.latchkey.faces.pages;

import org.jspecify.annotations.Nullable;

/**
 * A page that waits for an approval on a linked device.
 *
 * @param number that the device shows as well; null: it is over
 * @param trust whether the browser may be trusted from now on
 * @param other another way, of ours
 */
public record DeviceView(
    @Nullable Alert alert,
    @Nullable String number,
    boolean trust,
    String other,
    String otherText) {}
