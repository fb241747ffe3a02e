package dev.latchkey.domain.proof;

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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Codes that are sent and come back. One is live for each profile, purpose and channel; a new one
 * voids the old. A try is counted before it is judged, so any number of guesses at once have no
 * more than the allowed ones between them; it counts for the destination too, whichever code it was
 * meant for, so that asking for new codes brings no new guesses (attack class 9). Codes are kept as
 * keyed hashes whose key is not in the database.
 */
public final class VerificationCodes {

  /** A short code for typing, or one too long to guess for a link. */
  public enum Form {
    TYPED,
    LINKED
  }

  /**
   * A code as it goes into the message.
   *
   * @param link token of the server's own link
   */
  public record Issued(String code, String link, Duration lifetime) {}

  /** What a redeemed link was made with. */
  public record RedeemedLink(CodeProof proof, JsonNode data, boolean again) {}

  /**
   * @param open whether no lock was in the way
   */
  private record Try(boolean open, @Nullable Tried tried) {}

  private record Tried(
      UUID id, UUID profileId, String purpose, byte[] codeHash, String destination) {}

  /** A month (Access contract 5.11). */
  private static final Duration USER_INVITE = Duration.ofDays(30);

  /** Access contract 5.9. */
  private static final Duration TYPED_MAIL = Duration.ofMinutes(10);

  /** The purpose of codes that are nobody's. */
  private static final String NOBODYS = "none";

  private final Db db;
  private final CodeHashes hashes;
  private final Secrets secrets;
  private final LoginGuard guard;
  private final InstantSource clock;

