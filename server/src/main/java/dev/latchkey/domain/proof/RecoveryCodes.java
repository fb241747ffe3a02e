package dev.latchkey.domain.proof;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Recovery codes: ten on paper, each good once. Kept as keyed hashes whose key is not in the
 * database.
 */
public final class RecoveryCodes {

  /** A code as the user sees it, and what is kept of it. */
  public record Code(String text, String hash) {}

  /** A right code, not yet used up. */
  record Shown(RecoveryCodeProof proof, UUID credentialId) {}

  private static final int COUNT = 10;

  /** Signs of each half: 49 bits in all. */
  private static final int HALF = 5;

  private final Db db;
  private final CodeHashes hashes;
  private final Secrets secrets;
  private final InstantSource clock;

  public RecoveryCodes(Db db, RootKey rootKey, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.hashes = new CodeHashes(rootKey, "recovery-code");
    this.secrets = secrets;
    this.clock = clock;
  }

  /** New codes, written nowhere yet. */
  public List<Code> make(Tenant tenant, UUID profileId) {
    List<Code> codes = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      String text = secrets.readable(HALF) + "-" + secrets.readable(HALF);
      codes.add(new Code(text, hash(tenant, profileId, text)));
    }
    return codes;
  }

  Optional<Shown> judge(Tenant tenant, UUID profileId, String code) {
    return db.one(
            UUID.class,
            "select id from mfa_credential where tenant = ? and profile_id = ? and kind ="
                + " 'recovery_code' and coalesce(destination, '') = ?",
            tenant.id(),
            profileId,
            hash(tenant, profileId, code))
        .map(id -> new Shown(new RecoveryCodeProof(profileId, clock.instant()), id));
  }

  /**
   * Adds to the changes that the code is used up. If it was used in between, nothing of the changes
   * is written.
   */
  void consume(Changes changes, Tenant tenant, Shown shown) {
    UUID profileId = shown.proof().profileId();
    Profiles.holdFactors(changes, tenant, profileId);
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_VERIFICATION_CODE.exception();
        },
        "delete from mfa_credential where tenant = ? and id = ?",
        tenant.id(),
        shown.credentialId());
    Profiles.countFactors(changes, tenant, profileId);
  }

  /** However it is written down: case, spaces and the hyphen do not count. */
  private String hash(Tenant tenant, UUID profileId, String code) {
    String plain = code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return Digest.base64Url(hashes.of(tenant, profileId, plain));
  }
}
