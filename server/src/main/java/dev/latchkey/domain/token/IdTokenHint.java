package dev.latchkey.domain.token;

import dev.latchkey.domain.client.Client;
import java.util.UUID;

/**
 * Of whom an ID token speaks that this server gave to the client, however long ago. Shows that the
 * bearer has the token, and no more. Only {@link IdTokenHints} makes one.
 */
public final class IdTokenHint {

  private final Client client;
  private final UUID profileId;
  private final UUID sessionId;

  IdTokenHint(Client client, UUID profileId, UUID sessionId) {
    this.client = client;
    this.profileId = profileId;
    this.sessionId = sessionId;
  }

  public Client client() {
    return client;
  }

  public UUID profileId() {
    return profileId;
  }

  public UUID sessionId() {
    return sessionId;
  }
}
