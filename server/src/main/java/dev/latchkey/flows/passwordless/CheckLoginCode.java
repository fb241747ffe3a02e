package dev.latchkey.flows.passwordless;

import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.proof.LoginCodes;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;

/**
 * Say whether a code is right, without using it up: the browser goes on to use it (contract section
 * 6.2). Wrong tries count.
 */
public final class CheckLoginCode {

  private final Db db;
  private final LoginCodes codes;

  public CheckLoginCode(Db db, LoginCodes codes) {
    this.db = db;
    this.codes = codes;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}, {@code
   *     TOO_MANY_ATTEMPTS}
   */
  public void run(Tenant tenant, Identifier identifier, String code) {
    LoginCodes.Returned returned = codes.check(tenant, null, identifier, code);
    Changes changes = db.changes();
    codes.forgive(changes, tenant, returned.proof());
    changes.commit();
  }
}
