package dev.latchkey.flows.signup;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.KnownProfile;
import dev.latchkey.domain.profile.LiteProfiles;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.proof.VerificationCodes.RedeemedLink;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;

/**
 * Invitations that came back: their token shows the address or number to be the user's, and which
 * lite profile is to become the account (contract section 5.3). Good for one sign-up, at the client
 * that it was made for.
 */
public final class Invitations {

  /**
   * @param own what the invitation was sent to
   */
  public record Invitation(KnownProfile lite, Identifier own, CodeProof proof) {}

  private final VerificationCodes codes;
  private final LiteProfiles lites;

  public Invitations(VerificationCodes codes, LiteProfiles lites) {
    this.codes = codes;
    this.lites = lites;
  }

  /**
   * @param data of the sign-up, which must have the address or number that was invited
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_SIGNUP_TOKEN}
   */
  Invitation find(Tenant tenant, Client client, String token, ProfileChange data) {
    CodeProof proof =
        codes
            .link(tenant, CodePurpose.INVITATION, token)
            .filter(link -> !link.again() && isOf(link, client))
            .map(RedeemedLink::proof)
            .orElseThrow(ApiError.INVALID_SIGNUP_TOKEN::exception);
    Identifier own = proof.channel() == CodeChannel.SMS ? data.phoneNumber() : data.email();
    if (own == null || !own.key().equals(proof.destination())) {
      throw ApiError.INVALID_SIGNUP_TOKEN.exception("Another address or number was invited");
    }
    KnownProfile lite =
        lites.find(tenant, proof.profileId()).orElseThrow(ApiError.INVALID_SIGNUP_TOKEN::exception);
    return new Invitation(lite, own, proof);
  }

  private static boolean isOf(RedeemedLink link, Client client) {
    return link.data().path("client_id").asString("").equals(client.id());
  }

  /** Adds that it is good for nothing any more; nothing of the changes is written if it was not. */
  void useUp(Changes changes, Tenant tenant, Invitation invitation) {
    codes.consume(changes, tenant, invitation.proof());
  }
}
