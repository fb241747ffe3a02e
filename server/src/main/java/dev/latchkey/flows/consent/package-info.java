/**
 * What users agree to, where a yes counts once it is confirmed by mail.
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.consent;

import org.jspecify.annotations.NullMarked;
