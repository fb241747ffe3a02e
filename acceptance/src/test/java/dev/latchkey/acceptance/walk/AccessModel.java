package dev.latchkey.acceptance.walk;

import dev.latchkey.testkit.PushDevice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the Access API must answer, by its contract: sections 1.8 and 1.9 (kinds of tokens, and how
 * long they live), 1.10 (the lock), 2.3 to 2.7, 4 (challenges) and 9.2 (one session, two faces).
 * Time is in whole seconds; a step takes one.
 */
final class AccessModel {

  static final long LIFE_OF_TOKENS = 300;
  static final long LIFE_OF_CHALLENGES = 300;
  private static final long LIFE_OF_BEARERS = 3_600;
  private static final long LONGEST_LIFE = Duration.ofHours(12).toSeconds();
  private static final long FRESH = 300;
  private static final int FAILURES = 5;
  private static final long LOCK = Duration.ofMinutes(30).toSeconds();
  private static final int TRIES = 5;
  private static final int SENDS = 2;
  private static final long APART = 15;
  private static final int PROMPTS_OF_A_SESSION = 5;
  private static final int PROMPTS_OF_A_USER = 10;
  private static final long WINDOW_OF_PROMPTS = 3_600;

  /** What a client's logins give (section 1.8). */
  enum Mode {
    LENIENT,
    STRICT,
    AUTO
  }

  enum Kind {
    AUTH,
    ACCESS,
    PASSWORD_UPDATE
  }

  enum State {
    INITIATED,
    VERIFIED,
    DECLINED,
    EXPIRED,
    WITHDRAWN
  }

  /** With an enrolled number, and a device. */
  static final class User {
    final String name;
    final String email;
    final String number;
    final String identity;
    final PushDevice device;
    String password;

    /** Whether the password is too old to log in with. */
    boolean isExpired;

    private int failures;
    private long lockedUntil = Long.MIN_VALUE;

