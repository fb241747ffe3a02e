package dev.latchkey.example;

import dev.latchkey.sdk.LatchkeyClient;
import dev.latchkey.sdk.LatchkeyException;
import dev.latchkey.sdk.SdkConfig;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.LatchkeyApiError;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.Profile;
import dev.latchkey.sdk.model.ProfileSignupRequest;
import dev.latchkey.sdk.model.SignupResponse;
import dev.latchkey.sdk.model.UpdatePasswordRequest.EmailParams;
import dev.latchkey.sdk.model.WebLoginRequest;
import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;

/** Signs up, logs in and resets passwords at a server on this machine. */
public final class Cli {

  private static final List<String> SCOPE =
      Arrays.asList("openid", "profile", "email", "full_write", "offline_access");

  private final LatchkeyClient client;
  private final Answers answers;
  private final PrintStream out;

  /** Asks the user. */
  @FunctionalInterface
  public interface Answers {

    /** {@return what the user says to that question} */
    String to(String question);
  }

  /**
   * @param client of the server
   * @param answers where the user's answers come from
   * @param out where the results go
   */
  public Cli(LatchkeyClient client, Answers answers, PrintStream out) {
    this.client = client;
    this.answers = answers;
    this.out = out;
  }

  /** Takes domain, client id, redirect URI and a command: signup, login, reset or web. */
  public static void main(String[] args) {
    if (args.length != 4) {
      System.err.println("usage: DOMAIN CLIENT REDIRECT_URI signup|login|reset|web");
      System.exit(2);
    }
    SdkConfig config =
        SdkConfig.builder(args[0], args[1])
            .setScheme(args[2])
            .setInsecureLoopback(args[0].startsWith("localhost"))
            .build();
    try (LatchkeyClient client = LatchkeyClient.create(config)) {
      System.exit(new Cli(client, answers(), System.out).run(args[3]));
    }
  }

  @SuppressWarnings("SystemConsoleNull") // before Java 22 it is null without a terminal
  private static Answers answers() {
    Console console = System.console();
    Scanner scanner = new Scanner(System.in, StandardCharsets.UTF_8);
    return question -> {
      if (console == null) {
        return scanner.nextLine();
      }
      return question.equals("Password")
          ? new String(console.readPassword("%s: ", question))
          : console.readLine("%s: ", question);
    };
  }

  /** {@return 0, or 1 when the command failed and said why} */
  public int run(String command) {
    try {
      switch (command) {
        case "signup":
          signUp();
          return 0;
        case "login":
          String email = answers.to("E-mail");
          greet(client.loginWithPassword(email, answers.to("Password"), SCOPE).await());
          return 0;
        case "reset":
          reset();
          return 0;
        case "web":
          greet(client.loginWithWeb(WebLoginRequest.builder().setScope(SCOPE).build()).await());
          return 0;
        default:
          out.println("There is no command " + command + ".");
          return 1;
      }
    } catch (LatchkeyException e) {
      out.println(explain(e.getError()));
      return 1;
    }
  }

  private void signUp() {
    ProfileSignupRequest profile =
        ProfileSignupRequest.builder()
            .setEmail(answers.to("E-mail"))
            .setGivenName(answers.to("Given name"))
            .setPassword(answers.to("Password"))
            .build();
    SignupResponse response = client.signup(profile, SCOPE).await();
    if (response.getAuthToken() == null) {
      out.println("Open the link in the mail, then log in.");
    } else {
      greet(response.getAuthToken());
    }
  }

  private void reset() {
    String email = answers.to("E-mail");
    client.requestPasswordReset(email, null, null).await();
    String code = answers.to("Code in the mail");
    client.updatePassword(new EmailParams(email, code, answers.to("Password"))).await();
    out.println("Log in with the new password.");
  }

  private void greet(AuthToken tokens) {
    Profile profile = client.getProfile(tokens).await();
    String name = profile.getGivenName() == null ? profile.getEmail() : profile.getGivenName();
    out.println("Hello " + name + ", you are " + profile.getUid() + ".");
  }

  /** What the server has for users, or else for developers, or else what failed here. */
  private static String explain(LatchkeyError error) {
    LatchkeyApiError data = error.getData();
    if (data == null) {
      return error.getMessage();
    }
    if (data.getErrorUserMsg() != null) {
      return data.getErrorUserMsg();
    }
    return error.getMessage() + ": " + data.getErrorDetails();
  }
}
