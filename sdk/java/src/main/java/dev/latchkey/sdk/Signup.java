package dev.latchkey.sdk;

import dev.latchkey.sdk.model.ProfileSignupRequest;
import dev.latchkey.sdk.model.SignupRequest;
import dev.latchkey.sdk.model.SignupResponse;
import dev.latchkey.sdk.model.SignupResponse.AchievedLogin;
import dev.latchkey.sdk.model.SignupResponse.AwaitingIdentifierVerification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Contract section 5.2. */
final class Signup implements SignupCommands {

  private final Api api;
  private final Start start;
  private final Tokens tokens;

  Signup(Api api, Start start, Tokens tokens) {
    this.api = api;
    this.start = start;
    this.tokens = tokens;
  }

  @Override
  public Command<SignupResponse> signup(
      ProfileSignupRequest profile, @Nullable Collection<String> scope) {
    return signup(
        SignupRequest.builder()
            .setProfile(profile)
            .setScope(scope == null ? null : new ArrayList<>(scope))
            .build());
  }

  @Override
  public Command<SignupResponse> signup(SignupRequest request) {
    Objects.requireNonNull(request, "request");
    return api.start(exchange -> {
      JsonObject answer =
          exchange.ask(
              WireRequest.post("signup-token")
                  .field("client_id", api.clientId())
                  .field("data", Profiles.write(request.getProfile()))
                  .field("scope", start.scope(exchange, request.getScope()))
                  .field("redirect_url", request.getRedirectUrl())
                  .field("origin", request.getOrigin()));
      return answer.has("access_token")
          ? new AchievedLogin(tokens.read(answer, null))
          : new AwaitingIdentifierVerification();
    });
  }
}
