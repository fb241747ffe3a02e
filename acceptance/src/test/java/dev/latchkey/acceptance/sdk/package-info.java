/**
 * The client SDKs. For the JVM: each command and each failure that the contract names, against the
 * running server. For browsers: how its files reach a page, and that they are what its sources
 * build.
 */
@NullMarked
package dev.latchkey.acceptance.sdk;

import org.jspecify.annotations.NullMarked;
