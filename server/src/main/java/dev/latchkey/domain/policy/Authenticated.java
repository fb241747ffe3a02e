package dev.latchkey.domain.policy;

import dev.latchkey.domain.profile.Profile;
import java.time.Instant;
import java.util.List;

/**
 * A user whose proofs were found enough for this client. Only {@link LoginPolicy} makes one;
 * without one no session opens.
 */
public final class Authenticated {

  private final String tenantId;
  private final String clientId;
  private final Profile profile;
  private final List<String> amr;
  private final String authType;
  private final Instant authTime;
  private final boolean newUser;

  Authenticated(
      String tenantId,
      String clientId,
      Profile profile,
      List<String> amr,
      String authType,
      Instant authTime,
      boolean newUser) {
    this.tenantId = tenantId;
    this.clientId = clientId;
    this.profile = profile;
    this.amr = List.copyOf(amr);
    this.authType = authType;
    this.authTime = authTime;
    this.newUser = newUser;
  }

  public String tenantId() {
    return tenantId;
  }

  public String clientId() {
    return clientId;
  }

  public Profile profile() {
    return profile;
  }

  /** Every method shown, RFC 8176. */
  public List<String> amr() {
    return amr;
  }

  /** Whether more than one factor was shown. */
  public boolean isOfTwoFactors() {
    return amr.contains(SecondFactor.AMR);
  }

  public String authType() {
    return authType;
  }

  /** When the last credential was shown. */
  public Instant authTime() {
    return authTime;
  }

  public boolean isNewUser() {
    return newUser;
  }
}
