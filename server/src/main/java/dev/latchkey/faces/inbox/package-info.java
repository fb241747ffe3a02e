/**
 * The development inbox: where messages land when there is no mail server and no SMS provider, and
 * the page that shows them. Not there in production.
 */
@NullMarked
package dev.latchkey.faces.inbox;

import org.jspecify.annotations.NullMarked;
