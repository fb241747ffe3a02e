package dev.latchkey.domain.proof;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Logins between their first and their second factor, behind the step-up token of contract section
 * 10.7: good for as many codes as the limits allow, and for one login.
 */
public final class StepUps {

  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final String KIND = "step_up";
  private static final String OPEN = "open";
  private static final String REQUEST = "request";

  private record Row(
      byte[] handleHash, String clientId, JsonNode proofs, JsonNode data, Profile profile) {}

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;

  public StepUps(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Adds a step-up to the changes and returns its token.
   *
   * @param proofs shown so far, all of one profile
   * @param request null: it is told later ({@link #resume})
   * @param action in the client's words, null when it did not say
   */
  public String open(
      Changes changes,
      Tenant tenant,
      Client client,
      List<LoginProof> proofs,
      @Nullable AccessRequest request,
      List<FactorKind> offered,
      @Nullable String action) {
    String token = secrets.token();
    Instant now = clock.instant();
    ObjectNode data = Json.object();
    if (request != null) {
      data.set(REQUEST, Json.tree(request));
    }
    offered.forEach(kind -> data.withArray("/offered").add(kind.wireName()));
    data.put("action", action == null ? "" : action);
    changes.add(
        """
        insert into flow (tenant, handle_hash, kind, state, client_id, profile_id, proofs, data, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        tenant.id(),
        Digest.sha256(token),
        KIND,
        OPEN,
        client.id(),
        proofs.get(0).profileId(),
        FlowProofs.write(proofs),
        data,
        now,
        now.plus(LIFETIME));
    return token;
  }

  /** The step-up of that token; empty when it is unknown, expired or done. */
  public Optional<StepUp> find(Tenant tenant, String token) {
    return find(tenant, Digest.sha256(token));
  }

  Optional<StepUp> find(Tenant tenant, byte[] handleHash) {
    return db.one(
            Row.class,
            "select flow.handle_hash, flow.client_id, flow.proofs, flow.data, "
                + Profile.COLUMNS
                + """
                from flow join profile on profile.tenant = flow.tenant and profile.id = flow.profile_id
                where flow.tenant = ? and flow.handle_hash = ? and flow.kind = ? and flow.expires_at > ?\
                """,
            tenant.id(),
            handleHash,
            KIND,
            clock.instant())
        .map(StepUps::stepUp);
  }

  /** Adds to the changes what the step-up ends in, in the place of what was said before. */
  public void resume(Changes changes, Tenant tenant, StepUp stepUp, AccessRequest request) {
    changes.add(
        "update flow set data = data || jsonb_build_object(?::text, ?::jsonb) where tenant = ? and"
            + " handle_hash = ? and kind = ?",
        REQUEST,
        Json.tree(request),
        tenant.id(),
        stepUp.handleHash(),
        KIND);
  }

  /**
   * Adds to the changes what a device showed for the step-up: whoever has its token may go on. If
   * it ended in between, nothing of the changes is written.
   */
  public void show(Changes changes, Tenant tenant, byte[] handleHash, PushProof proof) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_STATE.exception();
        },
        "update flow set proofs = proofs || ?::jsonb where tenant = ? and handle_hash = ? and kind"
            + " = ? and profile_id = ? and expires_at > ?",
        FlowProofs.write(List.of(proof)),
        tenant.id(),
        handleHash,
        KIND,
        proof.profileId(),
        clock.instant());
  }

  private static StepUp stepUp(Row row) {
    return new StepUp(
        row.handleHash(),
        row.clientId(),
        row.profile(),
        FlowProofs.read(row.profile().id(), row.proofs()),
        row.data().has(REQUEST) ? Json.read(row.data().path(REQUEST), AccessRequest.class) : null,
        row.data()
            .path("offered")
            .valueStream()
            .flatMap(kind -> FactorKind.of(kind.asString()).stream())
            .toList(),
        row.data().path("action").asString());
  }

  /**
   * Adds to the changes that the step-up is done. If it was done in between, nothing of the changes
   * is written.
   */
  public void finish(Changes changes, Tenant tenant, StepUp stepUp) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_STATE.exception();
        },
        "delete from flow where tenant = ? and handle_hash = ? and kind = ?",
        tenant.id(),
        stepUp.handleHash(),
        KIND);
  }

  /**
   * Adds to the changes that no step-up of the profile goes on: what was shown in it, or could have
   * been, has changed.
   */
  public void voidAll(Changes changes, Tenant tenant, UUID profileId) {
    changes.add(
        "delete from flow where tenant = ? and kind = ? and profile_id = ?",
        tenant.id(),
        KIND,
        profileId);
  }
}
