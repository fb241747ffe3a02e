/**
 * The server's own pages, for users of clients that have none: one frame, one way of telling a form
 * of ours from anybody else's, and a file a page. Everything works without script.
 *
 * <p>{@link dev.latchkey.faces.pages.Pages} stands around every page. A page reads its form, calls
 * the same flow as the Identity API, and says what came of it; templates are in {@code
 * src/main/jte}, escaped where they are compiled.
 */
@NullMarked
package dev.latchkey.faces.pages;

import org.jspecify.annotations.NullMarked;
