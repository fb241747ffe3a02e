/**
 * Delivers the browser SDK, {@code /js/v1}, whose bundles {@code sdk/web} builds into this server's
 * resources. Knows files and how browsers keep them; nothing of what is in them.
 */
@NullMarked
package dev.latchkey.faces.sdk;

import org.jspecify.annotations.NullMarked;
