package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.PasswordlessRequest;
import dev.latchkey.sdk.platform.Pkce;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Contract sections 6.1 and 6.3. */
final class Passwordless implements PasswordlessCommands {

  private final Api api;
  private final Start start;
  private final Tokens tokens;

  Passwordless(Api api, Start start, Tokens tokens) {
    this.api = api;
    this.start = start;
    this.tokens = tokens;
  }

  @Override
  public Command<Void> startPasswordless(
      @Nullable String email, @Nullable String phoneNumber, @Nullable String redirectUrl) {
    return startPasswordless(
        PasswordlessRequest.builder()
            .setEmail(email)
            .setPhoneNumber(phoneNumber)
            .setRedirectUrl(redirectUrl)
            .build());
  }

  @Override
  public Command<Void> startPasswordless(PasswordlessRequest request) {
    Objects.requireNonNull(request, "request");
    String redirectUri =
        request.getRedirectUrl() == null ? api.config().getScheme() : request.getRedirectUrl();
    return api.startTask(exchange -> {
      Pkce pkce = Pkce.create(redirectUri, null);
      exchange.succeed(
          Tokens.withChallenge(WireRequest.post("passwordless/start"), pkce)
              .field("client_id", api.clientId())
              .field("auth_type", request.getEmail() == null ? "sms" : "magic_link")
              .field("email", request.getEmail())
              .field("phone_number", request.getPhoneNumber())
              .field("scope", start.scope(exchange, request.getScope()))
              .field("origin", request.getOrigin()));
      String identifier =
          request.getEmail() == null ? request.getPhoneNumber() : request.getEmail();
      tokens.begun(key(String.valueOf(identifier)), pkce);
    });
  }

  private static String key(String identifier) {
    return "passwordless:" + identifier;
  }

  /** The code is called {@code c} here, as in the vendor's mobile SDK (contract section 6.3). */
  @Override
  public Command<AuthToken> verifyPasswordless(String phoneNumber, String verificationCode) {
    return finish(
        phoneNumber,
        WireRequest.post("passwordless/verify")
            .field("phone_number", phoneNumber)
            .field("c", verificationCode));
  }

  @Override
  public Command<AuthToken> verifyPasswordlessByEmail(String email, String verificationCode) {
    return finish(
        email,
        WireRequest.post("passwordless/verify")
            .field("auth_type", "magic_link")
            .field("email", email)
            .field("verification_code", verificationCode));
  }

  /** A wrong code may be followed by the right one: only then is the login over. */
  private Command<AuthToken> finish(String identifier, WireRequest request) {
    return api.start(exchange -> {
      tokens.known(key(identifier));
      String code = exchange.ask(request).required("code");
      return tokens.redeem(exchange, code, tokens.taken(key(identifier)));
    });
  }
}
