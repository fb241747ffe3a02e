package dev.latchkey.domain.error;

import java.util.List;

/**
 * Every error a caller can see: its type (contract section 1.6), HTTP status, stable message key
 * (1.7) and English description.
 *
 * <p>A released key is never renamed. The text for end users is {@code i18n/errors/<language>.json}
 * under {@link #key()}.
 */
public enum ApiError {
  // invalid_request: what was sent cannot be used
  VALIDATION("invalid_request", 400, "error.validation", "Validation failed"),
  MALFORMED_BODY("invalid_request", 400, "error.body.malformed", "The body cannot be read"),
  BODY_TOO_LARGE("invalid_request", 400, "error.body.tooLarge", "The body is too large"),
  REDIRECT_NOT_ALLOWED(
      "invalid_request", 400, "error.redirect.notAllowed", "URI redirect not allowed"),
  NO_ORIGIN("invalid_request", 400, "error.origin.missing", "No origin or referer retrieved"),
  UNSUPPORTED_RESPONSE_TYPE(
      "invalid_request", 400, "error.responseType.unsupported", "Response type not supported"),
  PKCE_REQUIRED(
      "invalid_request",
      400,
      "error.pkce.required",
      "A code_challenge with method S256 is required"),
  DPOP_PROOF_MISSING(
      "invalid_request", 400, "error.dpop.missing", "This client must show a DPoP proof"),
  ACCESS_TOKEN_MISSING(
      "invalid_request", 401, "error.accessToken.missing", "An access token is required"),
  PASSWORD_POLICY(
      "invalid_request", 400, "error.password.policy", "The password does not meet the policy"),
  SAME_PASSWORD(
      "invalid_request", 400, "error.updateSamePassword", "The new password equals the old one"),
  OLD_PASSWORD_REQUIRED(
      "invalid_request",
      400,
      "error.password.oldRequired",
      "The old password is required to set a new one"),
  SAME_EMAIL("invalid_request", 400, "error.email.same", "The new email equals the current one"),
  EMAIL_NOT_WRITABLE(
      "invalid_request", 400, "error.email.notWritable", "Use update-email to change the email"),
  PHONE_NUMBER_NOT_WRITABLE(
      "invalid_request",
      400,
      "error.phoneNumber.notWritable",
      "Use update-phone-number to change the phone number"),
  CAPTCHA_FAILED("invalid_request", 400, "error.captcha.failed", "The captcha was not solved"),
  LAST_WAY_IN("invalid_request", 400, "error.identity.lastWayIn", "This is the last way to log in"),
  NO_MFA_CREDENTIAL(
      "invalid_request", 400, "error.authn.mfa.noCredential", "No second factor is registered"),
  TRUSTED_DEVICES_OFF(
      "invalid_request", 400, "error.trustedDevices.disabled", "Trusted devices are switched off"),

  INVALID_STATE(
      "invalid_state", 400, "error.flow.state", "The flow is unknown, used up or elsewhere"),

  // invalid_grant: what was shown does not prove enough
  INVALID_EMAIL_OR_PASSWORD(
      "invalid_grant", 401, "error.invalidEmailOrPassword", "Invalid email or password"),
  INVALID_VERIFICATION_CODE(
      "invalid_grant", 401, "error.invalidVerificationCode", "Invalid verification code"),
  INVALID_AUTHORIZATION_CODE(
      "invalid_grant", 401, "error.authorizationCode.invalid", "Invalid authorization code"),
  INVALID_TKN("invalid_grant", 401, "error.tkn.invalid", "Invalid or expired one-time token"),
  INVALID_SIGNUP_TOKEN(
      "invalid_grant", 401, "error.signupToken.invalid", "Invalid or expired signup token"),
  INVALID_CUSTOM_TOKEN(
      "invalid_grant", 401, "error.customToken.invalid", "Invalid or expired custom token"),
  REFRESH_TOKEN_INVALID(
      "invalid_grant", 401, "error.refreshToken.invalid", "Invalid refresh token"),
  REFRESH_TOKEN_REVOKED(
      "invalid_grant", 401, "error.refreshToken.revoked", "The refresh token is revoked"),
  REFRESH_TOKEN_EXPIRED(
      "invalid_grant", 401, "error.refreshToken.expired", "The refresh token is expired"),
  ACCESS_TOKEN_INVALID(
      "invalid_grant", 401, "error.accessToken.invalid", "The access token is invalid or expired"),
  ACCESS_TOKEN_BOUND(
      "invalid_grant",
      401,
      "error.accessToken.bound",
      "The access token is bound to a key and was not shown with it"),
  ACCESS_TOKEN_NOT_FRESH(
      "invalid_grant", 401, "error.accessToken.freshness", "The access token is not fresh enough"),
  STEP_UP_REQUIRED(
      "invalid_grant", 401, "error.authn.mfa.stepup.required", "A second factor is required"),
  SOCIAL_EMAIL_IN_USE(
      "invalid_grant",
      401,
      "error.socialAccountEmailAlreadyInUse",
      "The email of the social account belongs to another profile"),
  SOCIAL_LOGIN_FAILED(
      "invalid_grant", 401, "error.social.failed", "The provider's answer cannot be used"),
  PASSKEY_FAILED("invalid_grant", 401, "error.webauthn.failed", "The passkey was not accepted"),

