package dev.latchkey.flows.grants;

import dev.latchkey.domain.token.Access;

/** What an authorize request comes to whose form is in order. */
public sealed interface AuthorizeOutcome {

  /** The client has what it asked for. */
  record Given(Access access) implements AuthorizeOutcome {}

  /** Nobody is there, or not freshly enough. */
  record LoginNeeded() implements AuthorizeOutcome {}

  /** The user has not let that client of another party have all of it. */
  record ConsentNeeded() implements AuthorizeOutcome {}

  /** The policy wants a second factor at this client, which the session does not stand on. */
  record StepUpNeeded() implements AuthorizeOutcome {}
}
