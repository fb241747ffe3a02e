package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LoginMfaConf;
import dev.latchkey.sdk.model.PasswordLoginRequest;
import dev.latchkey.sdk.model.UpdatePasswordRequest;
import dev.latchkey.sdk.model.UpdatePasswordRequest.AccessTokenParams;
import dev.latchkey.sdk.model.UpdatePasswordRequest.EmailParams;
import dev.latchkey.sdk.model.UpdatePasswordRequest.FreshAccessTokenParams;
import dev.latchkey.sdk.model.UpdatePasswordRequest.SmsParams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Contract sections 5.4 and 7. */
final class Passwords implements PasswordCommands {

  private final Api api;
  private final Start start;
  private final Tokens tokens;
  private final StepUps stepUps;

  Passwords(Api api, Start start, Tokens tokens, StepUps stepUps) {
    this.api = api;
    this.start = start;
    this.tokens = tokens;
    this.stepUps = stepUps;
  }

  @Override
  public Command<AuthToken> loginWithPassword(
      String username, String password, @Nullable Collection<String> scope) {
    return loginWithPassword(request(username, password, scope, null));
  }

  @Override
  public Command<AuthToken> loginWithPassword(PasswordLoginRequest request) {
    Objects.requireNonNull(request, "request");
    return api.start(exchange -> logIn(exchange, request));
  }

  /** A user name with an @ is an e-mail address, any other a phone number. */
  static PasswordLoginRequest request(
      String username,
      String password,
      @Nullable Collection<String> scope,
      @Nullable String origin) {
    PasswordLoginRequest.Builder request =
        PasswordLoginRequest.builder()
            .setPassword(password)
            .setScope(scope == null ? null : new ArrayList<>(scope))
            .setOrigin(origin);
    return (username.contains("@") ? request.setEmail(username) : request.setPhoneNumber(username))
        .build();
  }

  AuthToken logIn(Exchange exchange, PasswordLoginRequest request) throws IOException {
    String scope = start.scope(exchange, request.getScope());
    JsonObject answer =
        exchange.ask(
            WireRequest.post("password/login")
                .field("client_id", api.clientId())
                .field("email", request.getEmail())
                .field("phone_number", request.getPhoneNumber())
                .field("custom_identifier", request.getCustomIdentifier())
                .field("password", request.getPassword())
                .field("scope", scope)
                .field("origin", request.getOrigin())
                .withCookies());
    String tkn = answer.required("tkn");
    if (!answer.isTrue("mfa_required")) {
      return tokens.ofTicket(exchange, tkn, scope, request.getOrigin());
    }
    LoginMfaConf mfaConf = request.getMfaConf();
    if (mfaConf == null) {
      throw Failures.of(
          ErrorCode.Unauthorized, "A second factor is asked for, and the login has no mfaConf");
    }
    return stepUps.ofTicket(exchange, tkn, scope, mfaConf.getRedirectUri(), request.getOrigin());
  }

  @Override
  public Command<Void> requestPasswordReset(
      @Nullable String email, @Nullable String redirectUrl, @Nullable String phoneNumber) {
    return requestPasswordReset(email, redirectUrl, phoneNumber, null);
  }

  @Override
  public Command<Void> requestPasswordReset(
      @Nullable String email,
      @Nullable String redirectUrl,
      @Nullable String phoneNumber,
      @Nullable String origin) {
    return message("forgot-password", email, phoneNumber, redirectUrl, origin);
  }

  @Override
  public Command<Void> requestAccountRecovery(
      @Nullable String email, @Nullable String phoneNumber, @Nullable String redirectUrl) {
    return message("account-recovery", email, phoneNumber, redirectUrl, null);
  }

  private Command<Void> message(
      String path,
      @Nullable String email,
      @Nullable String phoneNumber,
      @Nullable String redirectUrl,
      @Nullable String origin) {
    return api.startTask(exchange ->
        exchange.succeed(
            WireRequest.post(path)
                .field("client_id", api.clientId())
                .field("email", email)
                .field("phone_number", phoneNumber)
                .field("redirect_url", redirectUrl)
                .field("origin", origin)));
  }

  @Override
  public Command<Void> updatePassword(UpdatePasswordRequest updatePasswordRequest) {
    WireRequest request =
        WireRequest.post("update-password").field("password", updatePasswordRequest.getPassword());
    if (updatePasswordRequest instanceof FreshAccessTokenParams) {
      request.bearer(((FreshAccessTokenParams) updatePasswordRequest).getFreshAuthToken());
    } else if (updatePasswordRequest instanceof AccessTokenParams) {
      AccessTokenParams params = (AccessTokenParams) updatePasswordRequest;
      request.bearer(params.getAuthToken()).field("old_password", params.getOldPassword());
    } else if (updatePasswordRequest instanceof EmailParams) {
      EmailParams params = (EmailParams) updatePasswordRequest;
      request
          .field("client_id", api.clientId())
          .field("email", params.getEmail())
          .field("verification_code", params.getVerificationCode());
    } else {
      SmsParams params = (SmsParams) updatePasswordRequest;
      request
          .field("client_id", api.clientId())
          .field("phone_number", params.getPhoneNumber())
          .field("verification_code", params.getVerificationCode());
    }
    return api.startTask(exchange -> exchange.succeed(request));
  }
}
