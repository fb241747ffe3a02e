package dev.latchkey.acceptance.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the server may know and must allow, by the contract: sections 1.13 (what is good how often
 * and how long, and bound to whom), 1.14 (freshness), 1.15 (sessions), 1.16 (lockout) and 7 (what a
 * new password ends). Time is in whole seconds; a step takes one.
 *
 * <p>A method that is asked to do something answers whether it is allowed, and if it is, it is done
 * in here. What needs a value that only the server can make takes it afterwards.
 */
final class Model {

  static final int LOCKOUT_FAILURES = 3;
  private static final long LOCK = 60;
  private static final long LONGEST_LOCK = Duration.ofDays(1).toSeconds();
  private static final long TICKET = 300;
  private static final long CODE = 60;
  private static final long ACCESS_TOKEN = 3_600;
  private static final long FRESH = 300;
  private static final long RESET_CODE = 3_600;
  private static final long GRACE = 10;
  private static final long REFRESH_IDLE = Duration.ofDays(30).toSeconds();
  private static final long REFRESH_ABSOLUTE = Duration.ofDays(365).toSeconds();
  private static final long SESSION_IDLE = Duration.ofDays(3).toSeconds();
  private static final long SESSION_ABSOLUTE = Duration.ofDays(365).toSeconds();
  private static final long SESSION_TOUCH = 60;

  /** Of a person who may have signed up or not. */
  static final class User {
    final String email;
    @Nullable UUID id;
    String password = "";
    private Guard guard = new Guard();
    private Guard codeGuard = new Guard();

    User(String email) {
      this.email = email;
    }

    boolean exists() {
      return id != null;
    }
  }

  /** Failures in a row and the lock they lead to. */
  private static final class Guard {
    private int failures;
    private int rounds;
    private long lockedUntil = Long.MIN_VALUE;

    boolean isLocked(long now) {
      return lockedUntil > now;
    }

    void failed(long now) {
      failures++;
      if (failures >= LOCKOUT_FAILURES) {
        failures = 0;
        lockedUntil = now + Math.min(LONGEST_LOCK, LOCK << rounds);
        rounds++;
      }
    }
  }

  /** What is good once, until then: the {@code tkn} of a login. */
  static final class Ticket {
    final User user;
    final String client;
    private final long at;
    private boolean gone;

    private Ticket(User user, String client, long at) {
      this.user = user;
      this.client = client;
      this.at = at;
    }
  }

  static final class Session {
    final User user;
    private final long authTime;
    private long usedAt;
    private boolean ended;

    private Session(User user, long authTime, long at) {
      this.user = user;
      this.authTime = authTime;
      this.usedAt = at;
    }
  }

  static final class Code {
    final Session session;
    final String client;
    final String challenge;
    private final long at;
    private boolean used;
    private @Nullable Grant grant;

    private Code(Session session, String client, String challenge, long at) {
      this.session = session;
      this.client = client;
      this.challenge = challenge;
      this.at = at;
    }
  }

  static final class Grant {
    final Session session;
    final String client;
    private final long at;
    private boolean revoked;
    private String head = "";
    private String previous = "";
    private long rotatedAt;

    private Grant(Session session, String client, long at) {
      this.session = session;
      this.client = client;
      this.at = at;
      this.rotatedAt = at;
    }

    User user() {
      return session.user;
    }

    String head() {
      return head;
    }
  }

  private record AccessToken(Grant grant, long at) {}

  private static final class ResetCode {
    private final User user;
    private final String client;
    private final long at;
    private boolean gone;

    private ResetCode(User user, String client, long at) {
      this.user = user;
      this.client = client;
      this.at = at;
    }
  }

  /** What comes of trying a password or a code. */
  enum Attempt {
    RIGHT,
    WRONG,
    LOCKED
  }

