package dev.latchkey.faces.web;

/** Endpoints that are counted together, for each client address (contract section 1.16). */
public enum RateClass {
  /** Not counted: what anybody may read, and what a token or session is needed for. */
  NONE,
  TOKEN,
  LOGIN,
  /** The way to another identity provider, and its ID tokens. */
  PROVIDER,
  /** The way to a client's own login page. */
  LOGIN_PAGE,
  /** An authorization request that is to be fetched: each is a call to the client's site. */
  FETCHED_REQUEST,
  /** An authorization request that a client pushes: each leaves a row. */
  PUSHED_REQUEST,
  /** A device that begins to wait for its user: each leaves a row. */
  DEVICE_AUTHORIZATION,
  /** What the user of such a device types. */
  USER_CODE,
  /** A client that registers itself, or something else: each leaves a row, or makes a call. */
  REGISTRATION,
  SIGNUP,
  LITE_REGISTRATION,
  PASSWORD_RESET,
  PASSWORD_STRENGTH,
  PASSWORDLESS,
  PASSKEY_OPTIONS,
  PASSKEY,
  /** What a device shows: a linking code, a signature. */
  DEVICE,
  VERIFICATION_CODE,
  /** What has a code or link sent to an address or number of the user. */
  VERIFICATION_MESSAGE,
  VERIFICATION_LINK
}
