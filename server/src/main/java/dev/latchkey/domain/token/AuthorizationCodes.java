package dev.latchkey.domain.token;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.session.Session;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Authorization codes (RFC 6749 section 4.1.2): bound to client, redirect URI, PKCE challenge and
 * session; good once. Thread-safe.
 */
public final class AuthorizationCodes {

  /**
   * What a code is bound to.
   *
   * @param redirectUri as in the request; null in web message mode without one
   * @param origin the verified origin of the page, when {@code redirectUri} is null
   * @param sessionCookie of a session opened by this request: set again at the token endpoint for
   *     native clients, whose authorize request had no browser
   * @param dpopJkt of the key that must be shown with the code (RFC 9449 section 10); null: any, or
   *     none
   */
  public record Binding(
      @Nullable String redirectUri,
      @Nullable String origin,
      @Nullable String codeChallenge,
      Set<String> scopes,
      @Nullable String nonce,
      @Nullable String sessionCookie,
      OpenIdWish wish,
      @Nullable String dpopJkt) {}

  /**
   * A code that was just used, for the first and only time.
   *
   * @param live whether it had not expired and its session had not ended
   * @param persistent of the session's cookie
   * @param providerToken null when there is none for the client
   */
  public record Redeemed(
      String clientId,
      Binding binding,
      boolean live,
      boolean persistent,
      UUID grantId,
      @Nullable ProviderToken providerToken,
      GrantBasis basis) {}

  private record Row(
      String clientId,
      UUID sessionId,
      @Nullable String redirectUri,
      @Nullable String origin,
      @Nullable String codeChallenge,
      String scope,
      @Nullable String nonce,
      boolean newUser,
      Instant authTime,
      String authType,
      List<String> amr,
      byte @Nullable [] sessionCookie,
      @Nullable JsonNode wish,
      @Nullable String dpopJkt,
      @Nullable String providerName,
      byte @Nullable [] providerToken,
      UUID grantId,
      Instant expiresAt,
      boolean sessionEnded,
      boolean persistent,
      Profile profile) {}

  private static final String PROVIDER_TOKEN = "provider-token";

  private final Db db;
  private final RootKey rootKey;
  private final Secrets secrets;
  private final InstantSource clock;

