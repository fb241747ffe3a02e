package dev.latchkey.faces.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Client.LoginTokenType;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.client.RepeatedRequests;
import dev.latchkey.domain.client.RepeatedRequests.Answered;
import dev.latchkey.domain.client.RepeatedRequests.Known;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.error.ConflictException;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.proof.AccessKind;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.AccessVerifier;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.proof.ShownToken;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.access.Operation.Reach;
import dev.latchkey.faces.access.Refusal.Fault;
import dev.latchkey.faces.access.Refusal.Forbidden;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import dev.latchkey.platform.db.DatabaseException;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.limits.LocalLimiter;
import dev.latchkey.platform.limits.RateLimiter;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Stands around every operation: the checks of contract 1.7, in their order. */
public final class AccessApi {

  private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.error");
  private static final int REFERENCE = 255;
  private static final int IDEMPOTENCY_REFERENCE = 8000;
  private static final Pattern UNSAFE_IN_LOG = Pattern.compile("[^A-Za-z0-9._:/+-]");

  private final String base;
  private final Api api;
  private final Clients clients;
  private final AccessLimits limits;
  private final AccessVerifier verifier;
  private final BearerVerifier bearers;
  private final RepeatedRequests repeated;
  private final Secrets secrets;
  private final Set<String> routed = new HashSet<>();

  private AccessApi(
      String base,
      Api api,
      Clients clients,
      AccessLimits limits,
      AccessVerifier verifier,
      BearerVerifier bearers,
      RepeatedRequests repeated,
      Secrets secrets) {
    this.base = base;
    this.api = api;
    this.clients = clients;
    this.limits = limits;
    this.verifier = verifier;
    this.bearers = bearers;
    this.repeated = repeated;
    this.secrets = secrets;
  }

  /**
   * @param base path of all operations
   */
  public static AccessApi of(
      String base,
      Api api,
      Clients clients,
      RateLimiter limiter,
      AccessVerifier verifier,
      BearerVerifier bearers,
      RepeatedRequests repeated,
      Secrets secrets,
      InstantSource clock) {
    return new AccessApi(
        base,
        api,
        clients,
        new AccessLimits(new LocalLimiter(clock), limiter),
        verifier,
        bearers,
        repeated,
        secrets);
  }

  AccessLimits limits() {
    return limits;
  }

  void route(Router router, Operation operation) {
    String path = base + operation.path();
    router.on(operation.method(), path, request -> answer(request, call -> run(operation, call)));
    routed.add(path);
  }

  /** Whether a request that no route answers is this API's to refuse. */
  public boolean owns(Request request) {
    return request.path().startsWith(base + "/");
  }

  /** Refuses it: a path that there is not, or one by another method. */
  public Response refuse(Request request) {
    return answer(
        request,
        call -> {
          if (!routed.contains(request.route())) {
            throw Refusal.generic(404, "NOT_FOUND", "There is no such path");
          }
          client(call);
          throw Refusal.generic(405, "METHOD_NOT_ALLOWED", "Not by this method");
        });
  }

  @FunctionalInterface
  interface Endpoint {
    Response handle(Call call);
  }

  /** With the conventions that hold for every answer (contract 1.3), and every error as it is. */
  Response answer(Request request, Endpoint endpoint) {
    String reference = secrets.uuid().toString();
    MDC.put("request_ref", reference);
    request.header("call-ref").ifPresent(text -> MDC.put("call_ref", logged(text)));
    Response response =
        api.open(request)
            .map(call -> guarded(call, endpoint))
            .orElseGet(() -> AccessErrors.generic(404, "NOT_FOUND", "No tenant of this host name"));
    return response.with("request-ref", reference).withDefault("Cache-Control", "no-store");
  }

  /** The caller's own reference as the log may have it: nothing that ends a field or a line. */
  private static String logged(String reference) {
    String bounded = reference.substring(0, Math.min(REFERENCE, reference.length()));
    return UNSAFE_IN_LOG.matcher(bounded).replaceAll("_");
  }

  private static Response guarded(Call call, Endpoint endpoint) {
    try {
      return endpoint.handle(call);
    } catch (Refusal refusal) {
      return AccessErrors.of(refusal);
    } catch (ConflictException conflict) {
      return AccessErrors.of(conflict.conflict());
    } catch (ApiException e) {
      return AccessErrors.of(e, call.tenant().rateLimits().perRecipient());
    } catch (PasswordHasher.Overloaded e) {
      return Response.empty(503);
    } catch (DatabaseException e) {
      LOG.error("The database does not answer as it should", e);
      return Response.empty(e.isUnavailable() ? 503 : 500);
    } catch (RuntimeException e) {
      LOG.error("Unexpected failure", e);
      return Response.empty(500);
    }
  }

  private Response run(Operation operation, Call call) {
    Client client = client(call);
    limits.call(call.tenant(), client);
    AccessCall user = user(operation, call, client);
    Supplier<Response> effect = readable(operation, user);
    requirePermission(operation, user);
    return operation.repeatable() ? once(user, effect) : effect.get();
  }

