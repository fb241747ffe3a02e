package dev.latchkey.domain.proof;

import java.time.Instant;
import java.util.UUID;

/** Something shown about a profile. */
public sealed interface Proof
    permits LoginProof, OwnerProof, AccessProof, LinkProof, LinkingProof, DeviceProof {

  UUID profileId();

  /** When it was shown. */
  Instant at();
}
