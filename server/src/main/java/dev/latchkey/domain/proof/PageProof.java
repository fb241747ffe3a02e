package dev.latchkey.domain.proof;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.profile.ProfileDetails;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The browser on a page of this server's own holds the cookie of a live session. Made by {@link
 * SessionVerifier}.
 *
 * <p>Unlike a token it is limited to no scopes, but those that the operator gave to its own fields
 * and not to the client.
 */
public final class PageProof implements OwnerProof {

  private final Client client;
  private final LiveSession live;

  PageProof(Client client, LiveSession live) {
    this.client = client;
    this.live = live;
  }

  @Override
  public ProfileDetails details() {
    return live.details();
  }

  /** That it is the cookie of. */
  public LiveSession session() {
    return live;
  }

  @Override
  public String clientId() {
    return client.id();
  }

  @Override
  public UUID sessionId() {
    return live.proof().sessionId();
  }

  @Override
  public Set<String> scopes() {
    Set<String> scopes = new LinkedHashSet<>(Scopes.STANDARD);
    scopes.addAll(client.scopes());
    return scopes;
  }

  @Override
  public List<String> amr() {
    return live.proof().amr();
  }

  @Override
  public Instant authTime() {
    return live.proof().authTime();
  }

  @Override
  public Instant issuedAt() {
    return live.proof().authTime();
  }

  @Override
  public Instant at() {
    return live.proof().at();
  }
}