  /** The API key: 401. */
  private Client client(Call call) {
    Client client =
        call.request()
            .header("api-key")
            .flatMap(key -> clients.byApiKey(call.tenant().id(), key))
            .orElseThrow(() -> Refusal.empty(401));
    try {
      return call.of(client);
    } catch (ApiException e) {
      // A page that is not the client's, or an address that it may not call from.
      throw Refusal.empty(401);
    }
  }

  /** The user's token, which lives on from here: 401. */
  private AccessCall user(Operation operation, Call call, Client client) {
    Tenant tenant = call.tenant();
    Optional<ShownToken> token = call.bearerTokenIfAny();
    if (operation.reach() == Reach.CLIENT) {
      // Shown beside the key, it may tell who asks.
      AccessProof access = token.flatMap(t -> live(tenant, client, t)).orElse(null);
      return new AccessCall(call, client, access, null);
    }
    boolean exchange = operation.reach() == Reach.EXCHANGE;
    Refusal refusal = Refusal.empty(exchange ? 403 : 401);
    ShownToken shown = token.orElseThrow(() -> refusal);
    if (exchange && !AccessKind.isPrefixOf(shown.value())) {
      BearerProof bearer = bearers.findUnbound(tenant, shown).orElseThrow(() -> refusal);
      return new AccessCall(call, client, null, bearer);
    }
    AccessProof access = live(tenant, client, shown).orElseThrow(() -> refusal);
    return new AccessCall(call, client, access, null);
  }

  /** A token is good with the key of the client that it was given to, and with no other's. */
  private Optional<AccessProof> live(Tenant tenant, Client client, ShownToken token) {
    return verifier.use(tenant, token).filter(access -> access.clientId().equals(client.id()));
  }

  /** Headers, path and body: 400. */
  private static Supplier<Response> readable(Operation operation, AccessCall call) {
    call.request()
        .header("call-ref")
        .filter(reference -> reference.length() > REFERENCE)
        .ifPresent(reference -> {
          throw Refusal.badRequest(
              new Fault(List.of("0", Integer.toString(REFERENCE)), "call-ref", "SIZE"));
        });
    return operation.preparation().prepare(call);
  }

  /** Kind of token, permission, step-up: 403. */
  private static void requirePermission(Operation operation, AccessCall call) {
    AccessProof access = call.access();
    if (operation.reach() == Reach.CLIENT || access == null) {
      return;
    }
    boolean exchange = operation.reach() == Reach.EXCHANGE;
    if (access.kind() == AccessKind.PASSWORD_UPDATE && operation.reach() != Reach.PASSWORD_UPDATE) {
      throw exchange ? Refusal.empty(403) : Refusal.forbidden(Forbidden.INSUFFICIENT_PERMISSIONS);
    }
    if (access.kind() == AccessKind.AUTH && !reaches(operation.reach(), call.client(), access)) {
      throw Refusal.forbidden(Forbidden.ACCESS_TOKEN_REQUIRED);
    }
    if (operation.steppedUp() && !CredentialPolicy.isSteppedUp(call.tenant(), access)) {
      throw Refusal.forbidden(Forbidden.STEP_UP_REQUIRED);
    }
  }

  /** What a login token is good for, as the client has it (contract 1.8). */
  private static boolean reaches(Reach reach, Client client, AccessProof access) {
    Client.AccessApi api = client.accessApi();
    boolean lenient = api != null && api.loginTokenType() == LoginTokenType.LENIENT;
    return switch (reach) {
      case CLIENT, ANY_TOKEN, PASSWORD_UPDATE, EXCHANGE -> true;
      case USER -> lenient;
      case IDENTITY -> lenient && access.identities() == 1;
    };
  }

  /** What was sent before under the same reference is answered as it was (contract 1.12). */
  private Response once(AccessCall call, Supplier<Response> effect) {
    String reference = call.request().header("idempotency-ref").orElse("");
    if (reference.isEmpty()) {
      return effect.get();
    }
    if (reference.length() > IDEMPOTENCY_REFERENCE) {
      throw Refusal.generic(
          413, "REFERENCE_TOO_LONG", "idempotency-ref has more than 8000 characters");
    }
    byte[] key = key(call, reference);
    Known known = repeated.begin(call.tenant(), key);
    Answered answered = known.answered();
    if (answered != null) {
      return replayed(answered);
    }
    if (!known.fresh()) {
      throw Conflict.IDEMPOTENT_REQUEST_IN_PROGRESS.exception();
    }
    boolean kept = false;
    try {
      Response response = guarded(call.call(), same -> effect.get());
      kept = response.status() / 100 == 2 || response.status() == 409;
      if (kept) {
        repeated.finish(call.tenant(), key, new Answered(response.status(), response.bytes()));
      }
      return response;
    } finally {
      if (!kept) {
        repeated.forget(call.tenant(), key);
      }
    }
  }

  private static byte[] key(AccessCall call, String reference) {
    AccessProof access = call.access();
    return Digest.sha256(
        String.join(
            "\n",
            call.client().id(),
            access == null ? "" : access.profileId().toString(),
            call.request().method().name(),
            call.request().path(),
            Digest.base64Url(Digest.sha256(reference)),
            Digest.base64Url(Digest.sha256(Body.bytes(call.request())))));
  }

  private static Response replayed(Answered answered) {
    return answered.body().length == 0
        ? Response.empty(answered.status())
        : Response.json(answered.status(), answered.body());
  }
}
