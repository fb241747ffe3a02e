package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Acr;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.proof.TrustedDeviceVerifier;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.tenant.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the browser's session is good for at a client that asks for its user: the one judgement of
 * authorize requests and of devices. The account page, which nobody asks for, has {@link
 * dev.latchkey.flows.login.EnterAccount}.
 */
public final class JudgeSession {

  /**
   * @param cookie of the browser's session
   * @param trustedDevice its cookie of a device that needs no second factor; null when it has none
   * @param wish what the client asks for
   * @param fresh whether a session of before is not enough ({@code prompt=login})
   * @param silent whether nothing more can be asked of the user
   * @param since when it was first asked, if the user was sent to a login page: a session opened
   *     after that is fresh; null: it is asked now
   * @param maxAge the oldest login that is enough; null: any
   */
  public record Question(
      @Nullable String cookie,
      @Nullable String trustedDevice,
      OpenIdWish wish,
      boolean fresh,
      boolean silent,
      @Nullable Instant since,
      @Nullable Duration maxAge) {}

  /** The judgement. */
  public sealed interface Standing {

    /** Nobody is there, or not freshly enough. */
    record LoginNeeded() implements Standing {}

    /** The policy or the client wants a second factor, which one of our pages can ask for. */
    record StepUpNeeded() implements Standing {}

    /** Good at this client; what it is let have is not asked here. */
    record Good(LiveSession live, Authenticated user, String cookie) implements Standing {}
  }

  private final SessionVerifier verifier;
  private final TrustedDeviceVerifier trustedDevices;
  private final LoginPolicy policy;
  private final PushFactors pushFactors;
  private final InstantSource clock;

  public JudgeSession(
      SessionVerifier verifier,
      TrustedDeviceVerifier trustedDevices,
      LoginPolicy policy,
      PushFactors pushFactors,
      InstantSource clock) {
    this.verifier = verifier;
    this.trustedDevices = trustedDevices;
    this.policy = policy;
    this.pushFactors = pushFactors;
    this.clock = clock;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException what the policy says; {@code STEP_UP_REQUIRED}
   *     where no page of ours could ask for the second factor
   */
  public Standing run(Tenant tenant, Client client, Question question) {
    String cookie = question.cookie();
    if (cookie == null || mustBeNew(client, question) && question.since() == null) {
      return new Standing.LoginNeeded();
    }
    Optional<LiveSession> found = verifier.find(tenant, cookie);
    return found.isEmpty()
        ? new Standing.LoginNeeded()
        : run(tenant, client, question, found.get());
  }

  /**
   * As above, where the session was looked up before.
   *
   * @param live the session of the question's cookie
   */
  public Standing run(Tenant tenant, Client client, Question question, LiveSession live) {
    String cookie = Objects.requireNonNull(question.cookie(), "a session is found by its cookie");
    if (!isFreshEnough(live, client, question)
        || !isYoungEnough(live, question)
        || !question.wish().isFor(live.proof().profileId())) {
      return new Standing.LoginNeeded();
    }
    boolean ours = SendToLogin.isOurs(tenant, client);
    if (wantsMore(live, question)) {
      if (ours && hasFurtherFactor(tenant, live, true)) {
        return new Standing.StepUpNeeded();
      }
      if (isWorthAnother(tenant, live, question)) {
        return new Standing.LoginNeeded();
      }
    }
    Profile profile = live.details().profile();
    Decision decision =
        policy.decide(
            tenant,
            client,
            profile,
            trustedDevices.besideSession(tenant, live, question.trustedDevice()),
            false,
            () -> ours && pushFactors.mayAsk(tenant, profile));
    return switch (decision) {
      case Decision.Denied denied -> throw denied.exception();
      case Decision.StepUpNeeded stepUp when ours -> new Standing.StepUpNeeded();
      case Decision.StepUpNeeded stepUp ->
          throw ApiError.STEP_UP_REQUIRED.exception().about(stepUp.profileId());
      case Decision.Granted granted -> new Standing.Good(live, granted.authenticated(), cookie);
    };
  }

  /** Without single sign-on a client gets in by no session but one that was opened for it. */
  private static boolean mustBeNew(Client client, Question question) {
    return question.fresh() || client.isFirstParty() && !client.sso();
  }

  private static boolean isFreshEnough(LiveSession live, Client client, Question question) {
    return !mustBeNew(client, question) || isOfThisRequest(live, question);
  }

  /** Whether the user logged in since it was first asked. */
  private static boolean isOfThisRequest(LiveSession live, Question question) {
    return question.since() != null && live.proof().authTime().isAfter(question.since());
  }

  /** {@code max_age=0} wants a new login as {@code prompt=login} does. */
  private boolean isYoungEnough(LiveSession live, Question question) {
    Duration maxAge = question.maxAge();
    return maxAge == null
        || isOfThisRequest(live, question)
        || live.proof().authTime().plus(maxAge).isAfter(clock.instant());
  }

  /**
   * Whether the client prefers a further factor, and the user can be asked. What is essential is
   * for {@link MeetWish} to insist on.
   */
  private static boolean wantsMore(LiveSession live, Question question) {
    return !question.silent() && question.wish().wantsMoreThan(Acr.of(live.proof().amr()));
  }

  /** Whether the user could show more in another login, and has not just logged in. */
  private boolean isWorthAnother(Tenant tenant, LiveSession live, Question question) {
    return !isOfThisRequest(live, question)
        && (live.details().hasPasskey() || hasFurtherFactor(tenant, live, false));
  }

  /**
   * @param ours whether our own pages would ask: they take a device's approval, too
   */
  private boolean hasFurtherFactor(Tenant tenant, LiveSession live, boolean ours) {
    Profile profile = live.details().profile();
    return !policy.furtherFactors(tenant, profile, List.of(live.proof())).isEmpty()
        || ours && pushFactors.mayAsk(tenant, profile);
  }
}
