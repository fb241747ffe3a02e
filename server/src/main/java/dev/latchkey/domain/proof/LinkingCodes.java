package dev.latchkey.domain.proof;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.UUID;

/**
 * Codes that link a device to a profile (Access API contract section 5.4): 99 random bits, good for
 * ten minutes and one device, kept as a hash. Thread-safe.
 */
public final class LinkingCodes {

  public static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final String KIND = "push_link";
  private static final int SIGNS = 20;

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;

  public LinkingCodes(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Adds a code to the changes; one for the same channel that was not used is void. */
  public String issue(
      Changes changes, Tenant tenant, String clientId, UUID profileId, PushChannel channel) {
    String code = secrets.readable(SIGNS);
    Instant now = clock.instant();
    voidAll(changes, tenant, profileId, channel);
    changes.add(
        """
        insert into flow (tenant, handle_hash, kind, state, client_id, profile_id, proofs, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, '[]', ?, ?)\
        """,
        tenant.id(),
        Digest.sha256(code),
        KIND,
        channel.column(),
        clientId,
        profileId,
        now,
        now.plus(LIFETIME));
    return code;
  }

  /** Adds that no code for that channel of the profile is good any more. */
  public void voidAll(Changes changes, Tenant tenant, UUID profileId, PushChannel channel) {
    changes.add(
        "delete from flow where tenant = ? and profile_id = ? and kind = ? and state = ?",
        tenant.id(),
        profileId,
        KIND,
        channel.column());
  }

  /**
   * What the code is good for. It stays so until {@link #consume}.
   *
   * @param code as a person typed it: case, spaces and hyphens are of no matter
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}: unknown, used
   *     or expired
   */
  public LinkingProof find(Tenant tenant, String code) {
    record Row(String state, String clientId, Profile profile) {}
    byte[] hash = Digest.sha256(code.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT));
    Instant now = clock.instant();
    return db.one(
            Row.class,
            "select flow.state, flow.client_id, "
                + Profile.COLUMNS
                + """
                from flow join profile on profile.tenant = flow.tenant and profile.id = flow.profile_id
                where flow.tenant = ? and flow.handle_hash = ? and flow.kind = ? and flow.expires_at > ?
                  and profile.suspended_at is null\
                """,
            tenant.id(),
            hash,
            KIND,
            now)
        .map(row ->
            new LinkingProof(
                hash,
                row.profile(),
                row.clientId(),
                PushChannel.of(row.state()).orElseThrow(),
                now))
        .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
  }

  /**
   * Adds to the changes that the code is used. If it was used in between, nothing of the changes is
   * written.
   */
  public void consume(Changes changes, Tenant tenant, LinkingProof proof) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_VERIFICATION_CODE.exception();
        },
        "delete from flow where tenant = ? and handle_hash = ? and kind = ?",
        tenant.id(),
        proof.codeHash(),
        KIND);
  }
}
