/**
 * What the faces share: finding the tenant and the client of a request, reading its body, saying an
 * error, CORS, cookies, limits by address.
 *
 * <p>Knows HTTP and the lower rooms of the domain; calls no flow.
 */
@NullMarked
package dev.latchkey.faces.web;

import org.jspecify.annotations.NullMarked;
