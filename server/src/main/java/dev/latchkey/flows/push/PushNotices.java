package dev.latchkey.flows.push;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who is told of a change of devices: the event log, and the owner by mail (ASVS 6.3.7). */
public final class PushNotices {

  private final Events events;
  private final Outbox outbox;

  public PushNotices(Events events, Outbox outbox) {
    this.events = events;
    this.outbox = outbox;
  }

  /** Adds that a registration has begun. */
  void started(
      Changes changes,
      Tenant tenant,
      UUID profileId,
      String clientId,
      PushChannel channel,
      Caller caller) {
    record(
        changes,
        tenant,
        EventType.MFA_PUSH_START_REGISTRATION,
        profileId,
        clientId,
        channel,
        caller);
  }

  /** Adds that a device approves by that channel. */
  void added(
      Changes changes,
      Tenant tenant,
      Profile profile,
      @Nullable String clientId,
      PushChannel channel,
      String language,
      Caller caller) {
    EventType type = EventType.MFA_PUSH_VERIFY_REGISTRATION;
    record(changes, tenant, type, profile.id(), clientId, channel, caller);
    tell(changes, tenant, MessageKind.FACTOR_ADDED, profile, language);
  }

  /** Adds that none does any more. */
  void removed(
      Changes changes,
      Tenant tenant,
      Profile profile,
      @Nullable String clientId,
      PushChannel channel,
      String language,
      Caller caller) {
    EventType type = EventType.MFA_PUSH_UNREGISTER;
    record(changes, tenant, type, profile.id(), clientId, channel, caller);
    tell(changes, tenant, MessageKind.FACTOR_REMOVED, profile, language);
  }

  private void record(
      Changes changes,
      Tenant tenant,
      EventType type,
      UUID profileId,
      @Nullable String clientId,
      PushChannel channel,
      Caller caller) {
    events.record(
        changes,
        tenant,
        caller,
        Event.of(type, profileId, clientId).with("channel", channel.column()));
  }

  private void tell(
      Changes changes, Tenant tenant, MessageKind kind, Profile profile, String language) {
    String email = profile.email();
    if (email != null && tenant.sends(kind.key())) {
      // Without the device's name: whoever typed it might not be the owner, who reads this.
      outbox.add(
          changes,
          tenant,
          Message.email(kind, email, language, profile).with("factor_kind", "push"));
    }
  }
}
