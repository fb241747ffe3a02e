package dev.latchkey.domain.proof;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Codes that log somebody in, sent to an address or number that may be nobody's yet (contract
 * section 6). One is live for each client and destination. Kept as keyed hashes; a try is counted
 * before it is judged, and wrong ones count for the destination whichever code they were meant for,
 * so that asking for new codes brings no new guesses.
 *
 * <p>A code is for the account that had the destination when it was sent: who could read it then
 * need not be who has the address or number by now (attack class 6). One that was sent to nobody's
 * is for the account that is made of it, by whichever client's code came first.
 */
public final class LoginCodes {

  /**
   * A code as it goes into the message.
   *
   * @param link token of the server's own link; in place of the code it is good as well, and cannot
   *     be guessed, so it lives longer
   */
  public record Issued(String code, Duration lifetime, String link, Duration linkLifetime) {}

  /**
   * A code that came back.
   *
   * @param request what the client asked for when it had the code sent
   * @param data of the profile that is made when there is none yet
   */
  public record Returned(
      IdentifierProof proof, String clientId, AccessRequest request, JsonNode data) {}

  private record Tried(
      UUID id,
      String clientId,
      String channel,
      String destination,
      String address,
      byte[] codeHash,
      JsonNode request,
      JsonNode data) {}

  /**
   * @param open whether the destination is not locked
   */
  private record Try(boolean open, @Nullable Tried tried) {}

  private static final String COLUMNS =
      " id, client_id, channel, destination, address, code_hash, request, data";

  private final Db db;
  private final CodeHashes hashes;
  private final Secrets secrets;
  private final LoginGuard guard;
  private final InstantSource clock;

