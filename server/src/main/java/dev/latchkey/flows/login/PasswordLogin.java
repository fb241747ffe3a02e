package dev.latchkey.flows.login;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.PasswordRules;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.device.KnownDevices;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.LoginGuard;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.PasswordVerifier;
import dev.latchkey.domain.proof.PasswordVerifier.Match;
import dev.latchkey.domain.proof.TrustedDeviceVerifier;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.grants.LoginRisks;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Log in with a password (contract section 5.4). Two round trips and a hash; a third on a device
 * that the user has not logged in on before, or that the user trusts.
 */
public final class PasswordLogin {

  /**
   * @param device the browser's device id; null when it has none
   * @param trustedDevice its cookie of a device that needs no second factor; null when it has none
   * @param browser whether a browser is there to keep cookies
   * @param page whether it is typed on a page of our own, which can have a linked device approve
   */
  public record Input(
      Identifier identifier,
      String password,
      @Nullable String device,
      @Nullable String trustedDevice,
      boolean browser,
      boolean page) {}

  /**
   * @param tkn to be redeemed at {@code /oauth/authorize}; or at {@code mfa/stepup}, when a second
   *     factor is required
   * @param device the id to keep in the browser; null when there is none to keep
   */
  public record Result(String tkn, boolean mfaRequired, @Nullable String device) {}

  private final Db db;
  private final PasswordVerifier verifier;
  private final LoginPolicy policy;
  private final PushFactors pushFactors;
  private final LoginGuard guard;
  private final LoginTickets tickets;
  private final PasswordRules rules;
  private final Passwords passwords;
  private final KnownDevices devices;
  private final TrustedDeviceVerifier trustedDevices;
  private final LoginRisks risks;
  private final Events events;

  public PasswordLogin(
      Db db,
      PasswordVerifier verifier,
      LoginPolicy policy,
      PushFactors pushFactors,
      LoginGuard guard,
      LoginTickets tickets,
      PasswordRules rules,
      Passwords passwords,
      KnownDevices devices,
      TrustedDeviceVerifier trustedDevices,
      LoginRisks risks,
      Events events) {
    this.db = db;
    this.verifier = verifier;
    this.policy = policy;
    this.pushFactors = pushFactors;
    this.guard = guard;
    this.tickets = tickets;
    this.rules = rules;
    this.passwords = passwords;
    this.devices = devices;
    this.trustedDevices = trustedDevices;
    this.risks = risks;
    this.events = events;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_LOGIN_TYPE}, {@code
   *     INVALID_EMAIL_OR_PASSWORD}, {@code ACCOUNT_LOCKED}, {@code ACCOUNT_SUSPENDED}, {@code
   *     UNVERIFIED_LOGIN}
   */
  public Result run(Tenant tenant, Client client, Input input, Caller caller) {
    if (!LoginPolicy.isAllowed(tenant, input.identifier().kind())) {
      throw ApiError.INVALID_LOGIN_TYPE.exception(
          "Login with " + input.identifier().kind().field() + " is not allowed");
    }
    Match match =
        verifier.verify(
            tenant, client.id(), input.identifier(), input.password(), input.device(), caller);
    List<LoginProof> proofs = withTrust(tenant, match, input.trustedDevice());
    Decision decision =
        policy.decide(
            tenant,
            client,
            match.profile(),
            proofs,
            match.risk().isRisky(),
            () -> input.page() && pushFactors.mayAsk(tenant, match.profile()));
    if (decision instanceof Decision.Denied denied) {
      Changes refusal = db.changes();
      events.record(
          refusal,
          tenant,
          caller,
          Event.of(EventType.LOGIN_FAILED, match.profile().id(), client.id())
              .by(match.proof().authType())
              .with("identifier_type", input.identifier().kind().field())
              .with("rule", denied.reason().key()));
      refusal.commit();
      throw denied.exception();
    }
    boolean enough = decision instanceof Decision.Granted;

    // Before the second factor nobody's count starts anew, and no device becomes the user's: a
    // guessed password alone must not make the next try look usual.
    boolean newDevice = enough && input.browser() && !match.knownDevice();
    Changes changes = db.changes();
    if (newDevice) {
      // All or nothing: a right guess that the lock overtook must not make the guesser's device one
      // of the user's (attack class 9).
      guard.requireUnlocked(changes, tenant, match.guard());
    }
    String tkn =
        tickets.issueUnlessLocked(
            changes, tenant, client, match.proof(), proofs, enough, match.guard());
    if (enough) {
      guard.succeeded(changes, tenant, match.guard());
    }
    if (match.rehash()) {
      passwords.rehash(changes, tenant, match.proof(), rules.rehash(input.password()));
    }
    String device = input.device();
    if (newDevice) {
      device = devices.remember(changes, tenant, match.profile().id(), device);
    }
    risks.record(changes, tenant, client, match.profile(), match.risk(), decision, caller);
    changes.commit();
    return new Result(tkn, !enough, input.browser() ? device : null);
  }

  /** A device that needs no second factor is looked up only when one may be asked for. */
  private List<LoginProof> withTrust(Tenant tenant, Match match, @Nullable String cookie) {
    List<LoginProof> proofs = new ArrayList<>();
    proofs.add(match.proof());
    if (cookie != null && (match.risk().isRisky() || !match.profile().factors().isEmpty())) {
      trustedDevices.find(tenant, match.profile().id(), cookie).ifPresent(proofs::add);
    }
    return proofs;
  }
}
