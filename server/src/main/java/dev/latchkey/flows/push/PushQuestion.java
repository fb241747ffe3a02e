package dev.latchkey.flows.push;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.DeviceProof;
import dev.latchkey.domain.proof.PushVerifier;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a challenge tells the devices that are asked: the two-digit number that the user compares,
 * where it was begun, and how they are to answer.
 */
public record PushQuestion(String number, String ip, String userAgent, PushChannel answeredBy) {

  /** As the challenge keeps it. */
  static ObjectNode data(String number, Caller caller, PushChannel answeredBy) {
    return Json.object()
        .put("number", number)
        .put("ip", caller.ip())
        .put("user_agent", caller.userAgent())
        .put("answered_by", answeredBy.column());
  }

  public static PushQuestion of(Challenge challenge) {
    return new PushQuestion(
        challenge.data().path("number").asString(""),
        challenge.data().path("ip").asString(""),
        challenge.data().path("user_agent").asString(""),
        PushChannel.of(challenge.data().path("answered_by").asString("")).orElseThrow());
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
