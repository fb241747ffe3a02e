package dev.latchkey.domain.proof;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code tkn} between a login and the authorize request that follows it: the proofs so far,
 * kept for the same tenant, client and profile, good once (contract section 1.13).
 */
public final class LoginTickets {

  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final String KIND = "login";
  private static final String PROVEN = "proven";

  /** What the ticket stood for. */
  public record Redeemed(Profile profile, List<LoginProof> proofs) {

    /** Whether the profile was made in this flow. */
    public boolean isSignup() {
      return proofs.stream().anyMatch(SignupProof.class::isInstance);
    }
  }

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;

  public LoginTickets(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Adds a ticket for the proofs to the changes. */
  public String issue(Changes changes, Tenant tenant, Client client, LoginProof proof) {
    String handle = secrets.token();
    Instant now = clock.instant();
    changes.add(
        """
        insert into flow (tenant, handle_hash, kind, state, client_id, profile_id, proofs, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        tenant.id(),
        Digest.sha256(handle),
        KIND,
        PROVEN,
        client.id(),
        proof.profileId(),
        write(List.of(proof)),
        now,
        now.plus(LIFETIME));
    return handle;
  }

  /**
   * As {@link #issue}, unless the subject is locked or the password replaced by the time of the
   * commit: then {@code ACCOUNT_LOCKED}, whether the password was right or not.
   */
  public String issueUnlessLocked(
      Changes changes,
      Tenant tenant,
      Client client,
      PasswordProof proof,
      LoginGuard.Subject subject) {
    String handle = secrets.token();
    Instant now = clock.instant();
    changes.addConditional(
        () -> {
          throw ApiError.ACCOUNT_LOCKED.exception();
        },
        """
        insert into flow (tenant, handle_hash, kind, state, client_id, profile_id, proofs, created_at, expires_at)
        select ?, ?, ?, ?, ?, ?, ?::jsonb, ?::timestamptz, ?::timestamptz
        where not exists (select from login_guard where tenant = ? and subject = ? and locked_until > ?)
          and exists (select from password where tenant = ? and profile_id = ? and changed_at = ? for share)\
        """,
        tenant.id(),
        Digest.sha256(handle),
        KIND,
        PROVEN,
        client.id(),
        proof.profileId(),
        write(List.of(proof)),
        now,
        now.plus(LIFETIME),
        tenant.id(),
        subject.key(),
        now,
        tenant.id(),
        proof.profileId(),
        proof.passwordSetAt());
    return handle;
  }

  /**
   * Adds to the changes that no ticket of the profile is good any more: what they were given for
   * has changed.
   */
  public void voidAll(Changes changes, Tenant tenant, UUID profileId) {
    changes.add(
        "delete from flow where tenant = ? and kind = ? and profile_id = ?",
        tenant.id(),
        KIND,
        profileId);
  }

  /** Uses the ticket up. Empty when it is unknown, used, expired or another client's. */
  public Optional<Redeemed> redeem(Tenant tenant, Client client, String handle) {
    record Row(JsonNode proofs, Instant expiresAt, Profile profile) {}
    return db.one(
            Row.class,
            """
            with taken as (
              delete from flow where tenant = ? and handle_hash = ? and kind = ? and state = ? and client_id = ?
              returning tenant, profile_id, proofs, expires_at)
            select taken.proofs, taken.expires_at,
            """
                + Profile.COLUMNS
                + " from taken join profile on profile.tenant = taken.tenant and profile.id ="
                + " taken.profile_id",
            tenant.id(),
            Digest.sha256(handle),
            KIND,
            PROVEN,
            client.id())
        .filter(row -> row.expiresAt().isAfter(clock.instant()))
        .map(row -> new Redeemed(row.profile(), read(row.profile().id(), row.proofs())));
  }

  private static ArrayNode write(List<LoginProof> proofs) {
    ArrayNode list = Json.object().putArray("proofs");
    for (LoginProof proof : proofs) {
      ObjectNode json = list.addObject().put("at", proof.at().toString());
      switch (proof) {
        case PasswordProof password ->
            json.put("kind", "password")
                .put("identifier", password.identifierKind().name())
                .put("set_at", password.passwordSetAt().toString());
        case SignupProof signup -> json.put("kind", "signup");
        case CodeProof code ->
            json.put("kind", "code")
                .put("id", code.codeId().toString())
                .put("purpose", code.purpose().name())
                .put("channel", code.channel().name())
                .put("destination", code.destination());
        case SessionProof session ->
            throw new IllegalArgumentException("A session is its own proof");
      }
    }
    return list;
  }

  private static List<LoginProof> read(UUID profileId, JsonNode list) {
    List<LoginProof> proofs = new ArrayList<>();
    for (JsonNode json : list) {
      Instant at = Instant.parse(json.path("at").asString());
      proofs.add(
          switch (json.path("kind").asString()) {
            case "password" ->
                new PasswordProof(
                    profileId,
                    Identifier.Kind.valueOf(json.path("identifier").asString()),
                    Instant.parse(json.path("set_at").asString()),
                    at);
            case "signup" -> new SignupProof(profileId, at);
            case "code" ->
                new CodeProof(
                    UUID.fromString(json.path("id").asString()),
                    profileId,
                    CodePurpose.valueOf(json.path("purpose").asString()),
                    CodeChannel.valueOf(json.path("channel").asString()),
                    json.path("destination").asString(),
                    at);
            default -> throw new IllegalStateException("Unknown proof in a ticket");
          });
    }
    return proofs;
  }
}
