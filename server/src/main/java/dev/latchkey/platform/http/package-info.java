/**
 * HTTP as the rest of the house sees it: a request, a response, a router of exact paths, a server.
 *
 * <p>The only package that knows the web server library; swapping it touches {@code HttpServer} and
 * {@code HelidonRequest} alone. Knows nothing of identity, tenants or error formats.
 */
@NullMarked
package dev.latchkey.platform.http;

import org.jspecify.annotations.NullMarked;
