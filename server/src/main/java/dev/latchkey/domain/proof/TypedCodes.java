package dev.latchkey.domain.proof;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;

/** Codes of six digits that a person types. */
final class TypedCodes {

  /** Of a sandbox, where nothing is sent (Access contract 1.11). */
  private static final String SANDBOX = "123456";

  private TypedCodes() {}

  static String next(Tenant tenant, Secrets secrets) {
    return tenant.isSandbox() ? SANDBOX : secrets.digits(6);
  }
}
