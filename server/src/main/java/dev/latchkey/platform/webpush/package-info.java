/**
 * Web Push from the application server's side: encryption for a subscription (RFC 8291, RFC 8188),
 * the server's voluntary identification (RFC 8292) and delivery to the push service that the
 * subscription names (RFC 8030). By the JDK alone.
 *
 * <p>Knows nothing of who is told, or of what.
 */
@NullMarked
package dev.latchkey.platform.webpush;

import org.jspecify.annotations.NullMarked;
