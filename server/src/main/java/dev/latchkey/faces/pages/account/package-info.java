/**
 * {@code /account}: where customers manage everything of theirs. A file a sub-page; each lists what
 * is there, and posts to the flow that the Identity API has for the same change.
 *
 * <p>Who is there, the session's cookie says ({@link dev.latchkey.faces.pages.account.Door}); what
 * it is enough for, the policy. Knows no SQL and no rules of its own.
 */
@NullMarked
package dev.latchkey.faces.pages.account;

import org.jspecify.annotations.NullMarked;
