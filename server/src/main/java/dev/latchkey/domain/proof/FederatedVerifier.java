package dev.latchkey.domain.proof;

import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.NewProfile;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.provider.VerifiedIdentity;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Db;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells whose an identity at a provider is, and what it shows about that profile. The subject alone
 * decides: an address may be anybody's (attack class 5).
 */
public final class FederatedVerifier {

  /**
   * A linked identity.
   *
   * @param id of the identity
   */
  public record Known(UUID id, Profile profile, FederatedProof proof) {}

  private record Row(UUID identityId, Profile profile) {}

  private static final String SQL =
      "select identity.id as identity_id, "
          + Profile.COLUMNS
          + """
          from identity join profile on profile.tenant = identity.tenant and profile.id = identity.profile_id
          where identity.tenant = ? and identity.provider = ? and identity.realm = ? and identity.subject = ?\
          """;

  private final Db db;

  public FederatedVerifier(Db db) {
    this.db = db;
  }

  /** The profile that the identity is linked to. */
  public Optional<Known> find(Tenant tenant, VerifiedIdentity identity) {
    return db.one(
            Row.class,
            SQL,
            tenant.id(),
            identity.provider().key(),
            identity.realm(),
            identity.subject())
        .map(
            row -> new Known(row.identityId(), row.profile(), proof(row.profile().id(), identity)));
  }

  /** What the identity shows about a profile that this request makes of it. */
  public FederatedProof ofNew(NewProfile created, VerifiedIdentity identity) {
    return proof(created.profile().id(), identity);
  }

  /** What the identity shows about the profile whose owner has it linked. */
  public FederatedProof ofLink(LinkProof link, VerifiedIdentity identity) {
    return proof(link.profileId(), identity);
  }

  /**
   * What the identity shows about the profile that has its address. Empty unless the tenant wants
   * it, and the address is known to be the owner's on both sides (attack classes 5 and 6).
   */
  public Optional<FederatedProof> ofOwner(Profile profile, VerifiedIdentity identity) {
    Identifier own = identity.ownEmail();
    return identity.provider().linksVerifiedEmail()
            && own != null
            && profile.isEmailVerified()
            && own.key().equals(Profiles.emailKey(profile))
        ? Optional.of(proof(profile.id(), identity))
        : Optional.empty();
  }

  private static FederatedProof proof(UUID profileId, VerifiedIdentity identity) {
    return new FederatedProof(
        profileId, identity.provider().key(), identity.subject(), identity.at());
  }
}