  private long now;
  private final Map<String, Ticket> tickets = new LinkedHashMap<>();
  private final Map<String, Code> codes = new LinkedHashMap<>();
  private final Map<String, Grant> refreshTokens = new LinkedHashMap<>();
  private final Map<String, AccessToken> accessTokens = new LinkedHashMap<>();
  private final Map<String, ResetCode> resetCodes = new LinkedHashMap<>();
  private final List<Session> sessions = new ArrayList<>();
  private final List<Grant> grants = new ArrayList<>();

  void pass(long seconds) {
    now += seconds;
  }

  // Sign-up and login

  /** Whether somebody may sign up as that user, who then has the password. */
  boolean signUp(User user, String password) {
    if (user.exists()) {
      return false;
    }
    user.password = password;
    return true;
  }

  void signedUp(User user, UUID id, String client, String tkn) {
    user.id = id;
    user.guard = new Guard(); // Failures before were nobody's.
    tickets.put(tkn, new Ticket(user, client, now));
  }

  Attempt password(User user, String password) {
    if (user.guard.isLocked(now)) {
      return Attempt.LOCKED;
    }
    if (user.exists() && user.password.equals(password)) {
      user.guard = new Guard();
      return Attempt.RIGHT;
    }
    user.guard.failed(now);
    return Attempt.WRONG;
  }

  void loggedIn(User user, String client, String tkn) {
    tickets.put(tkn, new Ticket(user, client, now));
  }

  // Sessions and codes

  /** The session that a ticket opens at that client in place of the browser's, or null. */
  @Nullable Session enter(String tkn, String client, @Nullable Session before) {
    Ticket ticket = tickets.get(tkn);
    if (ticket == null || ticket.gone || !ticket.client.equals(client)) {
      return null;
    }
    ticket.gone = true;
    if (ticket.at + TICKET <= now) {
      return null;
    }
    if (before != null) {
      before.ended = true;
    }
    Session session = new Session(ticket.user, ticket.at, now);
    sessions.add(session);
    return session;
  }

  /** Whether the browser's session opens the way without a login. */
  boolean resume(@Nullable Session session) {
    if (session == null || !isLive(session)) {
      return false;
    }
    if (session.usedAt + SESSION_TOUCH < now) {
      session.usedAt = now;
    }
    return true;
  }

  boolean isLive(@Nullable Session session) {
    return session != null
        && !session.ended
        && session.usedAt + SESSION_IDLE > now
        && session.authTime + SESSION_ABSOLUTE > now;
  }

  void gaveCode(Session session, String client, String challenge, String code) {
    codes.put(code, new Code(session, client, challenge, now));
  }

  void logOut(@Nullable Session session) {
    if (session != null) {
      session.ended = true;
    }
  }

  // Tokens

  /** The grant that a code is good for at that client with that verifier's challenge, or null. */
  @Nullable Grant exchange(String text, String client, String challenge) {
    Code code = codes.get(text);
    if (code == null) {
      return null;
    }
    if (code.used) {
      if (code.grant != null) {
        code.grant.revoked = true;
      }
      return null;
    }
    code.used = true;
    if (!code.client.equals(client)
        || !code.challenge.equals(challenge)
        || code.at + CODE <= now
        || code.session.ended) {
      return null;
    }
    Grant grant = new Grant(code.session, client, now);
    grants.add(grant);
    code.grant = grant;
    return grant;
  }

  /** The grant that a refresh token is good for at that client, or null. */
  @Nullable Grant refresh(String token, String client) {
    Grant grant = refreshTokens.get(token);
    if (grant == null
        || !grant.client.equals(client)
        || grant.revoked
        || grant.rotatedAt + REFRESH_IDLE <= now
        || grant.at + REFRESH_ABSOLUTE <= now) {
      return null;
    }
    boolean late = token.equals(grant.previous) && grant.rotatedAt + GRACE > now;
    if (!token.equals(grant.head) && !late) {
      grant.revoked = true;
      return null;
    }
    return grant;
  }

