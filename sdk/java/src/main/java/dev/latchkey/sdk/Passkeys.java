package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.CredentialType;
import dev.latchkey.sdk.model.DeviceCredential;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.ProfileWebAuthnSignupRequest;
import dev.latchkey.sdk.model.SignupResponse;
import dev.latchkey.sdk.model.SignupResponse.AchievedLogin;
import dev.latchkey.sdk.model.SignupResponse.AwaitingIdentifierVerification;
import dev.latchkey.sdk.model.WebAuthnLoginRequest;
import dev.latchkey.sdk.platform.PasskeyAuthenticator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Contract section 9. */
final class Passkeys implements PasskeyCommands {

  private static final String REGISTRATION = "webauthn/registration";

  private final Api api;
  private final Start start;
  private final Tokens tokens;
  private final Passwords passwords;
  private final @Nullable PasskeyAuthenticator authenticator;
  private final String device;

  Passkeys(
      Api api,
      Start start,
      Tokens tokens,
      Passwords passwords,
      @Nullable PasskeyAuthenticator authenticator,
      String device) {
    this.api = api;
    this.start = start;
    this.tokens = tokens;
    this.passwords = passwords;
    this.authenticator = authenticator;
    this.device = device;
  }

  // --- signing up
  // -----------------------------------------------------------------------------------

  @Override
  public Command<SignupResponse> signupWithPasskey(
      ProfileWebAuthnSignupRequest profile,
      @Nullable String friendlyName,
      @Nullable Collection<String> scope,
      @Nullable String origin) {
    return signUp(profile, null, friendlyName, scope, origin);
  }

  @Override
  public Command<SignupResponse> signupWithWebAuthn(
      ProfileWebAuthnSignupRequest profile,
      String originWebauthn,
      @Nullable String friendlyName,
      @Nullable String origin) {
    return signUp(profile, originWebauthn, friendlyName, null, origin);
  }

  private Command<SignupResponse> signUp(
      ProfileWebAuthnSignupRequest profile,
      @Nullable String originWebauthn,
      @Nullable String friendlyName,
      @Nullable Collection<String> scope,
      @Nullable String origin) {
    Objects.requireNonNull(profile, "profile");
    return api.start(exchange -> {
      String wanted = start.scope(exchange, scope);
      JsonObject options =
          exchange.ask(
              WireRequest.post("webauthn/signup-options")
                  .query("origin", origin)
                  .field("origin", origin(originWebauthn))
                  .field("client_id", api.clientId())
                  .field("friendly_name", name(friendlyName))
                  .field("profile", Profiles.write(profile))
                  .field("scope", wanted));
      JsonObject answer =
          exchange.ask(
              WireRequest.post("webauthn/signup")
                  .query("origin", origin)
                  .field("webauthn_id", WebAuthnJson.userId(options))
                  .field("public_key_credential", create(exchange, options).fields()));
      return answer.has("tkn")
          ? new AchievedLogin(tokens.ofTicket(exchange, answer.required("tkn"), wanted, origin))
          : new AwaitingIdentifierVerification();
    });
  }

  // --- logging in
  // -----------------------------------------------------------------------------------

  @Override
  public Command<AuthToken> loginWithPasskey(
      WebAuthnLoginRequest loginRequest,
      @Nullable Collection<String> scope,
      @Nullable String origin) {
    return logIn(
        loginRequest,
        scope == null ? loginRequest.getScope() : scope,
        origin,
        EnumSet.of(CredentialType.Passkey));
  }

  @Override
  public Command<AuthToken> loginWithWebAuthn(
      WebAuthnLoginRequest loginRequest, @Nullable String origin) {
    return loginWithPasskey(loginRequest, null, origin);
  }

  @Override
  public Command<AuthToken> discoverableLogin(
      @Nullable Collection<String> scope,
      @Nullable String origin,
      Set<CredentialType> requestCredentialTypes) {
    return logIn(
        WebAuthnLoginRequest.builder().build(),
        scope,
        origin,
        EnumSet.copyOf(requestCredentialTypes));
  }

  private Command<AuthToken> logIn(
      WebAuthnLoginRequest request,
      @Nullable Collection<String> scope,
      @Nullable String origin,
      Set<CredentialType> types) {
    return api.start(exchange -> {
      String wanted = start.scope(exchange, scope);
      JsonObject options =
          exchange.ask(
              WireRequest.post("webauthn/authentication-options")
                  .field("client_id", api.clientId())
                  .field("origin", origin(request.getOrigin()))
                  .field("scope", wanted)
                  .field("email", request.getEmail())
                  .field("phone_number", request.getPhoneNumber()));
      PasskeyAuthenticator.Chosen chosen =
          ceremony(exchange, authenticator().get(WebAuthnJson.request(options), types));
      if (chosen.getPasskey() == null) {
        return passwords.logIn(
            exchange,
            Passwords.request(
                String.valueOf(chosen.getUsername()),
                String.valueOf(chosen.getPassword()),
                scope,
                origin));
      }
      JsonObject answer =
          exchange.ask(
              WireRequest.post("webauthn/authentication")
                  .query("origin", origin)
                  .fields(WebAuthnJson.authentication(chosen.getPasskey())));
      return tokens.ofTicket(exchange, answer.required("tkn"), wanted, origin);
    });
  }

