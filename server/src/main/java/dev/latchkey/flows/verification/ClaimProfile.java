package dev.latchkey.flows.verification;

import dev.latchkey.domain.credential.Credentials;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.platform.db.Changes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What it means for a profile that the owner of its address or number has shown up: every flow that
 * lets somebody in by a code comes by here.
 *
 * <p>Anybody may type anybody's address at sign-up. Until its owner shows up nobody knows whose the
 * profile is; when the owner does, whatever somebody else has put there to get in by is gone
 * (attack class 7).
 */
public final class ClaimProfile {

  private final Profiles profiles;
  private final SessionVerifier sessionVerifier;
  private final Credentials credentials;
  private final Sessions sessions;
  private final Grants grants;

  public ClaimProfile(
      Profiles profiles,
      SessionVerifier sessionVerifier,
      Credentials credentials,
      Sessions sessions,
      Grants grants) {
    this.profiles = profiles;
    this.sessionVerifier = sessionVerifier;
    this.credentials = credentials;
    this.sessions = sessions;
    this.grants = grants;
  }

  /**
   * Adds what the proof changes.
   *
   * @param cookie of the browser's session: when it is the profile's, maker and owner are one, and
   *     nothing is dropped
   * @return the profile as it is then: what a policy is asked about, or a stranger's second factor
   *     would keep the owner out
   * @throws dev.latchkey.domain.error.ApiException {@code UNVERIFIED_LOGIN} when the profile is
   *     known to be somebody else's: of the owner of its other identifier
   */
  public Profile add(
      Changes changes, Tenant tenant, Profile profile, CodeProof proof, @Nullable String cookie) {
    boolean sms = proof.channel() == CodeChannel.SMS;
    if (sms ? profile.isPhoneNumberVerified() : profile.isEmailVerified()) {
      return sms ? profile : owned(changes, tenant, profile, proof, cookie);
    }
    if (profile.isPhoneNumberVerified() || profile.isEmailVerified()) {
      throw ApiError.UNVERIFIED_LOGIN.exception().about(profile.id());
    }
    boolean stranger = !sessionVerifier.isOf(tenant, profile.id(), cookie);
    if (stranger) {
      credentials.dropAll(changes, tenant, proof);
      sessions.endAll(changes, tenant, profile.id(), null);
      grants.revokeAll(changes, tenant, profile.id(), null);
    }
    profiles.markVerified(
        changes,
        tenant,
        profile.id(),
        sms ? Identifier.Kind.PHONE_NUMBER : Identifier.Kind.EMAIL,
        proof.destination());
    return profile.claimed(sms, proof.at(), stranger);
  }

  /**
   * The address was shown before. If that was by a link that somebody opened, its maker is not
   * known to be its owner: who recovers the account has lost what was there, so nothing of it is
   * kept that may be another's. A login alone drops nothing, as most who confirm on another device
   * are the maker and would lose their password for it.
   */
  private Profile owned(
      Changes changes, Tenant tenant, Profile profile, CodeProof proof, @Nullable String cookie) {
    Instant apart = profile.confirmedApartAt();
    if (apart == null) {
      return profile;
    }
    if (sessionVerifier.isOf(tenant, profile.id(), cookie)) {
      profiles.markOne(changes, tenant, profile.id());
    } else if (proof.purpose() != CodePurpose.LOGIN) {
      credentials.dropWaysIn(changes, tenant, proof, apart);
      sessions.endAll(changes, tenant, profile.id(), null);
      grants.revokeAll(changes, tenant, profile.id(), null);
      profiles.markReclaimed(changes, tenant, profile.id());
    }
    return profile;
  }
}
