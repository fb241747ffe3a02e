/**
 * Approval on a device: the device surface and the push part of the Access API (its contract
 * sections 2.5, 5.4, 5.5, 7, 8 and 10), with a test double that plays device, user agent and push
 * service.
 */
@NullMarked
package dev.latchkey.acceptance.push;

import org.jspecify.annotations.NullMarked;
