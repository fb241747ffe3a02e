package dev.latchkey.flows.grants;

import dev.latchkey.domain.token.Access;

/** How a login ended whose first factor was shown. */
public sealed interface LoginOutcome {

  /** The user is in, and the client has what it asked for. */
  record Given(Access access) implements LoginOutcome {}

  /**
   * The policy wants a second factor.
   *
   * @param tkn good at {@code mfa/stepup}
   */
  record MfaRequired(String tkn) implements LoginOutcome {}
}
