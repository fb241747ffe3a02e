package dev.latchkey.flows.access;

import dev.latchkey.domain.credential.PasswordRules;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.Tenant;
import java.util.List;
import java.util.function.Supplier;

/** What stands against a new password, in the words of the Access contract (5.6). */
public final class NewPasswords {

  private final PasswordRules rules;

  public NewPasswords(PasswordRules rules) {
    this.rules = rules;
  }

  /**
   * @param context words that only this user would choose
   * @throws dev.latchkey.domain.error.ConflictException {@code PASSWORD_TOO_…}
   */
  public void require(Tenant tenant, String password, List<String> context) {
    rules
        .flaw(tenant, password, context)
        .ifPresent(flaw -> {
          throw switch (flaw) {
            case TOO_SHORT -> Conflict.PASSWORD_TOO_SHORT.exception();
            case TOO_LONG -> Conflict.PASSWORD_TOO_LONG.exception();
            case COMPOSITION, TOO_WEAK, BREACHED -> Conflict.PASSWORD_TOO_SIMPLE.exception();
          };
        });
  }

  void require(Tenant tenant, String password, Profile profile) {
    require(tenant, password, PasswordRules.context(profile));
  }

  /** Does what sets a password, and tells in those words that it was used before. */
  static <T> T change(Supplier<T> change) {
    try {
      return change.get();
    } catch (ApiException e) {
      if (e.error() == ApiError.SAME_PASSWORD) {
        throw Conflict.PASSWORD_ALREADY_USED.exception();
      }
      throw e;
    }
  }
}
