package dev.latchkey.flows.passkey;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.PasskeyCeremonies;
import dev.latchkey.domain.proof.PasskeyVerifier;
import dev.latchkey.domain.proof.PasskeyVerifier.Assertion;
import dev.latchkey.domain.proof.PasskeyVerifier.Shown;
import dev.latchkey.domain.proof.TrustedDeviceVerifier;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.risk.Risk;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.flows.grants.LoginRisks;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log in with the passkey that was shown (contract section 9.4). Two round trips; a third for users
 * with second factors on a device that may be trusted, and where the policy asks what is unusual.
 */
public final class FinishPasskeyLogin {

  private static final Logger log = LoggerFactory.getLogger(FinishPasskeyLogin.class);

  /**
   * @param tkn to be redeemed at {@code /oauth/authorize}; or at {@code mfa/stepup}, when a second
   *     factor is required
   */
  public record Result(String tkn, boolean mfaRequired) {}

  private final Db db;
  private final Clients clients;
  private final PasskeyCeremonies ceremonies;
  private final PasskeyVerifier verifier;
  private final TrustedDeviceVerifier trustedDevices;
  private final LoginRisks risks;
  private final LoginPolicy policy;
  private final PushFactors pushFactors;
  private final Passkeys passkeys;
  private final LoginTickets tickets;
  private final LoginRecorder logins;
  private final Events events;

  public FinishPasskeyLogin(
      Db db,
      Clients clients,
      PasskeyCeremonies ceremonies,
      PasskeyVerifier verifier,
      TrustedDeviceVerifier trustedDevices,
      LoginRisks risks,
      LoginPolicy policy,
      PushFactors pushFactors,
      Passkeys passkeys,
      LoginTickets tickets,
      LoginRecorder logins,
      Events events) {
    this.db = db;
    this.clients = clients;
    this.ceremonies = ceremonies;
    this.verifier = verifier;
    this.trustedDevices = trustedDevices;
    this.risks = risks;
    this.policy = policy;
    this.pushFactors = pushFactors;
    this.passkeys = passkeys;
    this.tickets = tickets;
    this.logins = logins;
    this.events = events;
  }

  /**
   * @param trustedDevice the browser's cookie of a device that needs no second factor; null when it
   *     has none
   * @param page whether it is shown on a page of our own, which can have a linked device approve
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}, {@code PASSKEY_FAILED},
   *     {@code ORIGIN_NOT_ALLOWED}, {@code ACCOUNT_SUSPENDED}, {@code UNVERIFIED_LOGIN}
   */
  public Result run(
      Tenant tenant,
      Assertion assertion,
      @Nullable String trustedDevice,
      boolean page,
      Caller caller) {
    return logins.attempt(
        tenant,
        null,
        "webauthn",
        caller,
        () -> logIn(tenant, assertion, trustedDevice, page, caller));
  }

  private Result logIn(
      Tenant tenant,
      Assertion assertion,
      @Nullable String trustedDevice,
      boolean page,
      Caller caller) {
    Shown shown = verifier.shown(tenant, assertion);
    Client client =
        clients
            .find(tenant.id(), shown.ceremony().clientId())
            .orElseThrow(ApiError.INVALID_STATE::exception);
    List<LoginProof> proofs = withTrust(tenant, shown, trustedDevice);
    Risk risk = risks.ofPlace(tenant, client, shown.profile(), caller);
    Decision decision =
        policy.decide(
            tenant,
            client,
            shown.profile(),
            proofs,
            risk.isRisky(),
            () -> page && pushFactors.mayAsk(tenant, shown.profile()));
    if (decision instanceof Decision.Denied denied) {
      throw denied.exception();
    }
    boolean enough = decision instanceof Decision.Granted;

    Changes changes = db.changes();
    ceremonies.finish(changes, tenant, shown.ceremony());
    passkeys.used(changes, tenant, shown);
    if (shown.counterWentBack()) {
      log.warn(
          "The counter of a passkey went back: there may be a copy of it (profile {})",
          shown.profile().id());
      events.record(
          changes,
          tenant,
          caller,
          Event.of(EventType.PASSKEY_COUNTER_WENT_BACK, shown.profile().id(), client.id())
              .with("credential_id", shown.proof().credentialId()));
    }
    risks.record(changes, tenant, client, shown.profile(), risk, decision, caller);
    String tkn = tickets.issue(changes, tenant, client, proofs, enough);
    changes.commit();
    return new Result(tkn, !enough);
  }

  /** A device that needs no second factor is looked up only for users who have one. */
  private List<LoginProof> withTrust(Tenant tenant, Shown shown, @Nullable String cookie) {
    List<LoginProof> proofs = new ArrayList<>();
    proofs.add(shown.proof());
    if (cookie != null && !shown.profile().factors().isEmpty()) {
      trustedDevices.find(tenant, shown.profile().id(), cookie).ifPresent(proofs::add);
    }
    return proofs;
  }
}