  public LoginCodes(
      Db db, RootKey rootKey, Secrets secrets, LoginGuard guard, InstantSource clock) {
    this.db = db;
    this.hashes = new CodeHashes(rootKey, "login-code");
    this.secrets = secrets;
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * Adds a code to the changes; the one before it is void.
   *
   * @param profileId of the account that has the identifier; null when it is nobody's
   */
  public Issued issue(
      Changes changes,
      Tenant tenant,
      Client client,
      Identifier identifier,
      @Nullable UUID profileId,
      AccessRequest request,
      JsonNode data) {
    CodeChannel channel = channel(identifier);
    UUID id = secrets.uuid();
    String code = TypedCodes.next(tenant, secrets);
    String link = secrets.token();
    Instant now = clock.instant();
    Duration typed = tenant.codes().typed();
    Duration linked = channel == CodeChannel.SMS ? typed : tenant.codes().linked();
    changes.add(
        """
        insert into login_code (tenant, id, kind, client_id, profile_id, channel, destination, address, code_hash, handle_hash,
          tries_left, request, data, created_at, expires_at)
        values (?, ?, 'first_factor', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (tenant, channel, destination, client_id) where kind = 'first_factor' and used_at is null do update set
          id = excluded.id, profile_id = excluded.profile_id, address = excluded.address, code_hash = excluded.code_hash,
          handle_hash = excluded.handle_hash, tries_left = excluded.tries_left, request = excluded.request,
          data = excluded.data, created_at = excluded.created_at, expires_at = excluded.expires_at\
        """,
        tenant.id(),
        id,
        client.id(),
        profileId,
        channel.column(),
        identifier.key(),
        identifier.value(),
        hashes.of(tenant, id, code),
        Digest.sha256(link),
        tenant.codes().tries(),
        Json.tree(request),
        data,
        now,
        now.plus(linked));
    return new Issued(code, typed.compareTo(linked) < 0 ? typed : linked, link, linked);
  }

  /**
   * Judges a code, and counts the try, in one statement: any number of guesses at once have no more
   * than the allowed ones between them (attack class 9). It stays live until {@link #consume}.
   *
   * @param clientId null when the caller does not say: then whichever client's code it is
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}: wrong,
   *     expired, used, nobody's, or somebody else's by now; {@code TOO_MANY_ATTEMPTS}
   */
  public Returned check(
      Tenant tenant, @Nullable String clientId, Identifier identifier, String code) {
    LoginGuard.Counting counting = guard.counting(tenant, subject(identifier));
    List<@Nullable Object> args = new ArrayList<>(counting.args());
    args.addAll(List.of(tenant.id(), channel(identifier).column(), identifier.key()));
    args.add(clientId);
    args.add(clientId);
    Instant now = clock.instant();
    args.addAll(List.of(now, now.minus(tenant.codes().typed())));
    args.addAll(List.of(tenant.id(), identifier.key()));
    List<Try> tries =
        db.list(
            Try.class,
            counting.trying(
                """
                update login_code set tries_left = tries_left - 1
                where tenant = ? and kind = 'first_factor' and channel = ? and destination = ? and (?::text is null or client_id = ?)
                  and used_at is null and expires_at > ? and created_at > ? and tries_left > 0 and exists (select from counted)
                  and (profile_id is null or profile_id = (select id from profile where tenant = ? and %s = ?))
                returning%s\
                """
                    .formatted(Profiles.column(identifier), COLUMNS)),
            args.toArray());
    for (Try one : tries) {
      Tried tried = one.tried();
      if (tried != null && Digest.same(tried.codeHash(), hashes.of(tenant, tried.id(), code))) {
        return returned(tried);
      }
    }
    throw tries.get(0).open()
        ? ApiError.INVALID_VERIFICATION_CODE.exception()
        : ApiError.TOO_MANY_ATTEMPTS.exception();
  }

  /** Adds to the changes that the tries for the destination are counted anew. */
  public void forgive(Changes changes, Tenant tenant, IdentifierProof proof) {
    guard.forget(changes, tenant, List.of(subject(proof.identifier())));
  }

  /**
   * The code behind a link's token, which mails have; empty when it is unknown, expired, used, or
   * the address is somebody else's by now.
   */
  public Optional<Returned> byLink(Tenant tenant, String token) {
    return db.one(
            Tried.class,
            "select"
                + COLUMNS
                + """
                 from login_code c where tenant = ? and handle_hash = ? and kind = 'first_factor' and channel = 'email'
                  and used_at is null and expires_at > ?
                  and (profile_id is null
                    or profile_id = (select p.id from profile p where p.tenant = c.tenant and p.email_key = c.destination))\
                """,
            tenant.id(),
            Digest.sha256(token),
            clock.instant())
        .map(this::returned);
  }

  /**
   * Adds to the changes that the code is used up. If somebody else used it in between, nothing of
   * the changes is written.
   */
  public void consume(Changes changes, Tenant tenant, IdentifierProof proof) {
    forgive(changes, tenant, proof); // first: in the order in which a try locks the rows
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_VERIFICATION_CODE.exception();
        },
        "update login_code set used_at = ? where tenant = ? and id = ? and used_at is null",
        clock.instant(),
        tenant.id(),
        proof.codeId());
  }

  private Returned returned(Tried row) {
    Identifier.Kind kind =
        CodeChannel.of(row.channel()) == CodeChannel.SMS
            ? Identifier.Kind.PHONE_NUMBER
            : Identifier.Kind.EMAIL;
    return new Returned(
        new IdentifierProof(
            row.id(), new Identifier(kind, row.address(), row.destination()), clock.instant()),
        row.clientId(),
        Json.read(row.request(), AccessRequest.class),
        row.data());
  }

  private static CodeChannel channel(Identifier identifier) {
    return switch (identifier.kind()) {
      case EMAIL -> CodeChannel.EMAIL;
      case PHONE_NUMBER -> CodeChannel.SMS;
      case CUSTOM_IDENTIFIER ->
          throw new IllegalArgumentException("No message goes to a custom identifier");
    };
  }

  private static LoginGuard.Subject subject(Identifier identifier) {
    return new LoginGuard.Subject(
        "code:" + Digest.base64Url(Digest.sha256(identifier.kind() + ":" + identifier.key())));
  }
}
