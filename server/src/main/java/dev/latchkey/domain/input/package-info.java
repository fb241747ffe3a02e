/**
 * Untrusted input, read field by field: the type of each is checked, every fault is named by its
 * dotted path, and all of them are told at once.
 *
 * <p>Knows the shapes of the field (e-mail addresses, phone numbers, locales), not the use cases.
 */
@NullMarked
package dev.latchkey.domain.input;

import org.jspecify.annotations.NullMarked;
