/**
 * Identity providers of others: what is known of each, how they are asked, and what their answers
 * are worth. A {@link dev.latchkey.domain.provider.VerifiedIdentity} is made here alone, by the
 * code that checked the answer.
 *
 * <p>Does not know profiles: whose an identity is, {@code proof} finds out.
 */
@NullMarked
package dev.latchkey.domain.provider;

import org.jspecify.annotations.NullMarked;