  AUTHORIZATION_PENDING(
      "authorization_pending", 400, "error.device.pending", "The user has not decided yet"),
  SLOW_DOWN("slow_down", 400, "error.device.slowDown", "Asked too soon: wait five seconds longer"),
  EXPIRED_TOKEN("expired_token", 400, "error.device.expired", "The device code has expired"),
  DEVICE_DENIED("access_denied", 400, "error.device.denied", "The user did not let the device in"),
  INVALID_DEVICE_CODE("invalid_grant", 401, "error.device.invalid", "Invalid device code"),

  INVALID_SCOPE(
      "invalid_scope", 400, "error.scope.invalid", "The client may not ask for this scope"),
  INSUFFICIENT_SCOPE(
      "insufficient_scope", 403, "error.scope.insufficient", "The access token lacks the scope"),

  // access_denied: proven, but not let in
  ACCESS_DENIED("access_denied", 403, "error.access.denied", "Access denied"),
  CONSENT_REQUIRED("access_denied", 403, "error.consentRequired", "The user's consent is required"),
  ACCOUNT_LOCKED(
      "access_denied",
      403,
      "error.accountBlockedAfterMultipleLoginAttempts",
      "The account is locked after too many failed attempts"),
  ACCOUNT_SUSPENDED(
      "access_denied", 403, "error.account.temporarilySuspended", "The account is suspended"),
  PASSWORD_EXPIRED(
      "access_denied", 403, "error.password.expired", "The password must be changed first"),
  UNVERIFIED_LOGIN("access_denied", 403, "error.unverifiedLogin", "The identifier is not verified"),
  LOGIN_FORBIDDEN(
      "access_denied",
      403,
      "error.accessControl.login.forbidden",
      "An access rule forbids the login"),
  INVALID_LOGIN_TYPE(
      "access_denied", 403, "error.invalidLoginType", "This kind of identifier is not allowed"),
  WEBAUTHN_DISABLED(
      "access_denied", 403, "error.webauthn.featureDisabled", "Passkeys are switched off"),
  PRE_EVENT_REFUSED("access_denied", 403, "error.webhook.refused", "A webhook refused the change"),

  ORIGIN_NOT_ALLOWED(
      "origin_not_allowed", 403, "error.origin.notAllowed", "The origin is not registered"),
  IP_ADDRESS_NOT_ALLOWED(
      "ip_address_not_allowed", 403, "error.ipAddress.notAllowed", "The address is not allowed"),

  MISSING_CONFIG("missing_config", 400, "error.config.missing", "The feature is not configured"),
  INVALID_CONFIG("invalid_config", 500, "error.config.invalid", "The configuration is broken"),
  RESOURCE_NOT_FOUND("resource_not_found", 404, "error.resource.notFound", "Not found"),
  METHOD_NOT_ALLOWED("invalid_request", 400, "error.method.notAllowed", "Method not allowed"),
  TEMPORARILY_UNAVAILABLE(
      "temporarily_unavailable", 503, "error.temporarilyUnavailable", "Try again later"),
  SERVER_ERROR("server_error", 500, "error.server", "Unexpected failure"),

