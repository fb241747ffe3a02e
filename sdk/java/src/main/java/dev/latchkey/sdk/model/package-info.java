/**
 * What commands take and give: immutable values with builders, named as in the vendor's SDK.
 *
 * <p>Knows nothing of HTTP and JSON. No value says a password, a token or a code in {@code
 * toString}.
 */
@NullMarked
package dev.latchkey.sdk.model;

import org.jspecify.annotations.NullMarked;
