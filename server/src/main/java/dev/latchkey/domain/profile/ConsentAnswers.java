package dev.latchkey.domain.profile;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a profile holds after a user's answers.
 *
 * @param consents all of them, by key
 * @param answered the keys of those that were answered now
 */
public record ConsentAnswers(JsonNode consents, Set<String> answered) {

  /** Whether one of the answers is a yes that is to be confirmed. */
  public boolean areToBeConfirmed() {
    return answered.stream().anyMatch(key -> isWaiting(key));
  }

  public boolean isWaiting(String key) {
    return ConsentLedger.isWaiting(consents.path(key));
  }
}
