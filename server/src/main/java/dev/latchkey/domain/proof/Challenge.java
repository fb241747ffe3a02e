package dev.latchkey.domain.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something asked of a user: a code to be typed, or an answer on a device. It proves nothing by
 * itself; kept by {@link Challenges}.
 *
 * @param publicNo what it is called by outside
 * @param sessionId that it was asked in; null: of a login that has none yet
 * @param organisationId identity of the token that began it, or that a login is to be for; null:
 *     none
 * @param destination key of the number that the code went to; null: none did
 * @param data what a kind of its own needs; no secret
 */
public record Challenge(
    UUID id,
    long publicNo,
    Purpose purpose,
    Kind kind,
    Channel channel,
    UUID profileId,
    @Nullable UUID sessionId,
    String clientId,
    @Nullable UUID organisationId,
    @Nullable String destination,
    ChallengeState state,
    JsonNode data,
    Instant createdAt,
    Instant expiresAt) {

  /** What it is good for. */
  public enum Purpose {
    STEP_UP,
    ENROLMENT,
    LOGIN,
    /** Of a login on one of our pages. */
    SECOND_FACTOR;

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** As devices are told: to their user one login is like another. */
    public String wireName() {
      return this == SECOND_FACTOR ? LOGIN.name() : name();
    }

    /** Whether the client that began it hears of its end. */
    public boolean isClients() {
      return this == STEP_UP || this == LOGIN;
    }
  }

  /** How it is answered; a session has at most one live challenge of each kind and purpose. */
  public enum Kind {
    CODE,
    PUSH;

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Where it is answered, as the wire calls it. */
  public enum Channel {
    SMS,
    AUTHY,
    BIOMETRIC;

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is to be asked.
   *
   * @param sessionId null: of a login that has none yet
   * @param organisationId identity of the token that begins it, or that a login is to be for; null:
   *     none
   */
  public record Wanted(
      Purpose purpose,
      Channel channel,
      UUID profileId,
      @Nullable UUID sessionId,
      String clientId,
      @Nullable UUID organisationId,
      Duration lifetime) {}
}
