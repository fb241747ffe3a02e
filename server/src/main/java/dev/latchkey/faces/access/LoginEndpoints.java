package dev.latchkey.faces.access;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.tenant.AccessPolicy;
import dev.latchkey.faces.access.Operation.Reach;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.flows.access.AccessLogin;
import dev.latchkey.flows.access.AccessLogin.Result;
import dev.latchkey.flows.access.EndAccess;
import dev.latchkey.flows.access.ExchangeToken;
import dev.latchkey.flows.access.ExchangeToken.Wanted;
import dev.latchkey.flows.access.OpenAccess;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Logging in and out, and the identities of a user (contract 2.1, 2.2, 2.6, 2.7). */
public final class LoginEndpoints {

  private static final int MOST = 100;

  private final AccessLimits limits;
  private final AccessLogin login;
  private final Organisations organisations;
  private final ExchangeToken exchange;
  private final EndAccess endAccess;

  public LoginEndpoints(
      AccessApi api,
      AccessLogin login,
      Organisations organisations,
      ExchangeToken exchange,
      EndAccess endAccess) {
    this.limits = api.limits();
    this.login = login;
    this.organisations = organisations;
    this.exchange = exchange;
    this.endAccess = endAccess;
  }

  public void on(Router router, AccessApi api) {
    api.route(
        router, Operation.post("/login_with_password", Reach.CLIENT, this::loginWithPassword));
    api.route(router, Operation.get("/identities", Reach.ANY_TOKEN, this::identities));
    api.route(router, Operation.post("/access_token", Reach.EXCHANGE, this::accessToken));
    api.route(router, Operation.post("/logout", Reach.PASSWORD_UPDATE, this::logout));
  }

  private Supplier<Response> loginWithPassword(AccessCall call) {
    Body body = call.body();
    Identifier email = body.email("email");
    String password = body.password("password");
    body.check();
    if (email == null) {
      throw new IllegalStateException("A fault that was not told");
    }
    return () -> {
      boolean forwarded = !call.caller().ip().equals(call.request().clientAddress());
      limits.login(call.tenant(), email, call.caller().ip(), forwarded);
      try {
        return switch (login.run(call.tenant(), call.client(), email, password, call.caller())) {
          case Result.LoggedIn(OpenAccess.Login in) -> {
            ObjectNode answer =
                Json.object().put("token", in.token()).put("tokenType", in.kind().name());
            answer.set("identity", Documents.identity(in.membership()));
            answer.set("credentials", Documents.credentials(in.membership()));
            yield Answers.ok(answer);
          }
          case Result.PasswordExpired(String token) ->
              Response.json(409, Json.write(Json.object().put("token", token)));
        };
      } catch (ApiException e) {
        throw silent(e);
      }
    };
  }

  /** Who may not log in is not told why: 403, and 423 of a lock. */
  static RuntimeException silent(ApiException e) {
    return switch (e.error()) {
      case ACCOUNT_LOCKED -> Refusal.empty(423);
      case INVALID_EMAIL_OR_PASSWORD, ACCESS_TOKEN_INVALID, STEP_UP_REQUIRED -> Refusal.empty(403);
      case ApiError error when error.status() == 403 -> Refusal.empty(403);
      default -> e;
    };
  }

  /** The seed's bare array, or what later generations have in its place (contract 2.2). */
  private Supplier<Response> identities(AccessCall call) {
    Body query = Queries.of(call.request());
    Integer offset = query.integerIfAny("offset", 0, Integer.MAX_VALUE / 2);
    Integer limit = query.integerIfAny("limit", 1, MOST);
    query.check();
    return () -> {
      AccessProof user = call.user();
      AccessPolicy policy = call.tenant().access();
      if (policy != null
          && policy.linking() == AccessPolicy.Linking.CORPORATES
          && user.membership() != null
          && user.membership().isConsumer()) {
        throw Conflict.IDENTITY_TYPE_NOT_SUPPORTED.exception();
      }
      List<Membership> all = organisations.of(call.tenant(), user.profileId());
      ArrayNode page = Json.object().putArray("identities");
      all.stream()
          .skip(offset == null ? 0 : offset)
          .limit(limit == null ? MOST : limit)
          .map(Documents::listed)
          .forEach(page::add);
      boolean latest =
          call.request()
              .header("x-api-version")
              .filter(version -> version.toUpperCase(Locale.ROOT).equals("LATEST"))
              .isPresent();
      if (!latest) {
        return Answers.ok(page);
      }
      ObjectNode answer = Json.object();
      answer.set("identities", page);
      return Answers.ok(answer.put("count", all.size()).put("responseCount", page.size()));
    };
  }

  private Supplier<Response> accessToken(AccessCall call) {
    Body body = call.body();
    Wanted wanted = wanted(body);
    body.check();
    return () -> {
      try {
        BearerProof bearer = call.bearer();
        ExchangeToken.Result result =
            bearer == null
                ? exchange.byAccess(call.tenant(), call.client(), call.user(), wanted)
                : exchange.byBearer(call.tenant(), call.client(), bearer, wanted);
        ObjectNode answer = Json.object().put("token", result.token());
        answer.set("identity", Documents.identity(result.membership()));
        answer.set("credentials", Documents.credentials(result.membership()));
        return Answers.ok(answer.put("status", result.steppedUp() ? "STEPPED_UP" : "STANDARD"));
      } catch (ApiException e) {
        throw silent(e);
      }
    };
  }

  private static @Nullable Wanted wanted(Body body) {
    if (!body.has("identity")) {
      return null;
    }
    Body identity = body.object("identity");
    String type = identity.word("type", "CONSUMER", "CORPORATE");
    String id = identity.text("id", 1, 64, Body.DIGITS);
    return new Wanted(type, Body.number(id));
  }

  private Supplier<Response> logout(AccessCall call) {
    return () ->
        endAccess
            .run(call.tenant(), call.user(), call.caller())
            .map(url -> Answers.ok(Json.object().put("url", url)))
            .orElseGet(Response::noContent);
  }
}