  void gaveTokens(Grant grant, String accessToken, String refreshToken) {
    accessTokens.put(accessToken, new AccessToken(grant, now));
    if (!refreshToken.equals(grant.head)) {
      grant.previous = grant.head;
      grant.head = refreshToken;
      grant.rotatedAt = now;
      refreshTokens.put(refreshToken, grant);
    }
  }

  /** A refresh token ends all that its client has of its user, an access token its grant. */
  void revoke(String token, String client) {
    Grant family = refreshTokens.get(token);
    if (family != null && family.client.equals(client)) {
      grants.stream()
          .filter(grant -> grant.client.equals(client) && grant.user() == family.user())
          .forEach(grant -> grant.revoked = true);
    }
    AccessToken access = accessTokens.get(token);
    if (access != null && access.grant.client.equals(client)) {
      access.grant.revoked = true;
    }
  }

  /** The grant behind a live access token, or null. */
  @Nullable Grant bearer(String token) {
    AccessToken access = accessTokens.get(token);
    return access == null || access.grant.revoked || access.at + ACCESS_TOKEN <= now
        ? null
        : access.grant;
  }

  // Passwords

  /** A newer code voids the older ones. */
  void mailed(User user, String client, String code) {
    voidCodes(user);
    resetCodes.put(code, new ResetCode(user, client, now));
  }

  private void voidCodes(User user) {
    resetCodes.values().stream().filter(c -> c.user == user).forEach(c -> c.gone = true);
  }

  /**
   * Whether a code sets that user's password: only one that was mailed to that very user for it, at
   * the client that had it mailed. Wrong ones count for the address; a mailed code is too long to
   * guess, so a lock does not hold it up.
   */
  Attempt reset(User user, String client, String text, String password) {
    ResetCode code = resetCodes.get(text);
    if (code == null
        || code.user != user
        || !code.client.equals(client)
        || code.gone
        || code.at + RESET_CODE <= now) {
      if (user.codeGuard.isLocked(now)) {
        return Attempt.LOCKED;
      }
      user.codeGuard.failed(now);
      return Attempt.WRONG;
    }
    user.guard = new Guard();
    user.codeGuard = new Guard();
    changePassword(user, password, null);
    return Attempt.RIGHT;
  }

  /** Whether a token that is known to be live is young enough to set a password alone. */
  boolean isFresh(Grant grant) {
    return grant.session.authTime + FRESH > now;
  }

  /** All that was won with the old password ends; that by which it is changed goes on. */
  void changePassword(User user, String password, @Nullable Grant by) {
    user.password = password;
    tickets.values().stream().filter(t -> t.user == user).forEach(t -> t.gone = true);
    voidCodes(user);
    for (Session session : sessions) {
      session.ended |= session.user == user && (by == null || session != by.session);
    }
    for (Grant grant : grants) {
      grant.revoked |= grant.user() == user && grant != by;
    }
  }

  // What there is

  List<String> allTickets() {
    return List.copyOf(tickets.keySet());
  }

  List<String> allCodes() {
    return List.copyOf(codes.keySet());
  }

  List<String> allRefreshTokens() {
    return List.copyOf(refreshTokens.keySet());
  }

  List<String> allAccessTokens() {
    return List.copyOf(accessTokens.keySet());
  }

  List<String> allResetCodes() {
    return List.copyOf(resetCodes.keySet());
  }

  /** As {@link Walk} reads it in the database. */
  String stateOf(User user, List<String> clients) {
    StringBuilder state = new StringBuilder();
    state.append(sessions.stream().filter(s -> s.user == user && !s.ended).count());
    for (String client : clients) {
      state
          .append(' ')
          .append(
              grants.stream()
                  .filter(g -> g.user() == user && g.client.equals(client) && !g.revoked)
                  .count());
    }
    return state
        .append(' ')
        .append(tickets.values().stream().filter(t -> t.user == user && !t.gone).count())
        .append(' ')
        .append(resetCodes.values().stream().filter(c -> c.user == user && !c.gone).count())
        .toString();
  }
}
