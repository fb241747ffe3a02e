package dev.latchkey.flows.device;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.flows.grants.JudgeSession.Standing;
import dev.latchkey.flows.grants.SendToLogin.Step;
import java.util.Set;

/** What a user code leads to. */
public sealed interface DeviceOutcome {

  /**
   * Its user decides.
   *
   * @param userCode as the device shows it
   * @param reach what the device would get: its scopes, and those that its claims belong to
   * @param user who is asked
   */
  record Ask(Client client, String userCode, Set<String> reach, Profile user)
      implements DeviceOutcome {}

  /**
   * Nobody is there whose session is good enough for the client.
   *
   * @param step what is missing
   */
  record LoginNeeded(Client client, String userCode, Step step) implements DeviceOutcome {}

  /** It is decided. */
  record Decided() implements DeviceOutcome {}

  /** What is missing at that standing. */
  static LoginNeeded loginNeeded(FindDevice.Found found, Standing standing) {
    return new LoginNeeded(
        found.client(),
        found.waiting().userCode(),
        standing instanceof Standing.StepUpNeeded ? Step.SECOND_FACTOR : Step.LOG_IN);
  }
}
