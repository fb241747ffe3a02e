package dev.latchkey.faces.web;

import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.Limit;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import dev.latchkey.platform.db.DatabaseException;
import dev.latchkey.platform.http.AddressRanges;
import dev.latchkey.platform.http.Handler;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.i18n.Languages;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.limits.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands around every endpoint: finds the tenant, counts the address, checks the browser's origin,
 * turns exceptions into answers, and adds CORS to success and error alike.
 */
public final class Api {

  private static final String CORRELATION_ID = "X-R5-Correlation-Id";
  private static final Pattern CORRELATION_ID_FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final Tenants tenants;
  private final ClientFinder clients;
  private final ErrorResponses errors;
  private final RateLimiter limiter;
  private final Secrets secrets;
  private volatile Notices notices = new SimplePage();

  public Api(
      Tenants tenants,
      Clients clients,
      ErrorResponses errors,
      RateLimiter limiter,
      Secrets secrets) {
    this.tenants = tenants;
    this.clients = new ClientFinder(clients);
    this.errors = errors;
    this.limiter = limiter;
    this.secrets = secrets;
  }

  /**
   * Routes an endpoint that browsers of other origins may call, with the answer to their preflight.
   */
  public void route(Router router, Method method, String path, RateClass rate, Endpoint endpoint) {
    router.on(method, path, around(rate, endpoint));
    preflight(router, path);
  }

  /**
   * Routes an endpoint that both {@code GET} and {@code POST} reach, or that another method reached
   * already: one preflight.
   */
  public void alsoRoute(
      Router router, Method method, String path, RateClass rate, Endpoint endpoint) {
    router.on(method, path, around(rate, endpoint));
  }

  private void preflight(Router router, String path) {
    router.on(Method.OPTIONS, path, around(RateClass.NONE, call -> Cors.preflight()));
  }

  /** Pages that say one thing. */
  public Notices notices() {
    return notices;
  }

  /** Has these say it from now on; told once, where the house is built. */
  public void saysBy(Notices others) {
    notices = others;
  }

  /** The handler of an endpoint, with JSON errors. */
  public Handler around(RateClass rate, Endpoint endpoint) {
    return around(rate, endpoint, true);
  }

  /**
   * As above, for what pages of any origin may post: the endpoint itself tells whether it is
   * wanted.
   */
  public Handler aroundForeign(RateClass rate, Endpoint endpoint) {
    return around(rate, endpoint, false);
  }

  private Handler around(RateClass rate, Endpoint endpoint, boolean ofKnownOrigin) {
    return request -> {
      Tenant tenant = tenants.byHost(request.host()).orElse(null);
      if (tenant == null) {
        return unknownTenant(request);
      }
      Call call = new Call(request, tenant, caller(request, tenant), clients);
      return Cors.apply(
          call, clients, withNonce(call, answer(call, rate, endpoint, ofKnownOrigin)));
    };
  }

  private static Response withNonce(Call call, Response response) {
    return call.nonce() == null ? response : response.with("DPoP-Nonce", call.nonce());
  }

  /**
   * The call of a request, for a face with conventions of its own; empty when no tenant has that
   * host name.
   */
  public Optional<Call> open(Request request) {
    return tenants
        .byHost(request.host())
        .map(tenant -> new Call(request, tenant, caller(request, tenant), clients));
  }

  private Response answer(Call call, RateClass rate, Endpoint endpoint, boolean ofKnownOrigin) {
    try {
      count(call, rate);
      if (ofKnownOrigin) {
        clients.checkOrigin(call);
      }
      return endpoint.handle(call);
    } catch (RuntimeException e) {
      return error(call, asApiException(e));
    }
  }

  /** What the caller is told of an exception. */
  public static ApiException asApiException(RuntimeException exception) {
    return switch (exception) {
      case ApiException e -> e;
      case PasswordHasher.Overloaded e -> ApiError.TEMPORARILY_UNAVAILABLE.exception();
      case DatabaseException e when e.isUnavailable() ->
          ApiError.TEMPORARILY_UNAVAILABLE.causedBy(e);
      default -> ApiError.SERVER_ERROR.causedBy(exception);
    };
  }