  // --- the user's passkeys
  // --------------------------------------------------------------------------

  @Override
  public Command<Void> registerNewPasskey(AuthToken authToken, @Nullable String friendlyName) {
    return register(authToken, null, friendlyName);
  }

  @Override
  public Command<Void> addNewWebAuthnDevice(
      AuthToken authToken, String originWebauthn, @Nullable String friendlyName) {
    return register(authToken, originWebauthn, friendlyName);
  }

  private Command<Void> register(
      AuthToken authToken, @Nullable String originWebauthn, @Nullable String friendlyName) {
    return api.startTask(exchange -> {
      JsonObject options =
          exchange.ask(
              WireRequest.post("webauthn/registration-options")
                  .field("origin", origin(originWebauthn))
                  .field("friendly_name", name(friendlyName))
                  .bearer(authToken));
      exchange.succeed(
          WireRequest.post(REGISTRATION)
              .fields(create(exchange, options).fields())
              .bearer(authToken));
    });
  }

  @Override
  public Command<List<DeviceCredential>> listWebAuthnDevices(AuthToken authToken) {
    return api.start(exchange -> {
      List<DeviceCredential> devices = new ArrayList<>();
      Answer answer = exchange.succeed(WireRequest.get(REGISTRATION).bearer(authToken));
      for (JsonObject device : Json.objects(answer.body())) {
        devices.add(
            DeviceCredential.builder()
                .setId(device.required("id"))
                .setFriendlyName(device.text("friendly_name"))
                .setCreatedAt(device.text("created_at"))
                .setLastUsedAt(device.text("last_used_at"))
                .setAaguid(device.text("aaguid"))
                .build());
      }
      return Collections.unmodifiableList(devices);
    });
  }

  @Override
  public Command<Void> removeWebAuthnDevice(AuthToken authToken, String deviceId) {
    WireRequest request =
        WireRequest.delete(REGISTRATION + "/" + Paths.segment(deviceId)).bearer(authToken);
    return api.startTask(exchange -> exchange.succeed(request));
  }

  @Override
  public Command<Void> resetPasskeys(
      @Nullable String email,
      @Nullable String phoneNumber,
      @Nullable String friendlyName,
      String verificationCode) {
    return api.startTask(exchange -> {
      JsonObject options =
          exchange.ask(
              recovery("webauthn/reset-options", email, phoneNumber, verificationCode)
                  .field("friendly_name", name(friendlyName))
                  .field("origin", origin(null)));
      exchange.succeed(
          recovery("webauthn/reset", email, phoneNumber, verificationCode)
              .field("public_key_credential", create(exchange, options).fields()));
    });
  }

  private WireRequest recovery(
      String path, @Nullable String email, @Nullable String phoneNumber, String verificationCode) {
    return WireRequest.post(path)
        .field("client_id", api.clientId())
        .field("email", email)
        .field("phone_number", phoneNumber)
        .field("verification_code", verificationCode);
  }

  // --- the ceremony
  // ---------------------------------------------------------------------------------

  private JsonObject create(Exchange exchange, JsonObject options) throws IOException {
    return WebAuthnJson.registration(
        ceremony(exchange, authenticator().create(WebAuthnJson.creation(options))));
  }

  private static <T> T ceremony(Exchange exchange, CompletionStage<T> stage) {
    try {
      return exchange.await(stage);
    } catch (CancellationException e) {
      throw canceled(e);
    } catch (LatchkeyException e) {
      throw e.getError().getException() instanceof CancellationException ? canceled(e) : e;
    }
  }

  private static LatchkeyException canceled(Exception cause) {
    return new LatchkeyException(
        new LatchkeyError(
            "The user gave up", ErrorCode.WebauthnActionCanceled.getCode(), cause, null));
  }

  private PasskeyAuthenticator authenticator() {
    if (authenticator == null) {
      throw Failures.of(ErrorCode.NotImplemented, "The client has no passkeyAuthenticator");
    }
    return authenticator;
  }

  private String origin(@Nullable String given) {
    String origin = given == null ? api.config().getOriginWebAuthn() : given;
    if (origin == null) {
      throw Failures.of(ErrorCode.BadRequest, "The configuration has no originWebAuthn");
    }
    return origin;
  }

  private String name(@Nullable String friendlyName) {
    return friendlyName == null ? device : friendlyName;
  }
}
