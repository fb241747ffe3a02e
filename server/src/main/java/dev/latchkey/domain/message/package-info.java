/**
 * Messages to users: what each says in each language, the outbox they wait in, and the senders that
 * carry them.
 *
 * <p>Knows nothing of why a message is sent. A message is written with the change it tells of and
 * sent after it.
 */
@NullMarked
package dev.latchkey.domain.message;

import org.jspecify.annotations.NullMarked;
