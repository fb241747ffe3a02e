/**
 * What the SDK asks of the machine it runs on: a browser, passkeys, a place to keep the secrets of
 * logins under way. Each is an interface that an app or the Android part may replace.
 *
 * <p>Knows nothing of commands and of HTTP to the server.
 */
@NullMarked
package dev.latchkey.sdk.platform;

import org.jspecify.annotations.NullMarked;