  // clients
  INVALID_CLIENT("invalid_client", 401, "error.client.invalid", "Unknown client or wrong secret"),
  UNAUTHORIZED_CLIENT(
      "unauthorized_client", 403, "error.client.unauthorized", "The client may not use this"),
  NOT_FIRST_PARTY(
      "unauthorized_client",
      403,
      "error.client.notFirstParty",
      "Not a first party identity client"),
  UNSUPPORTED_GRANT_TYPE(
      "unsupported_grant_type", 400, "error.grantType.unsupported", "Grant type not supported"),
  UNSUPPORTED_ALGORITHM(
      "unsupported_algorithm", 400, "error.algorithm.unsupported", "Algorithm not supported"),
  INVALID_REQUEST_URI(
      "invalid_request_uri",
      400,
      "error.requestUri.invalid",
      "The request_uri is unknown, expired or used"),
  INVALID_REQUEST_OBJECT(
      "invalid_request_object",
      400,
      "error.requestObject.invalid",
      "The request object is not acceptable"),
  INVALID_TARGET(
      "invalid_target",
      400,
      "error.target.invalid",
      "The client may have no token for this resource"),
  /** OpenID Connect Core section 3.1.2.6. */
  INTERACTION_REQUIRED(
      "interaction_required",
      403,
      "error.authn.mfa.stepup.required",
      "A second factor is required, and nothing may be asked"),
  /** Likewise, where pages could ask; {@link #CONSENT_REQUIRED} where there are none. */
  CONSENT_UNASKED(
      "consent_required",
      403,
      "error.consentRequired",
      "The user's consent is required, and nothing may be asked"),
  UNMET_AUTHENTICATION_REQUIREMENTS(
      "unmet_authentication_requirements",
      403,
      "error.authentication.unmet",
      "The login is not as sure as the client needs it"),
  INVALID_REDIRECT_URI(
      "invalid_redirect_uri",
      400,
      "error.registration.redirectUri",
      "A redirect URI cannot be registered"),
  INVALID_CLIENT_METADATA(
      "invalid_client_metadata",
      400,
      "error.registration.metadata",
      "The client metadata cannot be registered"),
  REGISTRATION_TOKEN_INVALID(
      "invalid_token",
      401,
      "error.registration.token",
      "The token is not one for this registration"),
  TOO_MANY_CLIENTS(
      "access_denied", 403, "error.registration.full", "No more clients can be registered"),
  // RFC 9449 sections 5, 7.1, 8 and 9; 400 at the endpoints that clients authenticate at
  INVALID_DPOP_PROOF(
      "invalid_dpop_proof", 401, "error.dpop.invalid", "The DPoP proof is not acceptable"),
  USE_DPOP_NONCE(
      "use_dpop_nonce", 401, "error.dpop.nonce", "The DPoP proof needs the nonce of the header"),
  LOGIN_REQUIRED("login_required", 401, "error.login.required", "The user must log in"),

  // identifiers that are taken
  EMAIL_ALREADY_EXISTS(
      "email_already_exists", 400, "error.email.alreadyInUse", "Email already in use"),
  PHONE_NUMBER_ALREADY_EXISTS(
      "phone_number_already_exists",
      400,
      "error.phoneNumber.alreadyInUse",
      "Phone number already in use"),
  EXTERNAL_ID_ALREADY_EXISTS(
      "external_id_already_exists",
      400,
      "error.externalId.alreadyInUse",
      "External id already in use"),
  CUSTOM_IDENTIFIER_ALREADY_EXISTS(
      "invalid_request",
      400,
      "error.customIdentifier.alreadyInUse",
      "Custom identifier already in use"),
  LITE_PROFILE_INVALID_IDENTIFIERS(
      "lite_profile_invalid_identifiers",
      400,
      "error.liteProfile.identifiers",
      "No usable identifier, or identifiers of two profiles"),
  LITE_PROFILE_MISSING(
      "lite_profile_missing_profile", 400, "error.liteProfile.missing", "No such lite profile"),

  PASSWORD_TOO_WEAK("password_too_weak", 400, "error.password.tooWeak", "The password is too weak"),
  PASSWORD_BREACHED(
      "password_too_weak",
      400,
      "error.password.breached",
      "The password is on a list of breached passwords"),

  // limits
  RATE_LIMIT_REACHED("rate_limit_reached", 429, "error.rateLimit", "Too many requests"),
  TOO_MANY_ATTEMPTS("rate_limit_reached", 429, "error.tooManyAttempts", "Too many attempts"),

  WEBHOOK_UNREACHABLE(
      "webhook_host_unreachable", 502, "error.webhook.unreachable", "A webhook is not reachable"),
  WEBHOOK_INVALID_RESPONSE(
      "webhook_invalid_response",
      502,
      "error.webhook.invalidResponse",
      "A webhook's answer cannot be used");

  private final String type;
  private final int status;
  private final String key;
  private final String description;

  ApiError(String type, int status, String key, String description) {
    this.type = type;
    this.status = status;
    this.key = key;
    this.description = description;
  }

  /**
   * The {@code error} field: a type of contract section 1.6, of RFC 9101 section 7 or of RFC 9449
   * section 12.2.
   */
  public String type() {
    return type;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The {@code error_message_key} field, also the key of the translated text. */
  public String key() {
    return key;
  }

  /** The {@code error_description} field: English, for developers. */
  public String description() {
    return description;
  }

  /** This error as an exception. */
  public ApiException exception() {
    return new ApiException(this, description, List.of(), null);
  }

  /**
   * This error with a description that says more than the general one; never with a secret or a
   * value of the request.
   */
  public ApiException exception(String description) {
    return new ApiException(this, description, List.of(), null);
  }

  /** This error with the field that it is about. */
  public ApiException exception(FieldError detail) {
    return new ApiException(this, description, List.of(detail), null);
  }

  /** This error with its cause, which goes to the log only. */
  public ApiException causedBy(Throwable cause) {
    return new ApiException(this, description, List.of(), cause);
  }
}
