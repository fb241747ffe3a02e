package dev.latchkey.domain.policy;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.FactorKind;
import java.util.List;

/** What the policy says of a login. */
public sealed interface Decision {

  /** Let in. */
  record Granted(Authenticated authenticated) implements Decision {}

  /**
   * Not let in until one of these is shown as well.
   *
   * @param offered what the user has, in the order to offer it; at least one
   */
  record StepUpNeeded(List<FactorKind> offered) implements Decision {}

  /** Not let in, whatever else is shown. */
  record Denied(ApiError reason) implements Decision {}

  /**
   * The user, or the exception that tells why not.
   *
   * @throws dev.latchkey.domain.error.ApiException of the reason
   */
  default Authenticated orThrow() {
    return switch (this) {
      case Granted granted -> granted.authenticated();
      case StepUpNeeded stepUp -> throw ApiError.STEP_UP_REQUIRED.exception();
      case Denied denied -> throw denied.reason().exception();
    };
  }
}
