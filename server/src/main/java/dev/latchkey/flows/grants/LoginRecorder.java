package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.session.Session;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down how attempts to log in end: that somebody logged in, when tokens are issued and not
 * before (contract section 5.4), and by which rule somebody was refused.
 */
public final class LoginRecorder {

  /** The provider of everything that is not another provider's (contract section 2.2). */
  private static final String LOCAL = "local";

  private static final String PASSWORD = "password";

  /** The kind of identifier that was logged in with, where the way to log in tells. */
  private static final Map<String, String> IDENTIFIERS =
      Map.of("phone_number_password", "phone_number", "sms", "phone_number", "magic_link", "email");

  private final Db db;
  private final Events events;
  private final Profiles profiles;

  public LoginRecorder(Db db, Events events, Profiles profiles) {
    this.db = db;
    this.events = events;
    this.profiles = profiles;
  }

  /** Adds to the changes that the user logged in. */
  public void record(Changes changes, Tenant tenant, Client client, Grant grant, Caller caller) {
    String type = grant.authType();
    boolean social = tenant.providers().stream().anyMatch(provider -> provider.key().equals(type));
    Event event =
        Event.of(EventType.LOGIN, grant.profile().id(), client.id())
            .inSession(grant.sessionId(), grant.authTime())
            .by(type)
            .with("scope", grant.scope());
    if (social || type.endsWith(PASSWORD)) {
      event = event.with("provider", social ? type : PASSWORD);
    }
    if (IDENTIFIERS.containsKey(type)) {
      event = event.with("identifier_type", IDENTIFIERS.getOrDefault(type, ""));
    }
    if (!client.isFirstParty()) {
      event = event.with("canal", "identity_third_party");
    }
    events.record(changes, tenant, caller, event);
    profiles.recordLogin(
        changes, tenant, grant.profile().id(), caller, social ? type : LOCAL, type);
  }

  /** Adds to the changes that the user logged in without a grant, at the Access API. */
  public void record(
      Changes changes, Tenant tenant, Client client, Session session, Caller caller) {
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.LOGIN, session.profile().id(), client.id())
            .inSession(session.id(), session.authTime())
            .by(session.authType())
            .with("provider", PASSWORD)
            .with("identifier_type", "email"));
    profiles.recordLogin(
        changes, tenant, session.profile().id(), caller, LOCAL, session.authType());
  }

  /**
   * Does what may end in a login. When it is refused, the rule that refused is written down, and
   * whose login it was as far as that is known.
   *
   * @param clientId null when the caller does not say
   * @param authType of what is shown; null: of several kinds
   */
  public <T> T attempt(
      Tenant tenant,
      @Nullable String clientId,
      @Nullable String authType,
      Caller caller,
      Supplier<T> login) {
    try {
      return login.get();
    } catch (ApiException refused) {
      ApiException.Note note = refused.note();
      Event event =
          Event.of(EventType.LOGIN_FAILED, note.profileId(), clientId)
              .with("rule", refused.error().key());
      if (authType != null) {
        event = event.by(authType);
      }
      if (note.hook() != null) {
        event = event.with("hook", note.hook());
      }
      Changes changes = db.changes();
      events.record(changes, tenant, caller, event);
      changes.commit();
      throw refused;
    }
  }
}
