package dev.latchkey.flows.device;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.DeviceCodes;
import dev.latchkey.domain.token.DeviceCodes.Waiting;
import dev.latchkey.flows.grants.JudgeSession;
import dev.latchkey.flows.grants.JudgeSession.Standing;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which device asks, and what the user who is there is good for at its client: the step that
 * looking and deciding share, with the judgement of an authorize request.
 */
public final class FindDevice {

  /**
   * Who is at the page.
   *
   * @param cookie of the browser's session; null when it has none
   * @param trustedDevice its cookie of a device that needs no second factor; null when it has none
   * @param since when this user was sent to log in for that code; null: was not
   */
  public record Visitor(
      @Nullable String cookie, @Nullable String trustedDevice, @Nullable Instant since) {}

  /**
   * @param live a session, good enough or not; null: there is none
   */
  record Found(Client client, Waiting waiting, @Nullable LiveSession live) {}

  private final Clients clients;
  private final SessionVerifier sessions;
  private final DeviceCodes codes;
  private final UserCodeGuesses guesses;
  private final JudgeSession judge;

  public FindDevice(
      Clients clients,
      SessionVerifier sessions,
      DeviceCodes codes,
      UserCodeGuesses guesses,
      JudgeSession judge) {
    this.clients = clients;
    this.sessions = sessions;
    this.codes = codes;
    this.guesses = guesses;
    this.judge = judge;
  }

  /**
   * @param userCode as it was typed
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE} when no device
   *     waits for it, {@code RATE_LIMIT_REACHED}
   */
  Found run(Tenant tenant, String userCode, Visitor visitor) {
    Optional<LiveSession> live =
        Optional.ofNullable(visitor.cookie()).flatMap(cookie -> sessions.find(tenant, cookie));
    live.ifPresent(session -> guesses.count(tenant, session.proof()));
    Waiting waiting =
        codes.find(tenant, userCode).orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    Client client =
        clients
            .find(tenant.id(), waiting.clientId())
            .filter(found -> StartDevice.isOffered(tenant, found))
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    return new Found(client, waiting, live.orElse(null));
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException what the policy says
   */
  Standing judge(Tenant tenant, Found found, Visitor visitor) {
    if (found.live() == null) {
      return new Standing.LoginNeeded();
    }
    return judge.run(
        tenant,
        found.client(),
        new JudgeSession.Question(
            visitor.cookie(),
            visitor.trustedDevice(),
            found.waiting().wish(),
            false,
            false,
            visitor.since(),
            found.client().openid().defaultMaxAge()),
        found.live());
  }
}
