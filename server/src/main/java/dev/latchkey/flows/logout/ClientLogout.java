package dev.latchkey.flows.logout;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.session.SessionClients;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.IdTokenHint;
import dev.latchkey.domain.token.IdTokenHints;
import dev.latchkey.domain.webhook.LogoutNotices;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.http.Parameters;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Log out at the wish of a client (OpenID Connect RP-Initiated Logout 1.0): at once when it shows
 * an ID token of the browser's own session, else when the user says so. What is wrong with the
 * request ends nothing.
 */
public final class ClientLogout {

  /**
   * The parameters of section 2, as sent.
   *
   * @param redirectUri {@code post_logout_redirect_uri}
   */
  public record Request(
      @Nullable String idTokenHint, @Nullable String clientId, @Nullable String redirectUri) {}

  /** What comes of it. */
  public sealed interface Outcome {

    /** The client that asks; null when it did not say. */
    @Nullable Client client();
  }

  /** The user is to be asked first. */
  public record Ask(@Nullable Client client, Profile user) implements Outcome {}

  /**
   * Nobody is logged in any more.
   *
   * @param frames of clients that want to be told by the browser (Front-Channel Logout 1.0)
   * @param mayGoOn whether the browser may be sent to the client at once: it showed a token, or the
   *     user agreed
   */
  public record Done(@Nullable Client client, List<String> frames, boolean mayGoOn)
      implements Outcome {}

  private final Db db;
  private final Clients clients;
  private final IdTokenHints hints;
  private final SessionVerifier verifier;
  private final Sessions sessions;
  private final SessionClients sessionClients;
  private final LogoutNotices notices;
  private final Events events;

  public ClientLogout(
      Db db,
      Clients clients,
      IdTokenHints hints,
      SessionVerifier verifier,
      Sessions sessions,
      SessionClients sessionClients,
      LogoutNotices notices,
      Events events) {
    this.db = db;
    this.clients = clients;
    this.hints = hints;
    this.verifier = verifier;
    this.sessions = sessions;
    this.sessionClients = sessionClients;
    this.notices = notices;
    this.events = events;
  }

  /**
   * @param cookie of the browser's session; null: it has none
   * @param confirmed whether the user said so, on a page of ours
   * @throws ApiException {@code VALIDATION} when the hint is no ID token of ours, {@code
   *     INVALID_CLIENT} when there is no such client or it is not the token's, {@code
   *     REDIRECT_NOT_ALLOWED} when the client did not register the address
   */
  public Outcome run(
      Tenant tenant, Request request, @Nullable String cookie, boolean confirmed, Caller caller) {
    IdTokenHint hint = hint(tenant, request.idTokenHint());
    Client client = client(tenant, request.clientId(), hint);
    requireRegistered(client, request.redirectUri());
    Optional<LiveSession> live = cookie == null ? Optional.empty() : verifier.find(tenant, cookie);
    if (live.isPresent() && !confirmed && !isOf(live.get(), hint)) {
      return new Ask(client, live.get().details().profile());
    }
    if (cookie != null) {
      end(tenant, cookie, live, client, caller);
    }
    List<String> frames =
        live.map(session -> frames(tenant, session.proof().sessionId())).orElse(List.of());
    return new Done(client, frames, confirmed || hint != null);
  }

  private @Nullable IdTokenHint hint(Tenant tenant, @Nullable String token) {
    return token == null
        ? null
        : hints
            .read(tenant, token)
            .orElseThrow(() ->
                ApiException.validation(
                    FieldError.invalid("id_token_hint", "Is no ID token of this server")));
  }

  private @Nullable Client client(
      Tenant tenant, @Nullable String clientId, @Nullable IdTokenHint hint) {
    if (clientId == null) {
      return hint == null ? null : hint.client();
    }
    return clients
        .find(tenant.id(), clientId)
        .filter(client -> hint == null || hint.client().id().equals(client.id()))
        .orElseThrow(ApiError.INVALID_CLIENT::exception);
  }

  /** Section 3: byte for byte, and never for a client that is not known. */
  private static void requireRegistered(@Nullable Client client, @Nullable String uri) {
    if (uri != null
        && (client == null || !client.logout().postLogoutRedirectUris().contains(uri))) {
      throw ApiError.REDIRECT_NOT_ALLOWED.exception();
    }
  }

  private static boolean isOf(LiveSession live, @Nullable IdTokenHint hint) {
    return hint != null
        && hint.sessionId().equals(live.proof().sessionId())
        && hint.profileId().equals(live.proof().profileId());
  }

  /** One that has run out is ended, too: its clients may not know. */
  private void end(
      Tenant tenant,
      String cookie,
      Optional<LiveSession> live,
      @Nullable Client client,
      Caller caller) {
    Changes changes = db.changes();
    sessions.end(changes, tenant, cookie);
    live.ifPresent(session ->
        events.record(
            changes,
            tenant,
            caller,
            Event.of(
                EventType.LOGOUT,
                session.proof().profileId(),
                client == null ? null : client.id())));
    changes.commit();
    live.ifPresent(session -> notices.awaitFirstTries(tenant, session.proof().sessionId()));
  }

  /** Front-Channel Logout 1.0 section 3. */
  private List<String> frames(Tenant tenant, UUID sessionId) {
    return sessionClients.of(tenant, sessionId).stream()
        .flatMap(id -> clients.find(tenant.id(), id).stream())
        .map(Client::logout)
        .flatMap(logout -> frame(tenant, sessionId, logout).stream())
        .toList();
  }

  private static Optional<String> frame(Tenant tenant, UUID sessionId, Client.Logout logout) {
    String uri = logout.frontchannelLogoutUri();
    if (uri == null || !logout.frontchannelLogoutSessionRequired()) {
      return Optional.ofNullable(uri);
    }
    return Optional.of(
        Parameters.appended(
            Parameters.appended(uri, "iss", tenant.issuer()), "sid", sessionId.toString()));
  }
}
