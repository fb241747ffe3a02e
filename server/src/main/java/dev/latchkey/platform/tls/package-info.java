/**
 * Certificates for serving TLS: the operator's own from PEM files, or a self-signed one made on
 * first use. Owns what makes a certificate usable and how its files are kept. Knows nothing of the
 * server that uses them.
 */
@NullMarked
package dev.latchkey.platform.tls;

import org.jspecify.annotations.NullMarked;
