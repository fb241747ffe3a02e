package dev.latchkey.flows.push;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.proof.PushProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.webhook.AccessNotices;
import dev.latchkey.flows.access.ChallengeEnds;
import dev.latchkey.flows.access.OpenAccess;
import dev.latchkey.platform.db.Changes;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The user is logged in, with two factors at once: the client hears the token by its webhook
 * (Access API contract section 5.5).
 */
public final class LoginApproval implements Approval {

  private final Clients clients;
  private final Profiles profiles;
  private final LoginPolicy policy;
  private final Challenges challenges;
  private final OpenAccess openAccess;
  private final ChallengeEnds ends;
  private final AccessNotices notices;

  public LoginApproval(
      Clients clients,
      Profiles profiles,
      LoginPolicy policy,
      Challenges challenges,
      OpenAccess openAccess,
      ChallengeEnds ends,
      AccessNotices notices) {
    this.clients = clients;
    this.profiles = profiles;
    this.policy = policy;
    this.challenges = challenges;
    this.openAccess = openAccess;
    this.ends = ends;
    this.notices = notices;
  }

  @Override
  public void approved(
      Changes changes, Tenant tenant, Challenge challenge, PushProof proof, From from) {
    Client client =
        clients
            .find(tenant.id(), challenge.clientId())
            .orElseThrow(ApiError.INVALID_STATE::exception);
    Profile profile =
        profiles.find(tenant, challenge.profileId()).orElseThrow(ApiError.INVALID_STATE::exception);
    var user = policy.decide(tenant, client, profile, List.of(proof)).orThrow();
    PushQuestion question = PushQuestion.of(challenge);
    List<Membership> identities =
        wantedFirst(openAccess.identities(tenant, profile), challenge.organisationId());
    challenges.verify(changes, tenant, challenge);
    // The session is where it was begun, not where it was approved.
    Caller begun =
        new Caller(
            question.ip(),
            question.userAgent(),
            from.caller().correlationId(),
            "",
            from.caller().host());
    OpenAccess.Login login = openAccess.toUser(changes, tenant, client, user, identities, begun);
    notices.loggedIn(
        changes, tenant, challenge, login.membership().organisationId(), login.token());
  }

  private static List<Membership> wantedFirst(
      List<Membership> identities, @Nullable UUID organisationId) {
    return identities.stream()
        .sorted(
            Comparator.comparing(membership -> !membership.organisationId().equals(organisationId)))
        .toList();
  }

  @Override
  public void unanswered(
      Changes changes, Tenant tenant, Challenge challenge, ChallengeState state) {
    ends.unanswered(changes, tenant, challenge, state);
  }
}
