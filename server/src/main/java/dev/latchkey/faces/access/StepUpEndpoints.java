package dev.latchkey.faces.access;

import dev.latchkey.faces.access.Operation.Reach;
import dev.latchkey.flows.access.FinishCodeStepUp;
import dev.latchkey.flows.access.StartCodeStepUp;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.util.function.Supplier;

/** Step-up by a code (contract 2.3, 2.4). */
public final class StepUpEndpoints {

  private final AccessLimits limits;
  private final StartCodeStepUp start;
  private final FinishCodeStepUp finish;

  public StepUpEndpoints(AccessApi api, StartCodeStepUp start, FinishCodeStepUp finish) {
    this.limits = api.limits();
    this.start = start;
    this.finish = finish;
  }

  public void on(Router router, AccessApi api) {
    api.route(
        router,
        Operation.post("/stepup/challenges/otp/{channel}", Reach.USER, this::start)
            .oncePerReference());
    api.route(
        router,
        Operation.post("/stepup/challenges/otp/{channel}/verify", Reach.USER, this::verify)
            .oncePerReference());
  }

  private Supplier<Response> start(AccessCall call) {
    call.word("channel", "SMS");
    return () -> {
      limits.stepUp(call.tenant(), call.user());
      start.run(call.tenant(), call.user(), call.language(), call.caller());
      return Response.noContent();
    };
  }

  private Supplier<Response> verify(AccessCall call) {
    call.word("channel", "SMS");
    Body body = call.body();
    String code = body.code("verificationCode");
    body.check();
    return () -> {
      limits.verification(call.tenant(), call.user());
      finish.run(call.tenant(), call.client(), call.user(), code, call.caller());
      return Response.noContent();
    };
  }
}
