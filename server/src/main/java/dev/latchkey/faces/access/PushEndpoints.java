package dev.latchkey.faces.access;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.faces.access.Operation.Reach;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.flows.push.EnrolPush;
import dev.latchkey.flows.push.ReadPushStepUp;
import dev.latchkey.flows.push.StartPushLogin;
import dev.latchkey.flows.push.StartPushStepUp;
import dev.latchkey.flows.push.UnlinkPush;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Approval on a device (contract 2.5, 5.4, 5.5 and the status read of 8). */
public final class PushEndpoints {

  private static final String STEP_UP = "/stepup/challenges/push/{channel}";
  private static final String FACTOR = "/authentication_factors/push/{channel}";

  private static final String[] CHANNELS =
      Stream.of(PushChannel.values()).map(PushChannel::name).toArray(String[]::new);

  private final AccessLimits limits;
  private final StartPushStepUp start;
  private final ReadPushStepUp read;
  private final EnrolPush enrol;
  private final UnlinkPush unlink;
  private final StartPushLogin login;

  public PushEndpoints(
      AccessApi api,
      StartPushStepUp start,
      ReadPushStepUp read,
      EnrolPush enrol,
      UnlinkPush unlink,
      StartPushLogin login) {
    this.limits = api.limits();
    this.start = start;
    this.read = read;
    this.enrol = enrol;
    this.unlink = unlink;
    this.login = login;
  }

  public void on(Router router, AccessApi api) {
    api.route(router, Operation.post(STEP_UP, Reach.USER, this::start).oncePerReference());
    api.route(router, Operation.get(STEP_UP + "/{id}", Reach.USER, this::read));
    api.route(
        router, Operation.post(FACTOR, Reach.USER, this::enrol).afterStepUp().oncePerReference());
    api.route(router, Operation.delete(FACTOR, Reach.USER, this::unlink).afterStepUp());
    api.route(router, Operation.post("/login_via_biometrics", Reach.CLIENT, this::login));
  }

  private static PushChannel channel(AccessCall call) {
    return PushChannel.valueOf(call.word("channel", CHANNELS));
  }

  private Supplier<Response> start(AccessCall call) {
    PushChannel channel = channel(call);
    return () ->
        Answers.ok(
            Json.object()
                .put(
                    "id",
                    Long.toString(start.run(call.tenant(), call.user(), channel, call.caller()))));
  }

  private Supplier<Response> read(AccessCall call) {
    PushChannel channel = channel(call);
    long number = call.number("id");
    return () -> {
      ReadPushStepUp.Result result = read.run(call.tenant(), call.user(), channel, number);
      return Answers.ok(
          Json.object()
              .put("id", Long.toString(number))
              .put("status", result.state().name())
              .put("number", result.number()));
    };
  }

  private Supplier<Response> enrol(AccessCall call) {
    PushChannel channel = channel(call);
    return () -> {
      limits.enrolment(call.tenant(), call.user());
      return enrol
          .run(call.tenant(), call.user(), channel, call.language(), call.caller())
          .map(code -> Answers.ok(Json.object().put("linkingCode", code)))
          .orElseGet(Response::noContent);
    };
  }

  private Supplier<Response> unlink(AccessCall call) {
    PushChannel channel = channel(call);
    return () -> {
      unlink.run(call.tenant(), call.user(), channel, call.language(), call.caller());
      return Response.noContent();
    };
  }

  private Supplier<Response> login(AccessCall call) {
    Body body = call.body();
    Identifier email = body.email("email");
    Body identity = body.objectIfAny("identity");
    String id = identity == null ? "" : identity.text("id", 1, 19, Body.DIGITS);
    if (identity != null) {
      identity.word("type", "CONSUMER", "CORPORATE");
    }
    body.check();
    return () -> {
      Identifier whose = Objects.requireNonNull(email);
      limits.login(call.tenant(), whose, call.caller().ip(), false);
      Long of = id.isEmpty() ? null : Body.number(id);
      try {
        long number = login.run(call.tenant(), call.client(), whose, of, call.caller());
        return Answers.ok(Json.object().put("challengeId", Long.toString(number)));
      } catch (ApiException e) {
        throw e.error() == ApiError.ACCOUNT_LOCKED ? Refusal.empty(423) : e;
      }
    };
  }
}
