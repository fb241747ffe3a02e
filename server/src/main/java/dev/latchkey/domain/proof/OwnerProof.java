package dev.latchkey.domain.proof;

import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileDetails;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Somebody acts on the own account: an app that shows a live access token, or the browser on a page
 * of this server's own. What changes an account takes either, so that there is one flow for both;
 * how fresh it must be, and how many factors it must stand on, the policy tells of either.
 *
 * <p>A page needs no token: one that it held for its user would be one more thing to steal, and
 * would outlive the session that it was made of. Neither opens a session.
 */
public sealed interface OwnerProof extends Proof permits BearerProof, PageProof {

  /** The profile with what is known of it. */
  ProfileDetails details();

  default Profile profile() {
    return details().profile();
  }

  @Override
  default UUID profileId() {
    return profile().id();
  }

  /** The client that speaks; of a page the one whose users manage their account there. */
  String clientId();

  UUID sessionId();

  /** What it may read and write. */
  Set<String> scopes();

  /** Every method shown in the login that it stands on. */
  List<String> amr();

  /** When the user last showed a credential. */
  Instant authTime();

  /** When what is shown was handed out: a session never counts as younger than its login. */
  Instant issuedAt();
}
