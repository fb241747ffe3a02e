package dev.latchkey.domain.tenant;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A system of the operator's that is called when something happens (contract section 12), as in the
 * configuration file.
 *
 * @param key its name in the log and in events
 * @param secret signs the calls
 * @param events by their wire names; {@link #ANY_EVENT} for all
 * @param onFailure of one that is called before: what follows when it gives no usable answer
 * @param headers sent with each call
 * @param clients of which the events are; empty: of all, and of none
 * @param userFields of the profile that are sent beside its id; empty: all
 */
public record Webhook(
    String key,
    String url,
    String secret,
    When when,
    List<String> events,
    OnFailure onFailure,
    Duration timeout,
    Map<String, String> headers,
    List<String> clients,
    List<String> userFields) {

  /** Stands for every event. */
  public static final String ANY_EVENT = "*";

  /** Whether it is asked before the change, or told after it. */
  public enum When {
    BEFORE,
    AFTER
  }

  /** What follows when it was asked and gave no usable answer. */
  public enum OnFailure {
    /** Nothing is changed. */
    BLOCK,
    /** As if it had not been asked. */
    CONTINUE
  }

  /** Whether it hears of that event of that client. */
  public boolean wants(When moment, String event, @Nullable String clientId) {
    return when == moment
        && (events.contains(event) || events.contains(ANY_EVENT))
        && (clients.isEmpty() || clientId != null && clients.contains(clientId));
  }

  public URI uri() {
    return URI.create(url);
  }

  @Override
  public String toString() {
    return "Webhook[" + key + "]";
  }
}
