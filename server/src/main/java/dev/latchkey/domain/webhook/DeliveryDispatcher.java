package dev.latchkey.domain.webhook;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientSignatures;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.profile.ProfileDocument;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.domain.tenant.Webhook;
import dev.latchkey.domain.webhook.Deliveries.Attempt;
import dev.latchkey.domain.webhook.Deliveries.Room;
import dev.latchkey.domain.webhook.Deliveries.Taken;
import dev.latchkey.domain.webhook.Deliveries.Target;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.Outbound.Reply;
import dev.latchkey.platform.outbound.OutboundException;
import dev.latchkey.platform.work.Backoff;
import dev.latchkey.platform.work.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells webhooks, and clients that have an address for it, what happened: at least once, in no
 * order, retried with back-off. Each webhook has a bounded number of calls under way, so that none
 * waits for another.
 */
public final class DeliveryDispatcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryDispatcher.class);

  /** Calls to one webhook at once, from this node. */
  private static final int AT_ONCE = 8;

  /** 10 s, 20 s, 40 s, … up to four hours between tries: most of a day in all. */
  static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(10), Duration.ofHours(4), 16);

  /** How long a stop waits for calls under way. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String UNREACHABLE = "webhook_host_unreachable";
  private static final String FORBIDDEN = "webhook_host_forbidden";
  private static final String INVALID_RESPONSE = "webhook_invalid_response";

  private final Db db;
  private final Deliveries deliveries;
  private final HookCall call;
  private final AccessCall accessCall;
  private final LogoutCall logoutCall;
  private final Tenants tenants;
  private final Profiles profiles;
  private final Events events;
  private final Secrets secrets;
  private final InstantSource clock;
  private final List<String> tenantIds;
  private final Map<Target, Semaphore> rooms = new LinkedHashMap<>();

  /** Of clients that were due a moment ago; only the worker looks at it. */
  private final Map<Target, Semaphore> logoutRooms = new HashMap<>();

  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Worker worker = new Worker("webhooks", this::deliverDue);

  public DeliveryDispatcher(
      Db db,
      Deliveries deliveries,
      Outbound outbound,
      Tenants tenants,
      Clients clients,
      ClientSignatures signatures,
      Profiles profiles,
      Events events,
      RootKey rootKey,
      Secrets secrets,
      InstantSource clock) {
    this.db = db;
    this.deliveries = deliveries;
    this.call = new HookCall(outbound, clock);
    this.accessCall = new AccessCall(outbound, clients, rootKey);
    this.logoutCall = new LogoutCall(outbound, clients, signatures, secrets, clock);
    this.tenants = tenants;
    this.profiles = profiles;
    this.events = events;
    this.secrets = secrets;
    this.clock = clock;
    this.tenantIds = tenants.all().stream().map(Tenant::id).toList();
    for (Tenant tenant : tenants.all()) {
      for (Webhook hook : tenant.webhooks()) {
        if (hook.when() == Webhook.When.AFTER) {
          rooms.put(new Target(tenant.id(), hook.key()), new Semaphore(AT_ONCE));
        }
      }
      for (Client client : clients.of(tenant.id())) {
        if (client.accessApi() != null && client.accessApi().webhookUrl() != null) {
          rooms.put(
              new Target(tenant.id(), AccessNotices.HOOK + client.id()), new Semaphore(AT_ONCE));
        }
      }
    }
    deliveries.onNew(worker::wake);
  }

  public DeliveryDispatcher start() {
    worker.start();
    return this;
  }

  /** Takes what is due and there is room for; whoever makes room again wakes the worker. */
  private boolean deliverDue() {
    logoutRooms.values().removeIf(room -> room.availablePermits() == AT_ONCE);
    deliveries
        .dueLogouts(tenantIds)
        .forEach(target -> logoutRooms.computeIfAbsent(target, _ -> new Semaphore(AT_ONCE)));
    Map<Target, Semaphore> all = new LinkedHashMap<>(rooms);
    all.putAll(logoutRooms);
    List<Room> free = new ArrayList<>();
    all.forEach((target, room) -> {
      if (room.availablePermits() > 0) {
        free.add(new Room(target, room.availablePermits()));
      }
    });
    for (Taken taken : free.isEmpty() ? List.<Taken>of() : deliveries.take(free)) {
      Semaphore room = all.getOrDefault(taken.target(), new Semaphore(1));
      room.acquireUninterruptibly();
      calls.execute(() -> {
        try {
          deliver(taken);
        } catch (RuntimeException e) {
          LOG.warn("Delivery {} comes back to the queue", taken.id(), e);
        } finally {
          room.release();
          worker.wake();
        }
      });
    }
    return false;
  }

  /** By the rules of who is told. */
  private void deliver(Taken taken) {
    Tenant tenant = tenants.byId(taken.tenant()).orElseThrow();
    if (taken.hook().startsWith(AccessNotices.HOOK)) {
      Attempt attempt =
          attempt(() -> accessCall.send(tenant, taken), DeliveryDispatcher::isSuccessful);
      Integer status = attempt.status();
      boolean again =
          !AccessCall.isOver(taken.attempts())
              && (status == null || AccessCall.isWorthRetrying(status));
      settle(tenant, taken, attempt, again ? AccessCall.after(taken.attempts()) : null);
    } else if (taken.hook().startsWith(LogoutNotices.HOOK)) {
      deliverLogout(tenant, taken);
    } else {
      Webhook hook =
          tenant.webhooks().stream()
              .filter(one -> one.key().equals(taken.hook()))
              .findFirst()
              .orElseThrow();
      Attempt attempt =
          attempt(
              () -> call.send(tenant, hook, taken.id(), Json.write(body(tenant, hook, taken))),
              DeliveryDispatcher::isSuccessful);
      boolean again = !BACKOFF.isOver(taken.attempts());
      settle(tenant, taken, attempt, again ? BACKOFF.after(taken.attempts(), secrets) : null);
    }
  }

  private void deliverLogout(Tenant tenant, Taken taken) {
    Client client = logoutCall.receiver(tenant, taken).orElse(null);
    if (client == null) {
      Attempt none =
          new Attempt(clock.instant(), Duration.ZERO, null, "It has no address any more", false);
      settle(tenant, taken, none, null);
      return;
    }
    Attempt attempt = attempt(() -> logoutCall.send(tenant, client, taken), LogoutCall::isDone);
    // Who registered an address that must not be called is not waited for: nobody mends it here.
    boolean again =
        !BACKOFF.isOver(taken.attempts())
            && !LogoutCall.isFinal(attempt.status())
            && !attempt.forbidden();
    settle(tenant, taken, attempt, again ? BACKOFF.after(taken.attempts(), secrets) : null);
  }

  /**
   * Writes down how a try went.
   *
   * @param wait until the next try, when this one was no success; null: it is given up then
   */
  private void settle(Tenant tenant, Taken taken, Attempt attempt, @Nullable Duration wait) {
    Changes changes = db.changes();
    if (attempt.error() == null) {
      deliveries.delivered(changes, taken, attempt);
    } else if (wait != null) {
      LOG.warn(
          "Webhook {} was not told; next try in {} s: {}",
          taken.hook(),
          wait.toSeconds(),
          attempt.error());
      deliveries.retryAt(changes, taken, attempt, clock.instant().plus(wait));
    } else {
      LOG.error(
          "Webhook {} was given up after {} tries: {}",
          taken.hook(),
          taken.attempts(),
          attempt.error());
      deliveries.failed(changes, taken, attempt);
      recordFailure(changes, tenant, taken, attempt);
    }
    changes.commit();
  }

  private static boolean isSuccessful(int status) {
    return status >= 200 && status < 300;
  }

  private Attempt attempt(Supplier<Reply> call, IntPredicate isDone) {
    Instant start = clock.instant();
    Integer status = null;
    String error = null;
    boolean forbidden = false;
    try {
      status = call.get().status();
      error = isDone.test(status) ? null : "Answered with status " + status;
    } catch (OutboundException e) {
      error = String.valueOf(e.getMessage());
      forbidden = e.isForbidden();
    }
    return new Attempt(start, Duration.between(start, clock.instant()), status, error, forbidden);
  }

  /** The event as it was, and the user as he is now; of one who is gone the id. */
  private ObjectNode body(Tenant tenant, Webhook hook, Taken taken) {
    ObjectNode body = taken.event().deepCopy().asObject();
    UUID id = taken.profileId();
    if (id != null) {
      Optional<ObjectNode> profile = profiles.find(tenant, id).map(ProfileDocument::whole);
      body.set("user", UserDocument.of(hook, id, profile.orElseGet(Json::object)));
    }
    return body;
  }

  /** Says so in the event log, unless that was what could not be told. */
  private void recordFailure(Changes changes, Tenant tenant, Taken taken, Attempt attempt) {
    if (taken.eventType().equals(EventType.POST_EVENT_FAILURE.wireName())) {
      return;
    }
    JsonNode of = taken.event();
    Integer status = attempt.status();
    String unanswered = attempt.forbidden() ? FORBIDDEN : UNREACHABLE;
    Event event =
        Event.of(EventType.POST_EVENT_FAILURE, taken.profileId(), text(of, "client_id"))
            .with("canal", "hook")
            .with("failed_hook_key", taken.hook())
            .with("failed_hook_user_event_type", taken.eventType())
            .with("failed_hook_error_code", status == null ? unanswered : INVALID_RESPONSE)
            .with("failed_hook_attempts", taken.attempts());
    if (status != null) {
      event = event.with("failed_hook_http_status", Integer.toString(status));
    }
    Caller caller =
        new Caller(
            of.path("ip").asString(""),
            of.path("user_agent").asString(""),
            "",
            of.path("origin").asString(""),
            of.path("host").asString(""));
    events.record(changes, tenant, caller, event);
  }

  private static @Nullable String text(JsonNode json, String name) {
    return json.has(name) ? json.get(name).asString() : null;
  }

  @Override
  public void close() {
    worker.close();
    calls.shutdown();
    try {
      if (!calls.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        calls.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
