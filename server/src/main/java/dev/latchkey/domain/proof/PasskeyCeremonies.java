package dev.latchkey.domain.proof;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.Ceremony.Kind;
import dev.latchkey.domain.proof.Ceremony.Terms;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The challenges of WebAuthn between their two requests (contract section 9): 32 random bytes, good
 * for five minutes and one success, found again by what the authenticator's client signed.
 */
public final class PasskeyCeremonies {

  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final String OPEN = "open";

  private record Row(String clientId, @Nullable UUID profileId, JsonNode data) {}

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;

  public PasskeyCeremonies(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Adds a ceremony to the changes and returns its challenge, in base64url.
   *
   * @param profileId whose it is; null when that is not known yet
   */
  public String open(
      Changes changes,
      Tenant tenant,
      Client client,
      Kind kind,
      @Nullable UUID profileId,
      Terms terms) {
    String challenge = secrets.token();
    Instant now = clock.instant();
    changes.add(
        """
        insert into flow (tenant, handle_hash, kind, state, client_id, profile_id, proofs, data, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, '[]', ?, ?, ?)\
        """,
        tenant.id(),
        Digest.sha256(challenge),
        column(kind),
        OPEN,
        client.id(),
        profileId,
        Json.tree(terms),
        now,
        now.plus(LIFETIME));
    return challenge;
  }

  /**
   * The ceremony whose challenge the client data carries. It stays open until {@link #finish}.
   *
   * @param clientData JSON (WebAuthn section 5.8.1)
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}: there is none of that
   *     kind, or it is over; {@code PASSKEY_FAILED} when the client data cannot be read
   */
  public Ceremony find(Tenant tenant, Kind kind, byte[] clientData) {
    String challenge = challenge(clientData);
    byte[] handleHash = Digest.sha256(challenge);
    return db.one(
            Row.class,
            "select client_id, profile_id, data from flow where tenant = ? and handle_hash = ? and"
                + " kind = ? and expires_at > ?",
            tenant.id(),
            handleHash,
            column(kind),
            clock.instant())
        .map(row ->
            new Ceremony(
                handleHash, challenge, kind, row.clientId(), row.profileId(), terms(row.data())))
        .orElseThrow(ApiError.INVALID_STATE::exception);
  }

  /**
   * Adds to the changes that the ceremony is over. If it was over in between, nothing of the
   * changes is written.
   */
  public void finish(Changes changes, Tenant tenant, Ceremony ceremony) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_STATE.exception();
        },
        "delete from flow where tenant = ? and handle_hash = ? and kind = ?",
        tenant.id(),
        ceremony.handleHash(),
        column(ceremony.kind()));
  }

  static String challenge(byte[] clientData) {
    try {
      return Json.read(clientData).path("challenge").asString("");
    } catch (JacksonException e) {
      throw ApiError.PASSKEY_FAILED.exception("client_data_json is not JSON");
    }
  }

  static Terms terms(JsonNode data) {
    return Json.read(data, Terms.class);
  }

  static String column(Kind kind) {
    return "webauthn_" + kind.name().toLowerCase(Locale.ROOT);
  }
}
