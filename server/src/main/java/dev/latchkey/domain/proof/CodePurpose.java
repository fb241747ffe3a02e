package dev.latchkey.domain.proof;

import java.util.Locale;

/** What a code is sent for. A code of one purpose is worth nothing for another. */
public enum CodePurpose {
  /** The first factor of a login, to an address or number that may be nobody's yet. */
  LOGIN,
  /** The second factor of a login. */
  SECOND_FACTOR,
  /** To have an address or number as a second factor from now on. */
  REGISTER_FACTOR,
  PASSWORD_RESET,
  /** New passkeys, or a new password, for a user who has lost what opened the account. */
  ACCOUNT_RECOVERY,
  VERIFY_EMAIL,
  VERIFY_PHONE_NUMBER,
  /** To an address that is to take the place of the profile's verified one. */
  CHANGE_EMAIL,
  /** To a number that is to take the place of the profile's verified one. */
  CHANGE_PHONE_NUMBER,
  /** To say yes once more to what was agreed to with the address. */
  CONSENT,
  /** To make an account of a lite profile. */
  INVITATION,
  /** To a user whom somebody else of the organisation made, for the first password. */
  USER_INVITE;

  static CodePurpose of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
