package dev.latchkey.domain.policy;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.tenant.FactorKind;
import java.util.List;
import java.util.UUID;

/** What the policy says of a login. */
public sealed interface Decision {

  /** Let in. */
  record Granted(Authenticated authenticated) implements Decision {}

  /**
   * Not let in until one of these is shown as well.
   *
   * @param offered what the user has, in the order to offer it; empty when that is a linked device
   *     alone
   */
  record StepUpNeeded(List<FactorKind> offered, UUID profileId) implements Decision {}

  /** Not let in, whatever else is shown. */
  record Denied(ApiError reason, UUID profileId) implements Decision {

    /** The reason, as the caller is told. */
    public ApiException exception() {
      return reason.exception().about(profileId);
    }
  }

  /**
   * The user, or the exception that tells why not.
   *
   * @throws dev.latchkey.domain.error.ApiException of the reason
   */
  default Authenticated orThrow() {
    return switch (this) {
      case Granted granted -> granted.authenticated();
      case StepUpNeeded stepUp ->
          throw ApiError.STEP_UP_REQUIRED.exception().about(stepUp.profileId());
      case Denied denied -> throw denied.exception();
    };
  }
}