    User(
        String name,
        String email,
        String number,
        String identity,
        PushDevice device,
        String password) {
      this.name = name;
      this.email = email;
      this.number = number;
      this.identity = identity;
      this.device = device;
      this.password = password;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final class Session {
    final User user;
    private final long at;
    private boolean steppedUp;
    private boolean ended;

    /** When something was last shown in it. */
    private long authTime;

    private Session(User user, long at) {
      this.user = user;
      this.at = at;
      this.authTime = at;
    }

    boolean isSteppedUp() {
      return steppedUp;
    }
  }

  static final class Token {
    final String text;
    final Kind kind;
    final User user;

    /** Null: of a login with an expired password. */
    final @Nullable Session session;

    private final long at;
    private long usedAt;
    private boolean gone;

    private Token(String text, Kind kind, User user, @Nullable Session session, long at) {
      this.text = text;
      this.kind = kind;
      this.user = user;
      this.session = session;
      this.at = at;
      this.usedAt = at;
    }

    Session session() {
      return Objects.requireNonNull(session);
    }
  }

  /** An access token of the other face. */
  static final class Bearer {
    final String text;
    final Session session;
    private final long at;
    private final long authTime;
    private boolean revoked;

    private Bearer(String text, Session session, long at) {
      this.text = text;
      this.session = session;
      this.at = at;
      this.authTime = session.authTime;
    }
  }

  static final class Challenge {
    final Session session;
    final boolean isPush;

    /** The code that was sent, or the number by which the question is called. */
    final String text;

    private final long at;
    private State state = State.INITIATED;
    private int tries = TRIES;

    private Challenge(Session session, boolean isPush, String text, long at) {
      this.session = session;
      this.isPush = isPush;
      this.text = text;
      this.at = at;
    }
  }

  private final Mode mode;
  private long now;
  private final List<Session> sessions = new ArrayList<>();
  private final List<Token> tokens = new ArrayList<>();
  private final List<Bearer> bearers = new ArrayList<>();
  private final List<Challenge> challenges = new ArrayList<>();

  AccessModel(Mode mode) {
    this.mode = mode;
  }

  void pass(long seconds) {
    now += seconds;
    challenges.stream()
        .filter(challenge -> challenge.state == State.INITIATED)
        .filter(challenge -> challenge.at + LIFE_OF_CHALLENGES <= now)
        .forEach(challenge -> challenge.state = State.EXPIRED);
  }

  long now() {
    return now;
  }

  // Passwords

  /** What comes of trying a password. */
  enum Attempt {
    RIGHT,
    WRONG,
    LOCKED
  }

  /** Successes are told by {@link #succeeded}: a right but expired one is none. */
  Attempt password(User user, String password) {
    if (isLocked(user)) {
      return Attempt.LOCKED;
    }
    if (user.password.equals(password)) {
      return Attempt.RIGHT;
    }
    if (++user.failures == FAILURES) {
      user.failures = 0;
      user.lockedUntil = now + LOCK;
    }
    return Attempt.WRONG;
  }

  boolean isLocked(User user) {
    return user.lockedUntil > now;
  }

  void succeeded(User user) {
    user.failures = 0;
  }

  /** All that was won with the old password ends, but for the session that it was changed in. */
  void changePassword(User user, String password, @Nullable Session kept) {
    user.password = password;
    user.isExpired = false;
    succeeded(user);
    sessions.stream().filter(session -> session.user == user && session != kept).forEach(this::end);
    tokens.stream()
        .filter(token -> token.user == user && token.kind == Kind.PASSWORD_UPDATE)
        .forEach(token -> token.gone = true);
    bearers.stream()
        .filter(bearer -> bearer.session.user == user)
        .forEach(bearer -> bearer.revoked = true);
  }

  // Sessions and tokens

  Session open(User user) {
    Session session = new Session(user, now);
    sessions.add(session);
    return session;
  }

  /** At whichever face: with it go its questions. */
  void end(Session session) {
    session.ended = true;
    challenges.stream()
        .filter(challenge -> challenge.session == session && challenge.state == State.INITIATED)
        .forEach(challenge -> challenge.state = State.WITHDRAWN);
  }

  boolean isLive(Session session) {
    return !session.ended;
  }

  Kind kindOfLogins() {
    return mode == Mode.AUTO ? Kind.ACCESS : Kind.AUTH;
  }

  void gave(String text, Kind kind, User user, @Nullable Session session) {
    tokens.add(new Token(text, kind, user, session, now));
  }

  @Nullable Token token(String text) {
    return tokens.stream().filter(token -> token.text.equals(text)).findFirst().orElse(null);
  }

  boolean isLive(Token token) {
    if (token.gone) {
      return false;
    }
    return token.session == null
        ? token.at + LIFE_OF_TOKENS > now
        : !token.session.ended
            && token.usedAt + LIFE_OF_TOKENS > now
            && token.session.at + LONGEST_LIFE > now;
  }

  /** Of a login with an expired password, be they used up. */
  boolean hasTokensOfExpired(User user) {
    return tokens.stream()
        .anyMatch(token ->
            token.user == user
                && token.kind == Kind.PASSWORD_UPDATE
                && token.at + LIFE_OF_TOKENS > now);
  }

  /** The token of that text if it is live, which lives on from here, and its login with it. */
  @Nullable Token use(String text) {
    Token used = token(text);
    if (used == null || !isLive(used)) {
      return null;
    }
    if (used.session != null) {
      used.usedAt = now;
      tokens.stream()
          .filter(token -> token.session == used.session && token.kind == Kind.AUTH)
          .filter(this::isLive)
          .forEach(token -> token.usedAt = now);
    }
    return used;
  }

  void drop(Token token) {
    token.gone = true;
  }

  /** Why a live token is not good for what concerns its user; the empty text: it is. */
  String refusal(Token token) {
    if (token.kind == Kind.PASSWORD_UPDATE) {
      return "INSUFFICIENT_PERMISSIONS";
    }
    return token.kind == Kind.AUTH && mode != Mode.LENIENT ? "ACCESS_TOKEN_REQUIRED" : "";
  }

  void gaveBearer(String text, Session session) {
    bearers.add(new Bearer(text, session, now));
  }

  @Nullable Bearer bearer(String text) {
    return bearers.stream().filter(bearer -> bearer.text.equals(text)).findFirst().orElse(null);
  }

  /** At the face that it is of; that its session may be over it does not know. */
  boolean isLive(Bearer bearer) {
    return !bearer.revoked && bearer.at + LIFE_OF_BEARERS > now;
  }

  /** Whether it is of a login so young that a step-up may be begun with it there. */
  boolean isFresh(Bearer bearer) {
    return isLive(bearer) && bearer.authTime + FRESH > now;
  }

  /** Whether the session behind it gives tokens of this face. */
  boolean opens(Bearer bearer) {
    return !bearer.session.ended && bearer.session.at + LONGEST_LIFE > now;
  }

  // Challenges

  /** At whichever face. */
  void stepUp(Session session) {
    session.steppedUp = true;
    session.authTime = now;
  }

  /** Why no code can be sent; the empty text: one can, and the one before it is worth nothing. */
  String beginCode(Session session) {
    List<Challenge> codes = of(session, false);
    if (!codes.isEmpty() && codes.getLast().at + APART > now) {
      return "RETRY_IN_15SEC";
    }
    if (sinceVerified(codes) >= SENDS) {
      return "CHALLENGE_LIMIT_EXCEEDED";
    }
    withdrawCode(session);
    return "";
  }

  void began(Session session, boolean push, String text) {
    challenges.add(new Challenge(session, push, text, now));
  }

  private void withdrawCode(Session session) {
    of(session, false).stream()
        .filter(challenge -> challenge.state == State.INITIATED)
        .forEach(challenge -> challenge.state = State.WITHDRAWN);
  }

  private static long sinceVerified(List<Challenge> all) {
    long count = 0;
    for (Challenge challenge : all) {
      count = challenge.state == State.VERIFIED ? 0 : count + 1;
    }
    return count;
  }

  /** What a code is told; the empty text: it is right, and its session is stepped up. */
  String typeCode(Session session, String code) {
    List<Challenge> codes = of(session, false);
    if (codes.isEmpty()) {
      return "STATE_INVALID";
    }
    Challenge newest = codes.getLast();
    return switch (newest.state) {
      case VERIFIED -> "ALREADY_VERIFIED";
      case WITHDRAWN -> "STATE_INVALID";
      case DECLINED -> "CHALLENGE_LIMIT_EXCEEDED";
      case EXPIRED -> "VERIFICATION_CODE_EXPIRED";
      case INITIATED -> {
        newest.tries--;
        if (newest.text.equals(code)) {
          newest.state = State.VERIFIED;
          stepUp(session);
          yield "";
        }
        yield switch (newest.tries) {
          case 0 -> {
            newest.state = State.DECLINED;
            yield "CHALLENGE_LIMIT_EXCEEDED";
          }
          case 1 -> "ONE_CHALLENGE_LIMIT_REMAINING";
          default -> "VERIFICATION_CODE_INVALID";
        };
      }
    };
  }

  /** Why no device can be asked; the empty text: they can, and a code is not needed any more. */
  String beginPush(Session session) {
    List<Challenge> pushes = of(session, true);
    if (pushes.stream().anyMatch(challenge -> challenge.state == State.INITIATED)) {
      return "STATE_INVALID";
    }
    long ofUser =
        challenges.stream()
            .filter(challenge -> challenge.isPush && challenge.session.user == session.user)
            .filter(challenge -> challenge.at > now - WINDOW_OF_PROMPTS)
            .count();
    if (sinceVerified(pushes) >= PROMPTS_OF_A_SESSION || ofUser >= PROMPTS_OF_A_USER) {
      return "CHALLENGE_LIMIT_EXCEEDED";
    }
    withdrawCode(session);
    return "";
  }

  @Nullable Challenge question(String number) {
    return challenges.stream()
        .filter(challenge -> challenge.isPush && challenge.text.equals(number))
        .findFirst()
        .orElse(null);
  }

  /** As it is told: what was taken back is over as what nobody answered is. */
  static String told(Challenge question) {
    return (question.state == State.WITHDRAWN ? State.EXPIRED : question.state).name();
  }

  /** Whether an answer of the device that was asked still counts, which is then done. */
  boolean answer(Challenge question, boolean approve) {
    if (question.state != State.INITIATED) {
      return false;
    }
    question.state = approve ? State.VERIFIED : State.DECLINED;
    if (approve) {
      stepUp(question.session);
    }
    return true;
  }

  /** What the user's devices may answer now. */
  List<String> asked(User user) {
    return challenges.stream()
        .filter(challenge -> challenge.isPush && challenge.session.user == user)
        .filter(challenge -> challenge.state == State.INITIATED)
        .map(challenge -> challenge.text)
        .toList();
  }

  private List<Challenge> of(Session session, boolean push) {
    return challenges.stream()
        .filter(challenge -> challenge.session == session && challenge.isPush == push)
        .toList();
  }

  // What there is

  List<Token> tokens() {
    return tokens;
  }

  List<Bearer> bearers() {
    return bearers;
  }

  /** The codes that were sent to that user, the newest last. */
  List<String> codes(User user) {
    return challenges.stream()
        .filter(challenge -> !challenge.isPush && challenge.session.user == user)
        .map(challenge -> challenge.text)
        .toList();
  }

  List<String> questions() {
    return challenges.stream()
        .filter(challenge -> challenge.isPush)
        .map(challenge -> challenge.text)
        .toList();
  }

  /** As {@link AccessWalk} reads it in the database. */
  String stateOf(User user) {
    StringBuilder state = new StringBuilder();
    sessions.stream()
        .filter(session -> session.user == user && !session.ended)
        .forEach(session -> state.append(session.isSteppedUp() ? '+' : '-'));
    challenges.stream()
        .filter(challenge -> challenge.session.user == user)
        .forEach(challenge ->
            state
                .append(challenge.isPush ? " push " : " code ")
                .append(challenge.state.name().toLowerCase(Locale.ROOT)));
    return state.toString();
  }
}
