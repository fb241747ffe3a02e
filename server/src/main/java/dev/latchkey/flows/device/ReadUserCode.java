package dev.latchkey.flows.device;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.DeviceCodes;
import dev.latchkey.domain.token.DeviceCodes.Waiting;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a user code stands for, for its user to see before deciding (RFC 8628 section 3.3). */
public final class ReadUserCode {

  /**
   * @param userCode as the device shows it
   * @param reach what the device would get: its scopes, and those that its claims belong to
   */
  public record DeviceRequest(Client client, String userCode, Set<String> reach) {}

  private final Clients clients;
  private final SessionVerifier sessions;
  private final DeviceCodes codes;
  private final UserCodeGuesses guesses;

  public ReadUserCode(
      Clients clients, SessionVerifier sessions, DeviceCodes codes, UserCodeGuesses guesses) {
    this.clients = clients;
    this.sessions = sessions;
    this.codes = codes;
    this.guesses = guesses;
  }

  /**
   * @param userCode as it was typed
   * @param cookie of the browser's session; null when it has none
   * @throws dev.latchkey.domain.error.ApiException {@code LOGIN_REQUIRED}, {@code
   *     INVALID_VERIFICATION_CODE} when no device waits for it, {@code RATE_LIMIT_REACHED}
   */
  public DeviceRequest run(Tenant tenant, String userCode, @Nullable String cookie) {
    LiveSession live =
        Optional.ofNullable(cookie)
            .flatMap(value -> sessions.find(tenant, value))
            .orElseThrow(ApiError.LOGIN_REQUIRED::exception);
    guesses.count(tenant, live.proof());
    Waiting waiting =
        codes.find(tenant, userCode).orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    Client client =
        clients
            .find(tenant.id(), waiting.clientId())
            .filter(found -> found.openid().deviceGrant())
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    return new DeviceRequest(client, waiting.userCode(), waiting.reach());
  }
}
