/**
 * What the plans of the OpenID Foundation's conformance suite for an OpenID provider ask for, one
 * test for each of their modules: the page {@code docs/conformance.md} says which.
 *
 * <p>Knows the server from outside alone: its metadata, its hosted pages, its endpoints. Tokens are
 * checked by a client library that is not ours.
 */
@NullMarked
package dev.latchkey.acceptance.conformance;

import org.jspecify.annotations.NullMarked;
