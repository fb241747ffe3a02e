/**
 * A tenant: one company's users, clients and rules, separate from every other tenant's. Read from
 * the configuration, resolved by host name.
 *
 * <p>Knows the settings, not what is done with them.
 */
@NullMarked
package dev.latchkey.domain.tenant;

import org.jspecify.annotations.NullMarked;