  public VerificationCodes(
      Db db, RootKey rootKey, Secrets secrets, LoginGuard guard, InstantSource clock) {
    this.db = db;
    this.hashes = new CodeHashes(rootKey, "verification-code");
    this.secrets = secrets;
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * Adds a new code to the changes.
   *
   * @param destination key of the identifier that it is sent to
   * @param data what the use case needs when the link comes back
   */
  public Issued issue(
      Changes changes,
      Tenant tenant,
      @Nullable String clientId,
      UUID profileId,
      CodePurpose purpose,
      CodeChannel channel,
      String destination,
      Form form,
      ObjectNode data) {
    String code = form == Form.TYPED ? TypedCodes.next(tenant, secrets) : secrets.readable(20);
    String link = secrets.token();
    Duration lifetime = lifetime(tenant, purpose, channel, form);
    write(
        changes,
        tenant,
        clientId,
        profileId,
        purpose.column(),
        channel,
        destination,
        new Issued(code, link, lifetime),
        form == Form.TYPED ? tenant.codes().tries() : null,
        data);
    return new Issued(code, link, lifetime);
  }

  /**
   * The key of the address or number that the user's newest code for one of the purposes was sent
   * to, while it is good: what is asked for it need not be asked for the other as well.
   */
  public Optional<String> pending(Tenant tenant, UUID profileId, Set<CodePurpose> purposes) {
    return db.one(
        String.class,
        """
        select destination from verification_code
        where tenant = ? and profile_id = ? and purpose = any(?) and used_at is null and expires_at > ?
        order by created_at desc, id desc limit 1\
        """,
        tenant.id(),
        profileId,
        purposes.stream().map(CodePurpose::column).toList(),
        clock.instant());
  }

  private static Duration lifetime(
      Tenant tenant, CodePurpose purpose, CodeChannel channel, Form form) {
    return switch (purpose) {
      case CONSENT -> tenant.codes().consent();
      case INVITATION -> tenant.codes().invitation();
      case USER_INVITE -> USER_INVITE;
      // Six digits by mail are as easily guessed as by text message.
      case PASSWORD_RESET, ACCOUNT_RECOVERY ->
          form == Form.TYPED
              ? channel == CodeChannel.SMS ? tenant.codes().typed() : TYPED_MAIL
              : tenant.codes().linked();
      default ->
          form == Form.TYPED && channel == CodeChannel.SMS
              ? tenant.codes().typed()
              : tenant.codes().linked();
    };
  }

  /**
   * Adds a row of the same cost as that of {@link #issue} which no code redeems: an unknown
   * identifier must not answer faster.
   */
  public void issueToNobody(
      Changes changes, Tenant tenant, String clientId, CodeChannel channel, ObjectNode data) {
    Issued unsaid = new Issued(secrets.readable(20), secrets.token(), tenant.codes().linked());
    write(
        changes,
        tenant,
        clientId,
        null,
        NOBODYS,
        channel,
        secrets.readable(20),
        unsaid,
        null,
        data);
  }

  /** Of several at once the last one stays: each replaces what it finds. */
  private void write(
      Changes changes,
      Tenant tenant,
      @Nullable String clientId,
      @Nullable UUID profileId,
      String purpose,
      CodeChannel channel,
      String destination,
      Issued issued,
      @Nullable Integer tries,
      ObjectNode data) {
    UUID id = secrets.uuid();
    Instant now = clock.instant();
    changes.add(
        """
        insert into verification_code (tenant, id, purpose, client_id, profile_id, channel, destination, code_hash, link_hash,
          tries_left, data, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (tenant, purpose, profile_id, channel) where used_at is null do update set
          id = excluded.id, client_id = excluded.client_id, destination = excluded.destination, code_hash = excluded.code_hash,
          link_hash = excluded.link_hash, tries_left = excluded.tries_left, data = excluded.data,
          created_at = excluded.created_at, expires_at = excluded.expires_at\
        """,
        tenant.id(),
        id,
        purpose,
        clientId,
        profileId,
        channel.column(),
        destination,
        hashes.of(tenant, id, issued.code()),
        Digest.sha256(issued.link()),
        tries,
        data,
        now,
        now.plus(issued.lifetime()));
  }

  /**
   * Judges a code for the profile that the identifier names, and counts the try. The code stays
   * live until {@link #consume}. An unknown identifier is counted and told the same, in one
   * statement that writes: a commit that waits for the disk tells by its time (attack class 39).
   *
   * @param client for whom the code was sent: at another one it is worth nothing
   * @param purposes any of which the code may have been sent for
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}: wrong,
   *     expired, used, tried too often, or nobody's; {@code TOO_MANY_ATTEMPTS}: the destination is
   *     locked for now, which holds for codes that are short enough to guess
   */
  public CodeProof check(
      Tenant tenant, Client client, Set<CodePurpose> purposes, Identifier identifier, String code) {
    return judged(
        tenant,
        purposes,
        channel(identifier),
        subject(channel(identifier), identifier.key()),
        "profile_id = (select id from profile where tenant = ? and "
            + Profiles.column(identifier)
            + " = ?) and destination = ? and client_id = ?",
        List.of(tenant.id(), identifier.key(), identifier.key(), client.id()),
        code);
  }

  /** As above, of the codes of a profile that is known from a proof. */
  public CodeProof check(
      Tenant tenant,
      Set<CodePurpose> purposes,
      UUID profileId,
      Identifier identifier,
      String code) {
    return judged(
        tenant,
        purposes,
        channel(identifier),
        subject(channel(identifier), identifier.key()),
        "profile_id = ? and destination = ?",
        List.of(profileId, identifier.key()),
        code);
  }

  /** As above, wherever the code was sent. */
  public CodeProof check(
      Tenant tenant, CodePurpose purpose, CodeChannel channel, UUID profileId, String code) {
    return judged(
        tenant,
        Set.of(purpose),
        channel,
        subject(profileId),
        "profile_id = ?",
        List.of(profileId),
        code);
  }

  private CodeProof judged(
      Tenant tenant,
      Set<CodePurpose> purposes,
      CodeChannel channel,
      LoginGuard.Subject subject,
      String whose,
      List<?> whoseArgs,
      String code) {
    LoginGuard.Counting counting = guard.counting(tenant, subject);
    List<@Nullable Object> args = new ArrayList<>(counting.args());
    args.add(tenant.id());
    args.add(purposes.stream().map(CodePurpose::column).toList());
    args.add(channel.column());
    args.addAll(whoseArgs);
    args.add(clock.instant());
    List<Try> tries =
        db.list(
            Try.class,
            counting.trying(
                """
                update verification_code set tries_left = tries_left - 1
                where tenant = ? and purpose = any(?) and channel = ? and %s and used_at is null and expires_at > ?
                  and (tries_left is null or tries_left > 0 and exists (select from counted))
                returning id, profile_id, purpose, code_hash, destination\
                """
                    .formatted(whose)),
            args.toArray());
    for (Try one : tries) {
      Tried tried = one.tried();
      if (tried != null && Digest.same(tried.codeHash(), hashes.of(tenant, tried.id(), code))) {
        return new CodeProof(
            tried.id(),
            tried.profileId(),
            CodePurpose.of(tried.purpose()),
            channel,
            tried.destination(),
            clock.instant());
      }
    }
    throw tries.get(0).open()
        ? ApiError.INVALID_VERIFICATION_CODE.exception()
        : ApiError.TOO_MANY_ATTEMPTS.exception();
  }

  private static CodeChannel channel(Identifier identifier) {
    return identifier.kind() == Identifier.Kind.PHONE_NUMBER ? CodeChannel.SMS : CodeChannel.EMAIL;
  }

  private static LoginGuard.Subject subject(CodeChannel channel, String destination) {
    return new LoginGuard.Subject(
        "sent-code:" + Digest.base64Url(Digest.sha256(channel.column() + ":" + destination)));
  }

  private static LoginGuard.Subject subject(UUID profileId) {
    return new LoginGuard.Subject("sent-code:" + profileId);
  }

  /**
   * Adds to the changes that the code is used up, and that the tries for its destination are
   * counted anew. If somebody else used it in between, nothing of the changes is written.
   */
  public void consume(Changes changes, Tenant tenant, CodeProof proof) {
    // In the order in which a try locks the rows.
    guard.forget(
        changes,
        tenant,
        List.of(subject(proof.channel(), proof.destination()), subject(proof.profileId())));
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_VERIFICATION_CODE.exception();
        },
        "update verification_code set used_at = ? where tenant = ? and id = ? and used_at is null",
        clock.instant(),
        tenant.id(),
        proof.codeId());
  }

  /**
   * Adds to the changes that no code of those purposes is good any more for the profile, on
   * whatever channel it was sent.
   */
  public void voidAll(Changes changes, Tenant tenant, Set<CodePurpose> purposes, UUID profileId) {
    changes.add(
        "delete from verification_code where tenant = ? and purpose = any(?) and profile_id = ? and"
            + " used_at is null",
        tenant.id(),
        purposes.stream().map(CodePurpose::column).toList(),
        profileId);
  }

  /**
   * Takes the one look at what is behind the link's token; {@link #link} finds it all the same.
   *
   * @param clientId that the code was made for
   * @return whose profile it is
   */
  public Optional<UUID> showOnce(
      Tenant tenant, CodePurpose purpose, String clientId, String token) {
    return db.one(
        UUID.class,
        """
        update verification_code set data = data || '{"shown": true}'
        where tenant = ? and link_hash = ? and purpose = ? and client_id = ? and used_at is null and expires_at > ?
          and not data @> '{"shown": true}'
        returning profile_id\
        """,
        tenant.id(),
        Digest.sha256(token),
        purpose.column(),
        clientId,
        clock.instant());
  }

  /** As below, for one purpose. */
  public Optional<RedeemedLink> link(Tenant tenant, CodePurpose purpose, String token) {
    return link(tenant, Set.of(purpose), token);
  }

  /**
   * The proof behind a link's token. A link that was used already still tells what it led to, as
   * mail scanners open links before people do.
   *
   * @param again whether it was used before
   */
  public Optional<RedeemedLink> link(Tenant tenant, Set<CodePurpose> purposes, String token) {
    record Linked(
        UUID id,
        UUID profileId,
        String purpose,
        String channel,
        String destination,
        JsonNode data,
        @Nullable Instant usedAt) {}
    return db.one(
            Linked.class,
            """
            select id, profile_id, purpose, channel, destination, data, used_at from verification_code
            where tenant = ? and link_hash = ? and purpose = any(?) and expires_at > ?\
            """,
            tenant.id(),
            Digest.sha256(token),
            purposes.stream().map(CodePurpose::column).toList(),
            clock.instant())
        .map(row ->
            new RedeemedLink(
                new CodeProof(
                    row.id(),
                    row.profileId(),
                    CodePurpose.of(row.purpose()),
                    CodeChannel.of(row.channel()),
                    row.destination(),
                    clock.instant()),
                row.data(),
                row.usedAt() != null));
  }
}
