package dev.latchkey.flows.push;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.DeviceProof;
import dev.latchkey.domain.proof.PushVerifier;
import dev.latchkey.domain.proof.StepUp;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.json.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a challenge tells the devices that are asked: the two-digit number that the user compares,
 * where it was begun, and how they are to answer.
 */
public record PushQuestion(String number, String ip, String userAgent, PushChannel answeredBy) {

  private static final String STEP_UP = "step_up";

  /** As the challenge keeps it. */
  static ObjectNode data(
      String number, Caller caller, PushChannel answeredBy, @Nullable StepUp stepUp) {
    ObjectNode data =
        Json.object()
            .put("number", number)
            .put("ip", caller.ip())
            .put("user_agent", caller.userAgent())
            .put("answered_by", answeredBy.column());
    return stepUp == null ? data : data.put(STEP_UP, Digest.base64Url(stepUp.handleHash()));
  }

  public static PushQuestion of(Challenge challenge) {
    return new PushQuestion(
        challenge.data().path("number").asString(""),
        challenge.data().path("ip").asString(""),
        challenge.data().path("user_agent").asString(""),
        PushChannel.of(challenge.data().path("answered_by").asString("")).orElseThrow());
  }

  /** The handle of the step-up that the answer is for. */
  static Optional<byte[]> stepUp(Challenge challenge) {
    String hash = challenge.data().path(STEP_UP).asString("");
    return hash.isEmpty() ? Optional.empty() : Optional.of(Digest.fromBase64Url(hash));
  }

  /** The channel that it is about: of an enrolment the new one. */
  static PushChannel subject(Challenge challenge) {
    return PushChannel.of(challenge.channel().name()).orElseThrow();
  }

  static PushVerifier.Asked asked(Challenge challenge) {
    return new PushVerifier.Asked(
        challenge.publicNo(),
        challenge.profileId(),
        challenge.clientId(),
        of(challenge).answeredBy());
  }

  static boolean isFor(Challenge challenge, DeviceProof device) {
    return device.channels().contains(of(challenge).answeredBy());
  }
}
