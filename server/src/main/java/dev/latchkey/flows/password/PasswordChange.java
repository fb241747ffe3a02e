package dev.latchkey.flows.password;

import dev.latchkey.domain.credential.NewPassword;
import dev.latchkey.domain.credential.PasswordRules;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.device.TrustedDevices;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.PasswordPermit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.StepUps;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.platform.db.Changes;
import org.jspecify.annotations.Nullable;

/**
 * What every change of a password does once it is permitted: the rules, the new hash, the end of
 * all other sessions and tokens and of what could become one, and a notice to the owner (contract
 * section 7.2).
 */
public final class PasswordChange {

  private final PasswordRules rules;
  private final Passwords passwords;
  private final LoginTickets tickets;
  private final StepUps stepUps;
  private final VerificationCodes codes;
  private final TrustedDevices trustedDevices;
  private final Sessions sessions;
  private final Grants grants;
  private final Events events;
  private final Outbox outbox;

  public PasswordChange(
      PasswordRules rules,
      Passwords passwords,
      LoginTickets tickets,
      StepUps stepUps,
      VerificationCodes codes,
      TrustedDevices trustedDevices,
      Sessions sessions,
      Grants grants,
      Events events,
      Outbox outbox) {
    this.rules = rules;
    this.passwords = passwords;
    this.tickets = tickets;
    this.stepUps = stepUps;
    this.codes = codes;
    this.trustedDevices = trustedDevices;
    this.sessions = sessions;
    this.grants = grants;
    this.events = events;
    this.outbox = outbox;
  }

  /**
   * Adds the change.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code PASSWORD_…}, {@code SAME_PASSWORD}: as
   *     now, or as one of the last that the tenant minds
   */
  public void add(
      Changes changes,
      Tenant tenant,
      PasswordPermit permit,
      Profile profile,
      String password,
      EventType type,
      @Nullable String clientId,
      String language,
      Caller caller) {
    if (passwords.wasUsed(tenant, permit.profileId(), password)) {
      throw ApiError.SAME_PASSWORD.exception();
    }
    NewPassword accepted = rules.accept(tenant, password, PasswordRules.context(profile));
    passwords.replace(changes, tenant, permit, accepted);
    tickets.voidAll(changes, tenant, permit.profileId());
    codes.voidAll(changes, tenant, CredentialPolicy.VOIDED_BY_RESET, permit.profileId());
    stepUps.voidAll(changes, tenant, permit.profileId());
    trustedDevices.removeAll(changes, tenant, permit.profileId());
    sessions.endAll(changes, tenant, permit.profileId(), permit.keptSession());
    grants.revokeAll(changes, tenant, permit.profileId(), permit.keptGrant());
    events.record(changes, tenant, caller, Event.of(type, permit.profileId(), clientId));
    String email = profile.email();
    if (email != null && tenant.sends(MessageKind.PASSWORD_CHANGED.key())) {
      outbox.add(
          changes, tenant, Message.email(MessageKind.PASSWORD_CHANGED, email, language, profile));
    }
  }
}
