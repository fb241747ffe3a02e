package dev.latchkey.domain.proof;

import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.profile.Profile;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A live token of the Access API was shown, with the key of its client. Made by {@link
 * AccessVerifier}. Opens no session.
 */
public final class AccessProof implements Proof {

  private final byte[] tokenHash;
  private final AccessKind kind;
  private final String clientId;
  private final @Nullable UUID sessionId;
  private final Instant authTime;
  private final String authType;
  private final List<String> amr;
  private final @Nullable Instant steppedUpAt;
  private final @Nullable Membership membership;
  private final int identities;
  private final Profile profile;
  private final Instant createdAt;
  private final Instant expiresAt;
  private final Instant at;

  AccessProof(AccessVerifier.Row row, byte[] tokenHash, AccessKind kind, Instant at) {
    this.tokenHash = tokenHash.clone();
    this.kind = kind;
    this.clientId = row.clientId();
    this.sessionId = row.sessionId();
    this.authTime = row.authTime();
    this.authType = row.authType();
    this.amr = row.amr();
    this.steppedUpAt = row.steppedUpAt();
    this.membership = row.membership();
    this.identities = row.identities();
    this.profile = row.profile();
    this.createdAt = row.createdAt();
    this.expiresAt = row.expiresAt();
    this.at = at;
  }

  @Override
  public UUID profileId() {
    return profile.id();
  }

  public Profile profile() {
    return profile;
  }

  public byte[] tokenHash() {
    return tokenHash.clone();
  }

  public AccessKind kind() {
    return kind;
  }

  public String clientId() {
    return clientId;
  }

  /**
   * The login that the token is of.
   *
   * @throws IllegalStateException when there is none: of a login with an expired password
   */
  public UUID sessionId() {
    if (sessionId == null) {
      throw new IllegalStateException("A token without a session");
    }
    return sessionId;
  }

  /** Whether the user is logged in. */
  public boolean hasSession() {
    return sessionId != null;
  }

  public Instant authTime() {
    return authTime;
  }

  /** How the login behind it was made: of a provider the key; empty where there is no session. */
  public String authType() {
    return authType;
  }

  public List<String> amr() {
    return amr;
  }

  /** When a second factor was last shown in the session; null: never. */
  public @Nullable Instant steppedUpAt() {
    return steppedUpAt;
  }

  /**
   * What the user acts for: that of an access token, else the user's default one; null: the user
   * has none.
   */
  public @Nullable Membership membership() {
    return membership;
  }

  /** Identity that the user acts for, as above. */
  public @Nullable UUID organisationId() {
    return membership == null ? null : membership.organisationId();
  }

  /** How many identities the user has. Of an access token: its one. */
  public int identities() {
    return identities;
  }

  public Instant createdAt() {
    return createdAt;
  }

  /** However much it is used. */
  public Instant expiresAt() {
    return expiresAt;
  }

  @Override
  public Instant at() {
    return at;
  }
}