  public AuthorizationCodes(Db db, RootKey rootKey, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.rootKey = rootKey;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Adds a code for the session to the changes.
   *
   * @param beside the grant of the tokens that are issued with it, which it is to belong to; null:
   *     there are none
   */
  public String issue(
      Changes changes,
      Tenant tenant,
      Client client,
      Session session,
      Binding binding,
      @Nullable Grant beside) {
    String code = secrets.token();
    byte[] hash = Digest.sha256(code);
    String cookie = binding.sessionCookie();
    changes.add(
        """
        insert into authorization_code (tenant, code_hash, client_id, profile_id, session_id, redirect_uri, origin, code_challenge,
          scope, nonce, new_user, auth_time, auth_type, amr, session_cookie, wish, dpop_jkt, grant_id, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        tenant.id(),
        hash,
        client.id(),
        session.profile().id(),
        session.id(),
        binding.redirectUri(),
        binding.origin(),
        binding.codeChallenge(),
        Scopes.join(binding.scopes()),
        binding.nonce(),
        session.isNewUser(),
        session.authTime(),
        session.authType(),
        session.amr(),
        cookie == null
            ? null
            : rootKey.seal(
                "session-cookie",
                context(tenant, hash),
                cookie.getBytes(StandardCharsets.US_ASCII)),
        binding.wish().kept(),
        binding.dpopJkt(),
        beside == null ? null : beside.id(),
        clock.instant().plus(client.lifetimes().code()));
    return code;
  }

  /** Adds to the changes that the code, issued in them, carries a provider's token. */
  public void attach(Changes changes, Tenant tenant, String code, ProviderToken token) {
    byte[] hash = Digest.sha256(code);
    changes.add(
        "update authorization_code set provider_name = ?, provider_token = ? where tenant = ? and"
            + " code_hash = ?",
        token.provider(),
        rootKey.seal(
            PROVIDER_TOKEN,
            context(tenant, hash),
            token.accessToken().getBytes(StandardCharsets.UTF_8)),
        tenant.id(),
        hash);
  }

  /**
   * Uses the code up, right or wrong as the rest of the request may be. Empty when it is unknown or
   * was used before.
   */
  public Optional<Redeemed> redeem(Tenant tenant, String code) {
    byte[] hash = Digest.sha256(code);
    return db.one(
            Row.class,
            """
            with used as (
              update authorization_code set used_at = ?, grant_id = coalesce(grant_id, ?)
              where tenant = ? and code_hash = ? and used_at is null
              returning *)
            select used.client_id, used.session_id, used.redirect_uri, used.origin, used.code_challenge, used.scope, used.nonce,
              used.new_user, used.auth_time, used.auth_type, used.amr, used.session_cookie, used.wish, used.dpop_jkt,
              used.provider_name, used.provider_token, used.grant_id, used.expires_at,
              session.ended_at is not null as session_ended, session.persistent,
            """
                + Profile.COLUMNS
                + """
                from used
                join session on session.tenant = used.tenant and session.id = used.session_id
                join profile on profile.tenant = used.tenant and profile.id = used.profile_id\
                """,
            clock.instant(),
            secrets.uuid(),
            tenant.id(),
            hash)
        .map(row -> redeemed(tenant, hash, row));
  }

  private Redeemed redeemed(Tenant tenant, byte[] hash, Row row) {
    byte[] sealed = row.sessionCookie();
    String cookie =
        sealed == null
            ? null
            : new String(
                rootKey.open("session-cookie", context(tenant, hash), sealed),
                StandardCharsets.US_ASCII);
    Set<String> scopes = Scopes.parse(row.scope());
    OpenIdWish wish = OpenIdWish.of(row.wish());
    return new Redeemed(
        row.clientId(),
        new Binding(
            row.redirectUri(),
            row.origin(),
            row.codeChallenge(),
            scopes,
            row.nonce(),
            cookie,
            wish,
            row.dpopJkt()),
        row.expiresAt().isAfter(clock.instant())
            && !row.sessionEnded()
            && !row.profile().isSuspended(),
        row.persistent(),
        row.grantId(),
        providerToken(tenant, hash, row),
        new GrantBasis(
            row.profile(),
            row.sessionId(),
            scopes,
            row.authTime(),
            row.authType(),
            row.amr(),
            row.nonce(),
            row.newUser(),
            wish,
            hash));
  }

  private @Nullable ProviderToken providerToken(Tenant tenant, byte[] hash, Row row) {
    String provider = row.providerName();
    byte[] sealed = row.providerToken();
    return provider == null || sealed == null
        ? null
        : new ProviderToken(
            provider,
            new String(
                rootKey.open(PROVIDER_TOKEN, context(tenant, hash), sealed),
                StandardCharsets.UTF_8));
  }

  /**
   * Marks a code that comes a second time and revokes what its first use issued, and what was
   * issued beside it (RFC 6749 sections 4.1.2 and 10.5). True when it was a code at all.
   */
  public boolean replayed(Tenant tenant, String code) {
    byte[] hash = Digest.sha256(code);
    return db.tx(sql -> {
      int marked =
          sql.update(
              "update authorization_code set replayed_at = ? where tenant = ? and code_hash = ?",
              clock.instant(),
              tenant.id(),
              hash);
      sql.update(
          """
          update token_grant set revoked_at = ? where tenant = ? and revoked_at is null and id =
            (select grant_id from authorization_code where tenant = ? and code_hash = ?)\
          """,
          clock.instant(),
          tenant.id(),
          tenant.id(),
          hash);
      return marked == 1;
    });
  }

  private static String context(Tenant tenant, byte[] hash) {
    return tenant.id() + "/" + Digest.base64Url(hash);
  }
}
