package dev.latchkey.domain.token;

import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a grant may be opened on: a live session, or a code that was issued in one. */
public final class GrantBasis {

  private final Profile profile;
  private final UUID sessionId;
  private final Set<String> scopes;
  private final Instant authTime;
  private final String authType;
  private final List<String> amr;
  private final @Nullable String nonce;
  private final boolean newUser;
  private final OpenIdWish wish;
  private final byte @Nullable [] codeHash;

  GrantBasis(
      Profile profile,
      UUID sessionId,
      Set<String> scopes,
      Instant authTime,
      String authType,
      List<String> amr,
      @Nullable String nonce,
      boolean newUser,
      OpenIdWish wish,
      byte @Nullable [] codeHash) {
    this.profile = profile;
    this.sessionId = sessionId;
    this.scopes = scopes;
    this.authTime = authTime;
    this.authType = authType;
    this.amr = amr;
    this.nonce = nonce;
    this.newUser = newUser;
    this.wish = wish;
    this.codeHash = codeHash;
  }

  public static GrantBasis of(Session session, Set<String> scopes, @Nullable String nonce) {
    return of(session, scopes, nonce, OpenIdWish.NONE);
  }

  public static GrantBasis of(
      Session session, Set<String> scopes, @Nullable String nonce, OpenIdWish wish) {
    return new GrantBasis(
        session.profile(),
        session.id(),
        scopes,
        session.authTime(),
        session.authType(),
        session.amr(),
        nonce,
        session.isNewUser(),
        wish,
        null);
  }

  Grant grant(UUID id, @Nullable ProvenKey key) {
    return new Grant(
        id, profile, sessionId, scopes, authTime, authType, amr, nonce, newUser, wish, key);
  }

  byte @Nullable [] codeHash() {
    return codeHash;
  }
}
