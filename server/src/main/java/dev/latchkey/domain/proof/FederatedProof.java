package dev.latchkey.domain.proof;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Another identity provider vouched for an identity that is linked to the profile. */
public final class FederatedProof implements LoginProof {

  private final UUID profileId;
  private final String provider;
  private final String subject;
  private final Instant at;

  FederatedProof(UUID profileId, String provider, String subject, Instant at) {
    this.profileId = profileId;
    this.provider = provider;
    this.subject = subject;
    this.at = at;
  }

  @Override
  public UUID profileId() {
    return profileId;
  }

  /** Its key in the configuration. */
  public String provider() {
    return provider;
  }

  /** The provider's name for the identity. */
  public String subject() {
    return subject;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public String factor() {
    return "federated";
  }

  @Override
  public List<String> amr() {
    return List.of("federated");
  }

  @Override
  public String authType() {
    return provider;
  }
}
