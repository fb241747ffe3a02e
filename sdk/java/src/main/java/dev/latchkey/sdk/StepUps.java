package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.CredentialMfaType;
import dev.latchkey.sdk.model.StartMfaPasswordlessResponse;
import dev.latchkey.sdk.model.StartStepUpFlow;
import dev.latchkey.sdk.platform.Pkce;
import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Being asked for a second factor (contract sections 10.7, 6.1 and 6.3). */
final class StepUps {

  private final Api api;
  private final Start start;
  private final Tokens tokens;

  StepUps(Api api, Start start, Tokens tokens) {
    this.api = api;
    this.start = start;
    this.tokens = tokens;
  }

  /** The login of a user who must show a second factor: nothing but the way to go on. */
  AuthToken ofTicket(
      Exchange exchange,
      String tkn,
      String scope,
      @Nullable String redirectUri,
      @Nullable String origin)
      throws IOException {
    Pkce pkce = pkce(redirectUri);
    JsonObject answer =
        exchange.ask(request(pkce, scope).field("tkn", tkn).field("origin", origin));
    String stepUpToken = answer.required("token");
    api.pkces().save(key(stepUpToken), pkce);
    return AuthToken.builder().setStepUpToken(stepUpToken).setAmr(answer.texts("amr")).build();
  }

  Command<StartMfaPasswordlessResponse> start(
      StartStepUpFlow flow,
      CredentialMfaType authType,
      @Nullable String redirectUri,
      @Nullable Collection<String> scope,
      @Nullable String origin) {
    Objects.requireNonNull(flow, "startStepUpFlow");
    if (authType == CredentialMfaType.other) {
      throw new IllegalArgumentException("There are step-ups by email and sms");
    }
    return api.start(exchange -> {
      AuthToken authToken = flow.getAuthToken();
      String stepUpToken = flow.getStepUpToken();
      Pkce pkce;
      if (authToken != null) {
        pkce = pkce(redirectUri);
        stepUpToken =
            exchange
                .ask(
                    request(pkce, start.scope(exchange, scope))
                        .field("action", flow.getAction())
                        .bearer(authToken))
                .required("token");
      } else {
        pkce = tokens.known(key(String.valueOf(stepUpToken)));
      }
      String challengeId = ask(exchange, String.valueOf(stepUpToken), authType, pkce, origin);
      api.pkces().save(challengeId, pkce);
      return StartMfaPasswordlessResponse.builder().setChallengeId(challengeId).build();
    });
  }

  private String ask(
      Exchange exchange,
      String stepUpToken,
      CredentialMfaType authType,
      Pkce pkce,
      @Nullable String origin)
      throws IOException {
    return exchange
        .ask(
            WireRequest.post("passwordless/start")
                .field("response_type", "code")
                .field("redirect_uri", pkce.getRedirectUri())
                .field("client_id", api.clientId())
                .field("auth_type", authType.name())
                .field("step_up", stepUpToken)
                .field("origin", origin))
        .required("challenge_id");
  }

  Command<AuthToken> end(String challengeId, String verificationCode, boolean trustDevice) {
    return api.start(exchange -> {
      tokens.known(challengeId);
      String code =
          exchange
              .ask(
                  WireRequest.post("passwordless/verify")
                      .field("challenge_id", challengeId)
                      .field("verification_code", verificationCode)
                      .field("trust_device", trustDevice ? true : null))
              .required("code");
      return tokens.redeem(exchange, code, tokens.taken(challengeId));
    });
  }

  private WireRequest request(Pkce pkce, String scope) {
    return Tokens.withChallenge(WireRequest.post("mfa/stepup"), pkce)
        .field("client_id", api.clientId())
        .field("scope", scope);
  }

  private Pkce pkce(@Nullable String redirectUri) {
    return Pkce.create(redirectUri == null ? api.config().getScheme() : redirectUri, null);
  }

  /** The token itself is a secret that stores need not have. */
  private static String key(String stepUpToken) {
    return "step-up:" + Pkce.hash(stepUpToken);
  }
}
