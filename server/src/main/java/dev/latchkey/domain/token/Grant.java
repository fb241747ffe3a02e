package dev.latchkey.domain.token;

import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.profile.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a client was given for a user: every token names one, and dies with it. Only {@link Grants}
 * makes one.
 *
 * <p>{@code authType} is that of this issue: {@code refresh} when a refresh token was used. So is
 * {@code key}, which its access token is bound to.
 */
public final class Grant {

  private final UUID id;
  private final Profile profile;
  private final UUID sessionId;
  private final Set<String> scopes;
  private final Instant authTime;
  private final String authType;
  private final List<String> amr;
  private final @Nullable String nonce;
  private final boolean newUser;
  private final OpenIdWish wish;
  private final @Nullable ProvenKey key;

  Grant(
      UUID id,
      Profile profile,
      UUID sessionId,
      Set<String> scopes,
      Instant authTime,
      String authType,
      List<String> amr,
      @Nullable String nonce,
      boolean newUser,
      OpenIdWish wish,
      @Nullable ProvenKey key) {
    this.id = id;
    this.profile = profile;
    this.sessionId = sessionId;
    this.scopes = scopes;
    this.authTime = authTime;
    this.authType = authType;
    this.amr = amr;
    this.nonce = nonce;
    this.newUser = newUser;
    this.wish = wish;
    this.key = key;
  }

  public UUID id() {
    return id;
  }

  public Profile profile() {
    return profile;
  }

  public UUID sessionId() {
    return sessionId;
  }

  public Set<String> scopes() {
    return scopes;
  }

  public Instant authTime() {
    return authTime;
  }

  public String authType() {
    return authType;
  }

  public List<String> amr() {
    return amr;
  }

  public @Nullable String nonce() {
    return nonce;
  }

  public boolean isNewUser() {
    return newUser;
  }

  /** What was agreed on beyond scopes. */
  public OpenIdWish wish() {
    return wish;
  }

  /** Null: the access token is good for whoever bears it. */
  public @Nullable ProvenKey key() {
    return key;
  }

  public boolean hasScope(String scope) {
    return scopes.contains(scope);
  }

  public String scope() {
    return Scopes.join(scopes);
  }

  Grant withScopes(Set<String> narrower) {
    return new Grant(
        id, profile, sessionId, narrower, authTime, authType, amr, nonce, newUser, wish, key);
  }

  /**
   * The same for an answer with fewer resources than were granted (RFC 8707 section 2.2).
   *
   * @param resources of those that were granted; empty: all of them
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_TARGET} for one that was not
   */
  public Grant forResources(List<String> resources) {
    if (!wish.resources().containsAll(resources)) {
      throw ApiError.INVALID_TARGET.exception();
    }
    return resources.isEmpty()
        ? this
        : new Grant(
            id,
            profile,
            sessionId,
            scopes,
            authTime,
            authType,
            amr,
            nonce,
            newUser,
            wish.withResources(resources),
            key);
  }
}
