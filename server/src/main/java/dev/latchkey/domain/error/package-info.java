/**
 * The one catalogue of errors a caller can see, and the exception that carries one of them up to
 * the face that renders it.
 *
 * <p>Knows nothing of HTTP beyond the status number, and nothing of the texts people read: those
 * stand in {@code i18n/errors} under the constants' keys.
 */
@NullMarked
package dev.latchkey.domain.error;

import org.jspecify.annotations.NullMarked;