  /** The error as JSON, with the status of the catalogue. */
  public Response error(Call call, ApiException exception) {
    Response response = error(call, exception, exception.error().status());
    return exception.error().status() == 401
        ? response.with("WWW-Authenticate", Challenge.of(call, exception.error()))
        : response;
  }

  /** The error as JSON, with a status that the protocol of the endpoint wants. */
  public Response error(Call call, ApiException exception, int status) {
    Response response =
        Response.json(status, Json.write(errors.body(exception, call.language())))
            .with("Cache-Control", "no-store");
    Duration wait = exception.retryAfter();
    return wait == null
        ? response
        : response.with(
            "Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
  }

  /** The error as an object, for redirects, web messages and pages. */
  public ObjectNode errorBody(Call call, ApiException exception) {
    return errorBody(call.language(), exception);
  }

  /** As above, in the language of a page. */
  public ObjectNode errorBody(String language, ApiException exception) {
    return errors.body(exception, language);
  }

  /**
   * The endpoint of every path and method that has none. Under the Identity API a preflight is
   * answered all the same, or a browser would hide the error (contract section 1.3).
   */
  public static Response nothingHere(Call call) {
    if (call.request().method() == Method.OPTIONS
        && call.request().path().startsWith("/identity/v1/")) {
      return Cors.preflight();
    }
    throw ApiError.RESOURCE_NOT_FOUND.exception();
  }

  private Response unknownTenant(Request request) {
    return ofNoTenant(
        ApiError.RESOURCE_NOT_FOUND.exception("No tenant of this host name"),
        request.header("Accept-Language").orElse(null));
  }

  /**
   * Answers what the server refused before it was a request: native clients need a JSON body with
   * every error (contract sections 1.1 and 1.8).
   *
   * @param status that HTTP has for it
   */
  public Response refused(int status, @Nullable String acceptLanguage) {
    return ofNoTenant(
        status == 413
            ? ApiError.BODY_TOO_LARGE.exception()
            : ApiError.VALIDATION.exception("The request cannot be read"),
        acceptLanguage);
  }

  private Response ofNoTenant(ApiException exception, @Nullable String acceptLanguage) {
    String language = Languages.accepted(acceptLanguage).orElse(Languages.DEFAULT);
    return Response.json(exception.error().status(), Json.write(errors.body(exception, language)))
        .with("Cache-Control", "no-store");
  }

  /**
   * Counts a request of which only the endpoint can tell what it is for.
   *
   * @throws ApiException {@code RATE_LIMIT_REACHED}
   */
  public void count(Call call, RateClass rate) {
    if (rate == RateClass.NONE || call.request().method() == Method.OPTIONS) {
      return;
    }
    Tenant.RateLimits limits = call.tenant().rateLimits();
    Limit limit =
        rate == RateClass.PASSWORD_STRENGTH ? limits.passwordStrength() : limits.perAddress();
    String bucket = "from:" + rate + ":" + AddressRanges.subscriber(call.caller().ip());
    limiter
        .hit(call.tenant().id(), bucket, limit.requests(), limit.window())
        .ifPresent(wait -> {
          throw ApiException.rateLimited(wait);
        });
  }

  private Caller caller(Request request, Tenant tenant) {
    String correlationId =
        request
            .header(CORRELATION_ID)
            .filter(id -> CORRELATION_ID_FORM.matcher(id).matches())
            .orElseGet(() -> Digest.base64Url(secrets.bytes(9)));
    MDC.put("correlation_id", correlationId);
    MDC.put("tenant", tenant.id());
    String agent = request.header("User-Agent").orElse("");
    return new Caller(
        address(request, tenant),
        clean(agent.length() > 255 ? agent.substring(0, 255) : agent),
        correlationId,
        "",
        tenant.addressedAs(request.host()));
  }

  /**
   * A back end may speak for its user's address, when it shows the tenant's key (contract section
   * 1.2).
   */
  private static String address(Request request, Tenant tenant) {
    String key = tenant.trueClientIpKey();
    return key == null
        ? request.clientAddress()
        : request
            .header("True-Client-IP-Key")
            .filter(sent -> Digest.same(sent, key))
            .flatMap(sent -> request.header("True-Client-IP"))
            .filter(AddressRanges::isAddress)
            .orElseGet(request::clientAddress);
  }

  private static String clean(String text) {
    return CONTROL.matcher(text).replaceAll("");
  }
}
