package dev.latchkey.flows.passwordless;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.KnownProfile;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.LoginCodes;
import dev.latchkey.domain.proof.LoginCodes.Returned;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.grants.DecideLogin;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.flows.signup.NewAccount;
import dev.latchkey.flows.verification.ClaimProfile;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
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
   * @param language a catalogue, for messages to a new profile
   */
  public record Input(
      @Nullable String clientId,
      @Nullable String redirectUri,
      DecideLogin.Browser browser,
      String language) {}

  /** How it ended, and what the client had asked for. */
  public record Result(AccessRequest request, LoginOutcome outcome) {}

  private final Db db;
  private final Clients clients;
  private final Profiles profiles;
  private final LoginCodes codes;
  private final NewAccount accounts;
  private final ClaimProfile claim;
  private final DecideLogin decide;
  private final LoginRecorder logins;

  public FinishPasswordless(
      Db db,
      Clients clients,
      Profiles profiles,
      LoginCodes codes,
      NewAccount accounts,
      ClaimProfile claim,
      DecideLogin decide,
      LoginRecorder logins) {
    this.db = db;
    this.clients = clients;
    this.profiles = profiles;
    this.codes = codes;
    this.accounts = accounts;
    this.claim = claim;
    this.decide = decide;
    this.logins = logins;
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
    return logins.attempt(
        tenant,
        input.clientId(),
        identifier.kind() == Identifier.Kind.PHONE_NUMBER ? "sms" : "magic_link",
        caller,
        () ->
            finish(tenant, codes.check(tenant, input.clientId(), identifier, code), input, caller));
  }

  /** With the link of the mail; as above. */
  public Result byLink(Tenant tenant, String token, Input input, Caller caller) {
    return logins.attempt(
        tenant,
        input.clientId(),
        "magic_link",
        caller,
        () ->
            finish(
                tenant,
                codes
                    .byLink(tenant, token)
                    .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception),
                input,
                caller));
  }

  private Result finish(Tenant tenant, Returned returned, Input input, Caller caller) {
    AccessRequest request = returned.request();
    // A page that logs in for another request does not know where that one goes.
    if (request.pending() == null
        && input.redirectUri() != null
        && !input.redirectUri().equals(request.redirectUri())) {
      throw ApiError.REDIRECT_NOT_ALLOWED.exception();
    }
    Client client =
        clients
            .find(tenant.id(), returned.clientId())
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    Optional<Profile> known = profiles.find(tenant, returned.proof().identifier());
    if (known.isPresent() && !known.get().lite()) {
      return logIn(tenant, client, returned, known.get(), input, caller);
    }
    ProfileChange data = signupData(tenant, returned);
    return accounts.run(
        tenant, data, lite -> signUp(tenant, client, returned, data, lite, input, caller));
  }

  private Result logIn(
      Tenant tenant, Client client, Returned returned, Profile known, Input input, Caller caller) {
    Changes changes = db.changes();
    codes.consume(changes, tenant, returned.proof());
    CodeProof code = returned.proof().about(known);
    Profile profile = claim.add(changes, tenant, known, code, input.browser().session());
    return end(changes, tenant, client, returned.request(), profile, List.of(code), input, caller);
  }

  /** An identifier that is nobody's, or of somebody without an account, gets one. */
  private Result signUp(
      Tenant tenant,
      Client client,
      Returned returned,
      ProfileChange data,
      Optional<KnownProfile> lite,
      Input input,
      Caller caller) {
    Changes changes = db.changes();
    codes.consume(changes, tenant, returned.proof());
    NewAccount.Created created =
        accounts.add(
            changes,
            tenant,
            client,
            new NewAccount.Input(data, LinkTarget.NONE, input.language()),
            returned.proof(),
            lite,
            caller);
    Profile profile = created.profile().profile();
    List<LoginProof> proofs = List.of(returned.proof().about(profile), created.proof());
    return end(changes, tenant, client, returned.request(), profile, proofs, input, caller);
  }

  private Result end(
      Changes changes,
      Tenant tenant,
      Client client,
      AccessRequest request,
      Profile profile,
      List<LoginProof> proofs,
      Input input,
      Caller caller) {
    LoginOutcome outcome =
        decide.run(changes, tenant, client, profile, proofs, request, input.browser(), caller);
    accounts.commit(changes);
    return new Result(request, outcome);
  }

  private static ProfileChange signupData(Tenant tenant, Returned returned) {
    if (!tenant.passwordless().signup()) {
      throw ApiError.INVALID_VERIFICATION_CODE.exception();
    }
    Identifier shown = returned.proof().identifier();
    ProfileChange data = ProfileParser.parse(Fields.of(returned.data().asObject()), tenant);
    boolean sms = shown.kind() == Identifier.Kind.PHONE_NUMBER;
    return new ProfileChange(
        sms ? data.email() : shown,
        sms ? shown : data.phoneNumber(),
        data.customIdentifier(),
        data.attributes(),
        data.customFields(),
        data.consents());
  }
}
