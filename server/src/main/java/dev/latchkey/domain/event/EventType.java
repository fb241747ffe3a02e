package dev.latchkey.domain.event;

import java.util.Locale;

/** The types of the event log (contract section 11.4). */
public enum EventType {
  LOGIN,
  LOGIN_FAILED,
  LOGIN_2ND_STEP,
  MFA_TRUSTED_DEVICE_ADDED,
  LOGOUT,
  SIGNUP,
  USER_UPDATED,
  EMAIL_UPDATED,
  EMAIL_VERIFIED,
  PHONE_NUMBER_UPDATED,
  PHONE_NUMBER_VERIFIED,
  PASSWORD_RESET_REQUESTED,
  ACCOUNT_RECOVERY_REQUESTED,
  PASSWORD_CHANGED,
  PASSWORD_RESET,
  PROFILE_LOCKOUT,
  OTP_SENT,
  REFRESH_TOKEN_REUSED,
  AUTHORIZATION_CODE_REUSED,
  TOKENS_REVOKED;

  /** The name on the wire and in the database. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
