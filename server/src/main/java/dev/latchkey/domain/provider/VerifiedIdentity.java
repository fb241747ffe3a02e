package dev.latchkey.domain.provider;

import dev.latchkey.domain.input.Identifier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a provider said of its user, in an answer that was checked: it is the provider's, for this
 * tenant's app and for this request. Made by {@link Upstream} alone.
 */
public final class VerifiedIdentity {

  private final Provider provider;
  private final String subject;
  private final @Nullable Identifier email;
  private final boolean emailVerified;
  private final ObjectNode profile;
  private final ObjectNode claims;
  private final @Nullable String accessToken;
  private final Instant at;

  VerifiedIdentity(
      Provider provider,
      String subject,
      @Nullable Identifier email,
      boolean emailVerified,
      ObjectNode profile,
      ObjectNode claims,
      @Nullable String accessToken,
      Instant at) {
    this.provider = provider;
    this.subject = subject;
    this.email = email;
    this.emailVerified = emailVerified;
    this.profile = profile;
    this.claims = claims;
    this.accessToken = accessToken;
    this.at = at;
  }

  public Provider provider() {
    return provider;
  }

  /** Under which variant the identity is kept; empty where all of the provider's share it. */
  public String realm() {
    return provider.realm();
  }

  /** The provider's name for the user: at most 255 characters, the same for ever. */
  public String subject() {
    return subject;
  }

  /** The address that the provider tells; null when it tells none. */
  public @Nullable Identifier email() {
    return email;
  }

  /** The address, if the provider is trusted to have made sure that it is the user's own. */
  public @Nullable Identifier ownEmail() {
    return emailVerified ? email : null;
  }

  /** What it says of the user, as the fields of a sign-up; not checked in form. */
  public ObjectNode profile() {
    return profile.deepCopy();
  }

  /** The answer, for reference; without tokens. */
  public ObjectNode claims() {
    return claims.deepCopy();
  }

  /** Of the provider, for the user; null when it gave none. */
  public @Nullable String accessToken() {
    return accessToken;
  }

  public Instant at() {
    return at;
  }
}
