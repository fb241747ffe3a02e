package dev.latchkey.domain.proof;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The confidential client vouched for its user with a token under its secret (contract section
 * 4.6).
 */
public final class CustomTokenProof implements LoginProof {

  public static final String AUTH_TYPE = "external";

  private final UUID profileId;
  private final String clientId;
  private final Instant at;

  CustomTokenProof(UUID profileId, String clientId, Instant at) {
    this.profileId = profileId;
    this.clientId = clientId;
    this.at = at;
  }

  @Override
  public UUID profileId() {
    return profileId;
  }

  /** Good at this client only. */
  public String clientId() {
    return clientId;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public String factor() {
    return AUTH_TYPE;
  }

  @Override
  public List<String> amr() {
    return List.of("external");
  }

  @Override
  public String authType() {
    return "external";
  }
}
