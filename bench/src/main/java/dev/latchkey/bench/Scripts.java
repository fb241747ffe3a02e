package dev.latchkey.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The scripts of the operations. */
final class Scripts {
  // RFC 7636, appendix B
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  static final String SCOPE = "openid profile email phone offline_access";

  /** The cookie of a browser's session. */
  static final String SESSION = "__Host-SESSION";

  /** The parameters of an authorize request. */
  static final String[] AUTHORIZE = {
    "client_id",
    ServerConfiguration.APP,
    "response_type",
    "code",
    "redirect_uri",
    ServerConfiguration.APP_REDIRECT,
    "scope",
    SCOPE,
    "code_challenge",
    CHALLENGE,
    "code_challenge_method",
    "S256"
  };

  private Scripts() {}

  /** One request after another, each a unit of its own. */
  private record Single(Supplier<byte[]> requests, byte[] expected) implements Script {

    @Override
    public byte[] next() {
      return requests.get();
    }

    @Override
    public Step answered(Answer answer) {
      return answer.isOkWith(expected) ? Step.DONE : Step.FAILED;
    }
  }

  /**
   * @param expected what the body of every answer has in it
   */
  static Script each(Supplier<byte[]> requests, String expected) {
    return new Single(requests, expected.getBytes(ISO_8859_1));
  }

  static Script repeat(byte[] request, String expected) {
    return each(() -> request, expected);
  }

  /** All requests in turn, again and again, from one of them on. */
  static Script cycle(List<byte[]> requests, int first, String expected) {
    int[] at = {first};
    return each(
        () -> {
          at[0] = (at[0] + 1) % requests.size();
          return requests.get(at[0]);
        },
        expected);
  }

  /** The password login of one of the population, to the ticket. */
  static byte[] login(Target server, String email) {
    return server.json(
        "/identity/v1/password/login",
        """
        {"client_id":"%s","email":"%s","password":"%s"}\
        """
            .formatted(ServerConfiguration.APP, email, Population.PASSWORD));
  }

  static byte[] signUp(Target server, String email) {
    return server.json(
        "/identity/v1/signup",
        """
        {"client_id":"%s","data":{"email":"%s","password":"%s","given_name":"Grace",\
        "family_name":"Newcomer","locale":"fr"}}\
        """
            .formatted(ServerConfiguration.APP, email, Population.PASSWORD));
  }

  /** The whole way of a user into an app: password, ticket to code, code to tokens. */
  static final class FullLogin implements Script {
    private final Target server;
    private final Supplier<@Nullable String> emails;
    private final @Nullable Tokens collected;
    private byte @Nullable [] upcoming;
    private String session = "";

    /**
     * @param emails of who logs in; null when there is nobody left
     * @param collected where tokens are kept; null when they are not
     */
    FullLogin(Target server, Supplier<@Nullable String> emails, @Nullable Tokens collected) {
      this.server = server;
      this.emails = emails;
      this.collected = collected;
    }

    @Override
    public byte @Nullable [] next() {
      byte[] request = upcoming;
      upcoming = null;
      if (request != null) {
        return request;
      }
      String email = emails.get();
      return email == null ? null : login(server, email);
    }

    @Override
    public Step answered(Answer answer) {
      String ticket = answer.text("tkn");
      if (ticket != null) {
        upcoming = authorize(ticket);
        return Step.MORE;
      }
      String code = code(answer);
      if (code != null) {
        String opened = answer.cookie(SESSION);
        session = opened == null ? "" : opened;
        upcoming = redeem(server, Target.NO_HEADERS, code);
        return Step.MORE;
      }
      String access = answer.text("access_token");
      String refresh = answer.text("refresh_token");
      if (access == null || refresh == null) {
        return Step.FAILED;
      }
      if (collected != null) {
        collected.add(access, refresh, session);
      }
      return Step.DONE;
    }

    private byte[] authorize(String ticket) {
      return server.get(
          "/oauth/authorize?" + Target.query(AUTHORIZE) + "&" + Target.query("tkn", ticket),
          Target.NO_HEADERS);
    }
  }

  /** The authorize request for somebody who is logged in already. */
  static byte[] authorize(Target server, String session) {
    return server.get(
        "/oauth/authorize?" + Target.query(AUTHORIZE), Target.cookie(SESSION, session));
  }

  /** The code of an answer to an authorize request; null when there is none. */
  static @Nullable String code(Answer answer) {
    String location = answer.status() / 100 == 3 ? answer.header("Location") : null;
    return location == null || !location.contains("code=")
        ? null
        : location.replaceFirst(".*[?&]code=([^&]*).*", "$1");
  }

  static byte[] redeem(Target server, String headers, String code) {
    return server.form(
        "/oauth/token",
        headers,
        "grant_type",
        "authorization_code",
        "client_id",
        ServerConfiguration.APP,
        "redirect_uri",
        ServerConfiguration.APP_REDIRECT,
        "code_verifier",
        VERIFIER,
        "code",
        code);
  }

  /** Somebody who is logged in comes to one more app: authorize, code to tokens. */
  static final class AuthorizeToToken implements Script {
    private final Target server;
    private final Supplier<String> sessions;
    private byte @Nullable [] upcoming;

    /**
     * @param sessions cookies of who comes
     */
    AuthorizeToToken(Target server, Supplier<String> sessions) {
      this.server = server;
      this.sessions = sessions;
    }

    @Override
    public byte[] next() {
      byte[] request = upcoming;
      upcoming = null;
      return request == null ? authorize(server, sessions.get()) : request;
    }

    @Override
    public Step answered(Answer answer) {
      String code = code(answer);
      if (code != null) {
        upcoming = redeem(server, Target.NO_HEADERS, code);
        return Step.MORE;
      }
      return answer.text("access_token") == null ? Step.FAILED : Step.DONE;
    }
  }

  /** Refreshes a few families in turn that no other connection touches. */
  static final class Refresh implements Script {
    private final Target server;
    private final Tokens tokens;
    private final int first;
    private final int step;
    private final String scope;
    private int current;

    /**
     * @param first of its families
     * @param step to the next of them
     */
    Refresh(Target server, Tokens tokens, int first, int step, String scope) {
      this.server = server;
      this.tokens = tokens;
      this.first = first;
      this.step = step;
      this.scope = scope;
      this.current = first;
    }

    @Override
    public byte[] next() {
      return server.form(
          "/oauth/token",
          Target.NO_HEADERS,
          "grant_type",
          "refresh_token",
          "client_id",
          ServerConfiguration.APP,
          "scope",
          scope,
          "refresh_token",
          tokens.refresh(current));
    }

    @Override
    public Step answered(Answer answer) {
      String successor = answer.text("refresh_token");
      if (successor != null) {
        tokens.rotated(current, successor);
      }
      current = current + step < tokens.size() ? current + step : first;
      return successor == null ? Step.FAILED : Step.DONE;
    }
  }
}
