package dev.latchkey.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Logs one of the population in at the Access API, and then asks for the same again and again. */
final class AccessCalls implements Script {

  /** What is asked for with the token of the login. */
  enum Call {
    IDENTITIES("/multi/identities", "\"id\":"),
    EXCHANGE("/multi/access_token", "\"token\":\"ac_"),
    FACTORS("/multi/authentication_factors", "{");

    private final String path;
    private final byte[] expected;

    Call(String path, String expected) {
      this.path = path;
      this.expected = expected.getBytes(ISO_8859_1);
    }
  }

  private final Target server;
  private final Supplier<String> emails;
  private final Call call;
  private @Nullable String token;

  AccessCalls(Target server, Supplier<String> emails, Call call) {
    this.server = server;
    this.emails = emails;
    this.call = call;
  }

  /** A login to its token. */
  static byte[] login(Target server, String email) {
    return server.json(
        "/multi/login_with_password",
        key(),
        """
        {"email":"%s","password":{"value":"%s"}}\
        """
            .formatted(email, Population.PASSWORD));
  }

  private static String key() {
    return "api-key: " + ServerConfiguration.API_KEY + "\r\n";
  }

  @Override
  public byte[] next() {
    if (token == null) {
      return login(server, emails.get());
    }
    String headers = key() + Target.bearer(token);
    return call == Call.EXCHANGE
        ? server.json(call.path, headers, "{}")
        : server.get(call.path, headers);
  }

  @Override
  public Step answered(Answer answer) {
    if (token == null) {
      token = answer.text("token");
      return token == null ? Step.FAILED : Step.MORE;
    }
    return answer.isOkWith(call.expected) ? Step.DONE : Step.FAILED;
  }
}
