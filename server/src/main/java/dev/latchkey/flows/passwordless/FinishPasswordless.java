package dev.latchkey.flows.passwordless;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.IdentifierProof;
import dev.latchkey.domain.proof.LoginCodes;
import dev.latchkey.domain.proof.LoginCodes.Returned;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.TrustedDeviceProof;
import dev.latchkey.domain.proof.TrustedDeviceVerifier;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Access;
import dev.latchkey.flows.grants.GiveAccess;
import dev.latchkey.flows.signup.NewAccount;
import dev.latchkey.flows.verification.ClaimProfile;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Log in with the code or link that was sent (contract sections 6.3 and 6.4). What the client gets
 * is what it asked for at the start. An identifier that is nobody's gets a profile.
 */
public final class FinishPasswordless {

  /**
   * @param clientId null when the caller does not say
   * @param redirectUri null when the caller does not say; else it must be that of the start
   * @param cookie of the browser's session
   * @param trustedDevice its cookie of a device that needs no second factor; null when it has none
   * @param language a catalogue, for messages to a new profile
   */
  public record Input(
      @Nullable String clientId,
      @Nullable String redirectUri,
      @Nullable String cookie,
      @Nullable String trustedDevice,
      String language) {}

  /** How it ended, and what the client had asked for. */
  public sealed interface Result {

    AccessRequest request();

    record Given(AccessRequest request, Access access) implements Result {}

    /**
     * @param tkn good at {@code mfa/stepup}
     */
    record MfaRequired(AccessRequest request, String tkn) implements Result {}
  }

  private final Db db;
  private final Clients clients;
  private final Profiles profiles;
  private final LoginCodes codes;
  private final NewAccount accounts;
  private final ClaimProfile claim;
  private final TrustedDeviceVerifier trustedDevices;
  private final LoginPolicy policy;
  private final LoginTickets tickets;
  private final GiveAccess giveAccess;

  public FinishPasswordless(
      Db db,
      Clients clients,
      Profiles profiles,
      LoginCodes codes,
      NewAccount accounts,
      ClaimProfile claim,
      TrustedDeviceVerifier trustedDevices,
      LoginPolicy policy,
      LoginTickets tickets,
      GiveAccess giveAccess) {
    this.db = db;
    this.clients = clients;
    this.profiles = profiles;
    this.codes = codes;
    this.accounts = accounts;
    this.claim = claim;
    this.trustedDevices = trustedDevices;
    this.policy = policy;
    this.tickets = tickets;
    this.giveAccess = giveAccess;
  }

  /**
   * With a code that was typed.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}, {@code
   *     TOO_MANY_ATTEMPTS}, {@code REDIRECT_NOT_ALLOWED}, {@code ACCESS_DENIED}, {@code
   *     ACCOUNT_SUSPENDED}, {@code UNVERIFIED_LOGIN}
   */
  public Result byCode(
      Tenant tenant, Identifier identifier, String code, Input input, Caller caller) {
    return finish(tenant, codes.check(tenant, input.clientId(), identifier, code), input, caller);
  }

  /** With the link of the mail; as above. */
  public Result byLink(Tenant tenant, String token, Input input, Caller caller) {
    Returned returned =
        codes.byLink(tenant, token).orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    return finish(tenant, returned, input, caller);
  }

  private Result finish(Tenant tenant, Returned returned, Input input, Caller caller) {
    AccessRequest request = returned.request();
    if (input.redirectUri() != null && !input.redirectUri().equals(request.redirectUri())) {
      throw ApiError.REDIRECT_NOT_ALLOWED.exception();
    }
    Client client =
        clients
            .find(tenant.id(), returned.clientId())
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    IdentifierProof proof = returned.proof();
    Changes changes = db.changes();
    codes.consume(changes, tenant, proof);
    Optional<Profile> known = profiles.find(tenant, proof.identifier());
    List<LoginProof> proofs = new ArrayList<>();
    Profile profile;
    if (known.isPresent()) {
      CodeProof code = proof.about(known.get());
      profile = claim.add(changes, tenant, known.get(), code, input.cookie());
      proofs.add(code);
      trust(tenant, profile, input.trustedDevice()).ifPresent(proofs::add);
    } else {
      NewAccount.Created created = create(changes, tenant, client, returned, input, caller);
      profile = created.profile().profile();
      proofs.add(proof.about(profile));
      proofs.add(created.proof());
    }
    Result result =
        switch (policy.decide(tenant, client, profile, proofs)) {
          case Decision.Denied denied -> throw denied.reason().exception();
          case Decision.StepUpNeeded stepUp ->
              new Result.MfaRequired(
                  request, tickets.issue(changes, tenant, client, proofs, false));
          case Decision.Granted granted ->
              new Result.Given(
                  request,
                  give(changes, tenant, client, granted.authenticated(), request, input, caller));
        };
    accounts.commit(changes);
    return result;
  }

  /** A device that needs no second factor is looked up only for users who have one. */
  private Optional<TrustedDeviceProof> trust(
      Tenant tenant, Profile profile, @Nullable String cookie) {
    return cookie == null || profile.factors().isEmpty()
        ? Optional.empty()
        : trustedDevices.find(tenant, profile.id(), cookie);
  }

  private Access give(
      Changes changes,
      Tenant tenant,
      Client client,
      Authenticated user,
      AccessRequest request,
      Input input,
      Caller caller) {
    return giveAccess.toUser(changes, tenant, client, user, request, input.cookie(), caller);
  }

  private NewAccount.Created create(
      Changes changes,
      Tenant tenant,
      Client client,
      Returned returned,
      Input input,
      Caller caller) {
    if (!tenant.passwordless().signup()) {
      throw ApiError.INVALID_VERIFICATION_CODE.exception();
    }
    Identifier shown = returned.proof().identifier();
    ProfileChange data = ProfileParser.parse(Fields.of(returned.data().asObject()), tenant);
    boolean sms = shown.kind() == Identifier.Kind.PHONE_NUMBER;
    ProfileChange wanted =
        new ProfileChange(
            sms ? data.email() : shown,
            sms ? shown : data.phoneNumber(),
            data.customIdentifier(),
            data.attributes(),
            data.customFields(),
            data.consents());
    return accounts.add(
        changes,
        tenant,
        client,
        new NewAccount.Input(wanted, LinkTarget.NONE, input.language()),
        returned.proof(),
        caller);
  }
}
