package dev.latchkey.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.PasswordLoginRequest;
import dev.latchkey.sdk.model.PendingLogin;
import dev.latchkey.sdk.model.ProfileSignupRequest;
import dev.latchkey.sdk.model.SignupRequest;
import dev.latchkey.sdk.model.SignupResponse;
import dev.latchkey.sdk.model.StartMfaPasswordlessResponse;
import dev.latchkey.sdk.model.StartStepUpFlow;
import dev.latchkey.sdk.model.UpdatePasswordRequest.AccessTokenParams;
import dev.latchkey.sdk.model.UpdatePasswordRequest.EmailParams;
import dev.latchkey.sdk.model.UpdatePasswordRequest.FreshAccessTokenParams;
import dev.latchkey.sdk.model.UpdatePasswordRequest.SmsParams;
import dev.latchkey.sdk.platform.PasskeyAuthenticator;
import dev.latchkey.sdk.platform.Pkce;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Passwords, tokens and codes are in no text that may land in a log. */
class SecretsTest extends WithFakeServer {

  private static final String SECRET = "S3CRET";
  private static final AuthToken TOKENS_WITH_SECRETS =
      AuthToken.builder()
          .setAccessToken(SECRET)
          .setIdToken(SECRET)
          .setRefreshToken(SECRET)
          .setStepUpToken(SECRET)
          .build();

  static Stream<Object> values() {
    ProfileSignupRequest signup =
        ProfileSignupRequest.builder().setEmail("a@b.example").setPassword(SECRET).build();
    return Stream.of(
        TOKENS_WITH_SECRETS,
        signup,
        SignupRequest.builder().setProfile(signup).build(),
        new SignupResponse.AchievedLogin(TOKENS_WITH_SECRETS),
        PasswordLoginRequest.builder().setEmail("a@b.example").setPassword(SECRET).build(),
        new FreshAccessTokenParams(TOKENS_WITH_SECRETS, SECRET),
        new AccessTokenParams(TOKENS_WITH_SECRETS, SECRET, SECRET),
        new EmailParams("a@b.example", SECRET, SECRET),
        new SmsParams("+336", SECRET, SECRET),
        StartStepUpFlow.ofAuthToken(TOKENS_WITH_SECRETS, null),
        StartStepUpFlow.ofLogin(SECRET),
        StartMfaPasswordlessResponse.builder().setChallengeId(SECRET).build(),
        PendingLogin.builder().setUrl(URI.create("x:" + SECRET)).setState(SECRET).build(),
        PasskeyAuthenticator.Chosen.password("a@b.example", SECRET),
        PasskeyAuthenticator.Chosen.passkey(SECRET),
        new Pkce(SECRET, "x:y", SECRET));
  }

  @ParameterizedTest
  @MethodSource("values")
  void no_value_says_a_secret(Object value) {
    assertThat(value.toString()).doesNotContain(SECRET).isNotEmpty();
  }

  @Test
  void commands_say_nothing_to_the_log_or_the_console_and_failures_quote_nothing()
      throws IOException {
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    Recorder recorder = new Recorder();
    Logger root = Logger.getLogger("");
    PrintStream out = System.out;
    PrintStream err = System.err;
    String failures;
    root.addHandler(recorder);
    System.setOut(new PrintStream(console, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(console, true, StandardCharsets.UTF_8));
    try {
      failures = failAll();
    } finally {
      System.setOut(out);
      System.setErr(err);
      root.removeHandler(recorder);
    }
    assertThat(failures).doesNotContain(SECRET);
    assertThat(console.toString(StandardCharsets.UTF_8)).doesNotContain(SECRET);
    assertThat(recorder.said.toString()).doesNotContain(SECRET);
  }

  private String failAll() {
    StringBuilder failures = new StringBuilder();
    answers(401, "{\"error\":\"invalid_grant\"}");
    failures.append(failureOf(client.loginWithPassword("a@b.example", SECRET, List.of())));
    answers(200, "{\"access_token\":\"" + SECRET + "\",\"expires_in\":\"" + SECRET + "\"}");
    failures.append(failureOf(client.refreshAccessToken(TOKENS_WITH_SECRETS)));
    answers(200, SECRET);
    failures.append(failureOf(client.getProfile(TOKENS_WITH_SECRETS)));
    answers(200, "{\"tkn\":\"" + SECRET + "\"}");
    redirects("x:y?error=access_denied&code=" + SECRET);
    failures.append(failureOf(client.loginWithPassword("a@b.example", SECRET, List.of())));
    server.close();
    LatchkeyException thrown = Failures.of(new IllegalStateException("x"));
    failures.append(thrown);
    failures.append(failureOf(client.updatePassword(new EmailParams("a@b", SECRET, SECRET))));
    failures.append(failureOf(client.getProfile(TOKENS_WITH_SECRETS)).getException());
    return failures.toString();
  }

  @Test
  void what_is_no_saved_token_is_refused_without_quoting_it() {
    for (String saved : new String[] {SECRET, "", "[]", "{\"id_token\":\"" + SECRET + "\"}"}) {
      IllegalArgumentException thrown =
          catchThrowableOfType(IllegalArgumentException.class, () -> SavedTokens.read(saved));
      assertThat(thrown)
          .hasMessage("These are no saved tokens")
          .hasCauseInstanceOf(IOException.class);
      assertThat(thrown.getCause()).message().doesNotContain(SECRET);
    }
  }

  @Test
  void saved_tokens_are_read_as_they_were_with_the_user_of_the_id_token() {
    AuthToken tokens =
        AuthToken.builder()
            .setAccessToken("access")
            .setIdToken(idToken("{\"sub\":\"ada\"}"))
            .setExpiresIn(60L)
            .setStepUpToken(SECRET)
            .build();
    String saved = SavedTokens.write(tokens);
    assertThat(saved).doesNotContain(SECRET);
    AuthToken read = SavedTokens.read(saved);
    assertThat(Objects.requireNonNull(read.getUser()).getId()).isEqualTo("ada");
    assertThat(read.toBuilder().setUser(null).build())
        .isEqualTo(tokens.toBuilder().setStepUpToken(null).build());
  }

  private static final class Recorder extends Handler {

    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    Recorder() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord record) {
      said.add(record.getMessage() + record.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
