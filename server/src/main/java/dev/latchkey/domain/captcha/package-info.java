/**
 * Whether somebody solved a captcha, as its provider says (contract section 1.16).
 *
 * <p>Knows nothing of what it is asked for.
 */
@NullMarked
package dev.latchkey.domain.captcha;

import org.jspecify.annotations.NullMarked;
