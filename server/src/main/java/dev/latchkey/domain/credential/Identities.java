package dev.latchkey.domain.credential;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.proof.FederatedProof;
import dev.latchkey.domain.proof.FederatedVerifier.Known;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.provider.Upstream;
import dev.latchkey.domain.provider.VerifiedIdentity;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The identities at providers that lead to profiles. Thread-safe. */
public final class Identities {

  /** Longer than any ID token that is taken is good for. */
  private static final Duration ID_TOKEN_LIFETIME = Upstream.LONGEST_ID_TOKEN.plusDays(1);

  private final Secrets secrets;
  private final InstantSource clock;

  public Identities(Secrets secrets, InstantSource clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Adds that the identity leads to the profile of the proof. Committing may fail with {@link
   * ConstraintViolation}: see {@link #refused}.
   */
  public void link(
      Changes changes, Tenant tenant, FederatedProof proof, VerifiedIdentity identity) {
    Instant now = clock.instant();
    changes.add(
        """
        insert into identity (tenant, id, profile_id, provider, variant, realm, subject, email, username, claims, created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        tenant.id(),
        secrets.uuid(),
        proof.profileId(),
        identity.provider().key(),
        identity.provider().variant(),
        identity.realm(),
        identity.subject(),
        email(identity),
        username(identity),
        identity.claims(),
        now,
        now);
  }

  /**
   * Adds what the provider says now. If the identity was unlinked in between, nothing of the
   * changes is written.
   */
  public void refresh(Changes changes, Tenant tenant, Known known, VerifiedIdentity identity) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_STATE.exception();
        },
        "update identity set email = ?, username = ?, claims = ?, updated_at = ? where tenant = ?"
            + " and id = ? and profile_id = ?",
        email(identity),
        username(identity),
        identity.claims(),
        clock.instant(),
        tenant.id(),
        known.id(),
        known.profile().id());
  }

  /**
   * Adds that the identity leads to the profile no longer. Nothing of the changes is written when
   * it is not the profile's, or nothing else is left to log in with: those who try with two at once
   * wait for each other.
   *
   * @param byMessage whether the profile can log in with a code or link
   */
  public void unlink(
      Changes changes, Tenant tenant, OwnerProof owner, UUID identityId, boolean byMessage) {
    changes.add(
        "update profile set updated_at = ? where tenant = ? and id = ?",
        clock.instant(),
        tenant.id(),
        owner.profileId());
    changes.addExactlyOne(
        () -> {
          throw ApiError.LAST_WAY_IN.exception();
        },
        """
        delete from identity i where i.tenant = ? and i.profile_id = ? and i.id = ?
          and (? or exists (select from password p where p.tenant = i.tenant and p.profile_id = i.profile_id)
                 or exists (select from passkey k where k.tenant = i.tenant and k.profile_id = i.profile_id)
                 or exists (select from identity o where o.tenant = i.tenant and o.profile_id = i.profile_id and o.id <> i.id))\
        """,
        tenant.id(),
        owner.profileId(),
        identityId,
        byMessage);
  }

  /**
   * Adds that the ID token is used up. Committing fails with {@link ConstraintViolation} when it
   * was: see {@link #refused}.
   */
  public void useUp(Changes changes, Tenant tenant, String idToken) {
    // Of the signed part: the signature of some algorithms can be written in more than one way.
    String signed = idToken.substring(0, idToken.lastIndexOf('.'));
    changes.add(
        "insert into used_id_token (tenant, token_hash, expires_at) values (?, ?, ?)",
        tenant.id(),
        Digest.sha256(signed),
        clock.instant().plus(ID_TOKEN_LIFETIME));
  }

  /** What to tell the caller whose login came too late. */
  public static ApiException refused(ConstraintViolation violation) {
    return switch (violation.constraint()) {
      case "profile_email" -> ApiError.SOCIAL_EMAIL_IN_USE.exception();
      // Somebody was faster with the same identity or token: another try finds it linked.
      case "identity_subject", "used_id_token_once" -> ApiError.SOCIAL_LOGIN_FAILED.exception();
      default -> ApiError.SERVER_ERROR.causedBy(violation);
    };
  }

  private static @Nullable String email(VerifiedIdentity identity) {
    Identifier email = identity.email();
    return email == null ? null : email.value();
  }

  private static @Nullable String username(VerifiedIdentity identity) {
    String name = identity.profile().path("nickname").asString("");
    return name.isEmpty() || name.length() > 255 ? null : name;
  }
}
