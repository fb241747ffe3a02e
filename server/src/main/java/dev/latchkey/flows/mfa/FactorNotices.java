package dev.latchkey.flows.mfa;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import org.jspecify.annotations.Nullable;

/** Who is told of a change of second factors: the event log, and the owner by mail. */
public final class FactorNotices {

  private final Events events;
  private final Outbox outbox;

  public FactorNotices(Events events, Outbox outbox) {
    this.events = events;
    this.outbox = outbox;
  }

  /** Adds that a registration has begun. */
  public void started(
      Changes changes,
      Tenant tenant,
      Profile profile,
      @Nullable String clientId,
      FactorKind kind,
      Caller caller) {
    EventType type =
        switch (kind) {
          case EMAIL -> EventType.MFA_EMAIL_START_REGISTRATION;
          case SMS -> EventType.MFA_SMS_START_REGISTRATION;
          case TOTP -> EventType.MFA_TOTP_START_REGISTRATION;
          case RECOVERY_CODE -> throw new IllegalArgumentException("Needs no start");
        };
    events.record(changes, tenant, caller, Event.of(type, profile.id(), clientId));
  }

  /**
   * Adds that the factor is there.
   *
   * @param name of an address or number, masked
   */
  public void added(
      Changes changes,
      Tenant tenant,
      Profile profile,
      @Nullable String clientId,
      FactorKind kind,
      String name,
      String language,
      Caller caller) {
    EventType type =
        switch (kind) {
          case EMAIL -> EventType.MFA_EMAIL_VERIFY_REGISTRATION;
          case SMS -> EventType.MFA_SMS_VERIFY_REGISTRATION;
          case TOTP -> EventType.MFA_TOTP_VERIFY_REGISTRATION;
          case RECOVERY_CODE -> EventType.MFA_RECOVERY_CODE_VERIFY_REGISTRATION;
        };
    events.record(changes, tenant, caller, Event.of(type, profile.id(), clientId));
    tell(changes, tenant, MessageKind.FACTOR_ADDED, profile, kind, name, language);
  }

  /** Adds that the factor is gone; as above. */
  public void removed(
      Changes changes,
      Tenant tenant,
      Profile profile,
      @Nullable String clientId,
      FactorKind kind,
      String name,
      String language,
      Caller caller) {
    EventType type =
        switch (kind) {
          case EMAIL -> EventType.MFA_EMAIL_UNREGISTER;
          case SMS -> EventType.MFA_SMS_UNREGISTER;
          case TOTP -> EventType.MFA_TOTP_UNREGISTER;
          case RECOVERY_CODE -> EventType.MFA_RECOVERY_CODE_UNREGISTER;
        };
    events.record(changes, tenant, caller, Event.of(type, profile.id(), clientId));
    tell(changes, tenant, MessageKind.FACTOR_REMOVED, profile, kind, name, language);
  }

  private void tell(
      Changes changes,
      Tenant tenant,
      MessageKind notice,
      Profile profile,
      FactorKind kind,
      String name,
      String language) {
    String email = profile.email();
    if (email == null || !tenant.sends(notice.key())) {
      return;
    }
    Message message = Message.email(notice, email, language, profile);
    boolean sent = kind == FactorKind.EMAIL || kind == FactorKind.SMS;
    outbox.add(
        changes,
        tenant,
        // No name that somebody typed: whoever did might not be the owner, who reads this.
        sent ? message.with("factor", name) : message.with("factor_kind", kind.wireName()));
  }
}
