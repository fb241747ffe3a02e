package dev.latchkey.domain.webhook;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.UserAgent;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileDocument;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Webhook;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.json.Timestamps;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.OutboundException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks the tenant's webhooks, one after the other, before something changes (contract section 12).
 * Called where everything else was found to be right and nothing is written yet, with no
 * transaction open: however slow a webhook is, it holds nothing of the database. Thread-safe.
 */
public final class PreEvents {

  private static final Logger LOG = LoggerFactory.getLogger(PreEvents.class);

  private static final Set<EventType> TYPES =
      Set.of(
          EventType.SIGNUP,
          EventType.LOGIN,
          EventType.USER_UPDATED,
          EventType.EMAIL_UPDATED,
          EventType.PHONE_NUMBER_UPDATED);

  /** What webhooks are asked about. */
  public static final Set<String> NAMES =
      TYPES.stream().map(EventType::wireName).collect(Collectors.toUnmodifiableSet());

  /** Calls to one webhook at once, from this node: one that is slow must not fill the server. */
  private static final int AT_ONCE = 64;

  private record Target(String tenant, String hook) {}

  private final HookCall call;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Map<Target, Semaphore> rooms = new ConcurrentHashMap<>();

  public PreEvents(Outbound outbound, Secrets secrets, InstantSource clock) {
    this.call = new HookCall(outbound, clock);
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Before a profile is made.
   *
   * @param id that it will have
   * @return what it is to hold
   * @throws ApiException {@code PRE_EVENT_REFUSED}, {@code WEBHOOK_UNREACHABLE}, {@code
   *     WEBHOOK_INVALID_RESPONSE}
   */
  public ProfileChange signup(
      Tenant tenant, String clientId, UUID id, ProfileChange asked, Caller caller) {
    ProfileChange wanted = asked;
    for (Webhook hook : asked(tenant, EventType.SIGNUP, clientId).toList()) {
      ObjectNode body = body(EventType.SIGNUP, id, clientId, caller);
      body.set("user", UserDocument.of(hook, id, document(wanted)));
      wanted = enriched(wanted, ask(tenant, hook, id, body, true));
    }
    return wanted;
  }

  /**
   * Before a profile is changed; as above.
   *
   * @return the change to make
   */
  public ProfileChange userUpdated(
      Tenant tenant, String clientId, Profile profile, ProfileChange asked, Caller caller) {
    ProfileChange wanted = asked;
    for (Webhook hook : asked(tenant, EventType.USER_UPDATED, clientId).toList()) {
      ObjectNode body = body(EventType.USER_UPDATED, profile.id(), clientId, caller);
      body.set("user", UserDocument.of(hook, profile.id(), ProfileDocument.whole(profile)));
      body.set("changes", UserDocument.visible(hook, document(wanted)));
      wanted = enriched(wanted, ask(tenant, hook, profile.id(), body, true));
    }
    return wanted;
  }

  /**
   * Before a profile has another address or number: when it takes the place of the old one, not
   * when it is asked for; as above.
   *
   * @param clientId null when none has a part in it
   */
  public void identifierUpdated(
      Tenant tenant,
      @Nullable String clientId,
      Profile profile,
      Identifier identifier,
      Caller caller) {
    EventType type =
        identifier.kind() == Identifier.Kind.PHONE_NUMBER
            ? EventType.PHONE_NUMBER_UPDATED
            : EventType.EMAIL_UPDATED;
    for (Webhook hook : asked(tenant, type, clientId).toList()) {
      ObjectNode body = body(type, profile.id(), clientId, caller);
      ObjectNode change = Json.object().put(identifier.kind().field(), identifier.value());
      body.set("user", UserDocument.of(hook, profile.id(), ProfileDocument.whole(profile)));
      body.set("changes", UserDocument.visible(hook, change));
      ask(tenant, hook, profile.id(), body, false);
    }
  }

  /** Before a user is logged in at the client; as above. */
  public Admitted login(Tenant tenant, String clientId, Authenticated user, Caller caller) {
    UUID id = user.profile().id();
    for (Webhook hook : asked(tenant, EventType.LOGIN, clientId).toList()) {
      ObjectNode body = body(EventType.LOGIN, id, clientId, caller);
      body.put("auth_type", user.authType()).put("login_time", Timestamps.iso(user.authTime()));
      user.amr().forEach(body.putArray("amr")::add);
      body.put("new_user", user.isNewUser());
      body.set("user", UserDocument.of(hook, id, ProfileDocument.whole(user.profile())));
      ask(tenant, hook, id, body, false);
    }
    return new Admitted(user);
  }

  /** Whether any webhook is asked about logins at the client. */
  public static boolean asksAboutLogins(Tenant tenant, String clientId) {
    return asked(tenant, EventType.LOGIN, clientId).findAny().isPresent();
  }

  private static Stream<Webhook> asked(Tenant tenant, EventType type, @Nullable String clientId) {
    return tenant.webhooks().stream()
        .filter(hook -> hook.wants(Webhook.When.BEFORE, type.wireName(), clientId));
  }

  /** The fields of the event that is about to be. */
  private ObjectNode body(EventType type, UUID id, @Nullable String clientId, Caller caller) {
    ObjectNode body =
        Json.object()
            .put("id", secrets.uuid().toString())
            .put("date", Timestamps.iso(clock.instant()))
            .put("type", type.wireName())
            .put("user_id", id.toString())
            .put("profile_id", id.toString());
    if (clientId != null) {
      body.put("client_id", clientId);
    }
    body.put("ip", caller.ip())
        .put("user_agent", caller.userAgent())
        .put("device", new UserAgent(caller.userAgent()).deviceClass())
        .put("host", caller.host());
    return caller.origin().isEmpty() ? body : body.put("origin", caller.origin());
  }

  /**
   * @return what it says; with {@code on_failure: continue} also that nothing stands against it
   *     when it says nothing
   */
  private Verdict ask(Tenant tenant, Webhook hook, UUID id, ObjectNode body, boolean enriching) {
    Semaphore room =
        rooms.computeIfAbsent(
            new Target(tenant.id(), hook.key()), target -> new Semaphore(AT_ONCE));
    if (!room.tryAcquire()) {
      return failed(hook, id, ApiError.WEBHOOK_UNREACHABLE.exception("Too many wait for it"));
    }
    Verdict verdict;
    try {
      UUID delivery = UUID.fromString(body.path("id").asString());
      verdict = Verdict.of(tenant, call.send(tenant, hook, delivery, Json.write(body)), enriching);
    } catch (OutboundException e) {
      return failed(hook, id, ApiError.WEBHOOK_UNREACHABLE.causedBy(e));
    } catch (Verdict.Unusable e) {
      return failed(hook, id, ApiError.WEBHOOK_INVALID_RESPONSE.causedBy(e));
    } finally {
      room.release();
    }
    if (verdict.allow()) {
      return verdict;
    }
    ApiException refusal = ApiError.PRE_EVENT_REFUSED.exception().about(id).decidedBy(hook.key());
    String message = verdict.userMessage();
    throw message == null ? refusal : refusal.telling(message);
  }

  private static Verdict failed(Webhook hook, UUID id, ApiException failure) {
    if (hook.onFailure() == Webhook.OnFailure.BLOCK) {
      throw failure.about(id).decidedBy(hook.key());
    }
    LOG.warn("Webhook {} could not be asked; going on", hook.key(), failure);
    return Verdict.SILENT;
  }

  /** What was asked for, with the webhook's words over it. */
  private static ProfileChange enriched(ProfileChange asked, Verdict verdict) {
    ObjectNode attributes = asked.attributes().deepCopy().setAll(verdict.profile().attributes());
    ObjectNode custom = asked.customFields().deepCopy().setAll(verdict.profile().customFields());
    return new ProfileChange(
        asked.email(),
        asked.phoneNumber(),
        asked.customIdentifier(),
        attributes,
        custom,
        asked.consents());
  }

  /** A change as bodies of the wire have it. */
  private static ObjectNode document(ProfileChange change) {
    ObjectNode json = Json.object();
    put(json, change.email());
    put(json, change.phoneNumber());
    put(json, change.customIdentifier());
    json.setAll(change.attributes());
    if (!change.customFields().isEmpty()) {
      json.set("custom_fields", change.customFields());
    }
    if (!change.consents().isEmpty()) {
      ObjectNode consents = json.putObject("consents");
      change
          .consents()
          .forEach((key, choice) -> consents.putObject(key).put("granted", choice.granted()));
    }
    return json;
  }

  private static void put(ObjectNode json, @Nullable Identifier identifier) {
    if (identifier != null) {
      json.put(identifier.kind().field(), identifier.value());
    }
  }
}
