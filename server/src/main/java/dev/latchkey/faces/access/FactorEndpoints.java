package dev.latchkey.faces.access;

import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.access.Operation.Reach;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.flows.access.EnrolNumber;
import dev.latchkey.flows.access.VerifyNumber;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The factors of a user that this API knows, and the enrolment of a number (contract 5.1 to 5.3).
 */
public final class FactorEndpoints {

  private final AccessLimits limits;
  private final Challenges challenges;
  private final PushFactors pushFactors;
  private final EnrolNumber enrol;
  private final VerifyNumber verify;

  public FactorEndpoints(
      AccessApi api,
      Challenges challenges,
      PushFactors pushFactors,
      EnrolNumber enrol,
      VerifyNumber verify) {
    this.limits = api.limits();
    this.challenges = challenges;
    this.pushFactors = pushFactors;
    this.enrol = enrol;
    this.verify = verify;
  }

  public void on(Router router, AccessApi api) {
    api.route(router, Operation.get("/authentication_factors", Reach.USER, this::list));
    api.route(
        router,
        Operation.post("/authentication_factors/otp/{channel}", Reach.USER, this::enrol)
            .oncePerReference());
    api.route(
        router,
        Operation.post("/authentication_factors/otp/{channel}/verify", Reach.USER, this::verify)
            .oncePerReference());
  }

  /** With none, the field is left out (DECISIONS 22). */
  private Supplier<Response> list(AccessCall call) {
    return () -> {
      ObjectNode answer = Json.object();
      ArrayNode factors = Json.object().putArray("factors");
      sms(call.tenant(), call.user())
          .ifPresent(status ->
              factors.addObject().put("type", "OTP").put("channel", "SMS").put("status", status));
      pushFactors
          .of(call.tenant(), call.user().profileId())
          .forEach((channel, status) ->
              factors
                  .addObject()
                  .put("type", channel == PushChannel.AUTHY ? "PUSH" : channel.name())
                  .put("channel", channel.name())
                  .put("status", status.wireName()));
      if (!factors.isEmpty()) {
        answer.set("factors", factors);
      }
      return Answers.ok(answer);
    };
  }

  /** The state machine of a factor (contract 4), by what is there. */
  private Optional<String> sms(Tenant tenant, AccessProof user) {
    if (user.profile().factors().contains(FactorKind.SMS.wireName())) {
      return Optional.of("ACTIVE");
    }
    return challenges
        .newest(tenant, user.profileId(), Challenge.Purpose.ENROLMENT, Challenge.Channel.SMS)
        .map(challenge ->
            challenge.state() == ChallengeState.VERIFIED
                    || challenge.state() == ChallengeState.WITHDRAWN
                ? "INACTIVE"
                : "PENDING_VERIFICATION");
  }

  private Supplier<Response> enrol(AccessCall call) {
    call.word("channel", "SMS");
    return () -> {
      limits.enrolment(call.tenant(), call.user());
      enrol.run(call.tenant(), call.user(), call.language(), call.caller());
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
      verify.run(call.tenant(), call.client(), call.user(), code, call.language(), call.caller());
      return Response.noContent();
    };
  }
}
