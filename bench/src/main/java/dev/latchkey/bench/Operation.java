package dev.latchkey.bench;

import static dev.latchkey.bench.HashSetting.MIB_19;
import static dev.latchkey.bench.HashSetting.MIB_7;
import static dev.latchkey.bench.HashSetting.NEARLY_FREE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is measured, in this order: those of one configuration share a running server. */
enum Operation {
  DISCOVERY("discovery", "discovery", MIB_19, 80_000, Limit.HTTP),
  JWKS("jwks", "JWKS", MIB_19, 80_000, Limit.HTTP),
  CLIENT_ES256(
      "client-es256", "client credentials, ES256", MIB_19, 12_000, Limit.HTTP, Limit.ES256),
  CLIENT_RS256("client-rs256", "client credentials, RS256", MIB_19, 2_900, Limit.HTTP, Limit.RS256),
  REFRESH("refresh", "refresh, no ID token", MIB_19, 3_000, Limit.HTTP, Limit.COMMIT, Limit.ES256),
  REFRESH_OPENID(
      "refresh-openid",
      "refresh, with ID token (RS256)",
      MIB_19,
      3_000,
      Limit.HTTP,
      Limit.COMMIT,
      Limit.ES256,
      Limit.RS256),
  USERINFO("userinfo", "userinfo", MIB_19, 9_000, Limit.HTTP, Limit.SELECT),
  INTROSPECTION("introspection", "introspection", MIB_19, 10_000, Limit.HTTP, Limit.SELECT),
  AUTHORIZE_TO_TOKEN(
      "authorize-to-token",
      "authorize with a session, to tokens (2 requests)",
      MIB_19,
      0,
      Limit.HTTP,
      Limit.HTTP,
      Limit.SELECT,
      Limit.COMMIT,
      Limit.COMMIT,
      Limit.ES256,
      Limit.RS256),
  PAR_DPOP(
      "par-dpop",
      "pushed request and session to bound tokens (3 requests)",
      MIB_19,
      0,
      Limit.HTTP,
      Limit.HTTP,
      Limit.HTTP,
      Limit.SELECT,
      Limit.COMMIT,
      Limit.COMMIT,
      Limit.COMMIT,
      Limit.ES256,
      Limit.ES256,
      Limit.ES256,
      Limit.RS256),
  PASSKEY_LOGIN(
      "login-passkey",
      "passkey login (2 requests)",
      MIB_19,
      0,
      Limit.HTTP,
      Limit.HTTP,
      Limit.SELECT,
      Limit.SELECT,
      Limit.COMMIT,
      Limit.COMMIT),
  PASSWORDLESS_LOGIN(
      "login-passwordless",
      "login with a mailed code (2 requests)",
      ServerConfiguration.ofSandbox(MIB_19),
      0,
      Limit.HTTP,
      Limit.HTTP,
      Limit.SELECT,
      Limit.SELECT,
      Limit.COMMIT,
      Limit.COMMIT),
  LOGIN_19(
      "login-19",
      "password login, 19 MiB",
      MIB_19,
      0,
      Limit.HASH_19,
      Limit.HTTP,
      Limit.SELECT,
      Limit.COMMIT),
  SIGNUP_19("signup-19", "sign-up, 19 MiB", MIB_19, 0, Limit.HASH_19, Limit.HTTP, Limit.COMMIT),
  LOGIN_7(
      "login-7",
      "password login, 7 MiB",
      MIB_7,
      0,
      Limit.HASH_7,
      Limit.HTTP,
      Limit.SELECT,
      Limit.COMMIT),
  SIGNUP_7("signup-7", "sign-up, 7 MiB", MIB_7, 0, Limit.HASH_7, Limit.HTTP, Limit.COMMIT),
  LOGIN_FREE(
      "login-free",
      "password login, nearly free hash",
      NEARLY_FREE,
      2_800,
      Limit.HASH_FREE,
      Limit.HTTP,
      Limit.SELECT,
      Limit.COMMIT),
  ACCESS_LOGIN(
      "access-login",
      "login at the Access API, nearly free hash",
      NEARLY_FREE,
      0,
      Limit.HASH_FREE,
      Limit.HTTP,
      Limit.SELECT,
      Limit.SELECT,
      Limit.COMMIT),
  ACCESS_IDENTITIES(
      "access-identities",
      "identities (Access API)",
      NEARLY_FREE,
      0,
      Limit.HTTP,
      Limit.SELECT,
      Limit.SELECT),
  ACCESS_TOKEN(
      "access-token",
      "exchange of a token (Access API)",
      NEARLY_FREE,
      0,
      Limit.HTTP,
      Limit.SELECT,
      Limit.SELECT,
      Limit.SELECT,
      Limit.COMMIT),
  ACCESS_CALL(
      "access-call",
      "authenticated call (Access API)",
      NEARLY_FREE,
      0,
      Limit.HTTP,
      Limit.SELECT,
      Limit.SELECT),
  FULL_LOGIN(
      "full-login",
      "login to tokens (3 requests), nearly free hash",
      NEARLY_FREE,
      0,
      Limit.HASH_FREE,
      Limit.HTTP,
      Limit.HTTP,
      Limit.HTTP,
      Limit.SELECT,
      Limit.COMMIT,
      Limit.COMMIT,
      Limit.COMMIT,
      Limit.ES256,
      Limit.RS256),
  SIGNUP_FREE(
      "signup-free",
      "sign-up, nearly free hash",
      NEARLY_FREE,
      4_000,
      Limit.HASH_FREE,
      Limit.HTTP,
      Limit.COMMIT),
  SIGNUP_MAIL(
      "signup-mail",
      "sign-up with its mail sent, nearly free hash",
      ServerConfiguration.withMail(NEARLY_FREE),
      0,
      Limit.HASH_FREE,
      Limit.HTTP,
      Limit.COMMIT);

  /** What a password costs is meant to be nearly all that a login or sign-up costs. */
  static final double AIM_OF_HASH = 0.9;

  private final String label;
  private final String title;
  private final ServerConfiguration configuration;
  private final double aim;
  private final List<Limit> parts;

  Operation(String label, String title, HashSetting hash, double aim, Limit... parts) {
    this(label, title, new ServerConfiguration(hash), aim, parts);
  }

  /**
   * @param aim units a second; 0 for none
   */
  Operation(
      String label, String title, ServerConfiguration configuration, double aim, Limit... parts) {
    this.label = label;
    this.title = title;
    this.configuration = configuration;
    this.aim = aim;
    this.parts = List.of(parts);
  }

  private String label() {
    return label;
  }

  String title() {
    return title;
  }

  ServerConfiguration configuration() {
    return configuration;
  }

  /** What a unit of work cannot do without, as often as it must do it. */
  List<Limit> parts() {
    return parts;
  }

  /** Units a second that it should reach; 0 for none. */
  double aim() {
    return aim;
  }

  /** Whether {@link #AIM_OF_HASH} of its processor time should be the hash's. */
  boolean isAimedAtHash() {
    return configuration.hash() != NEARLY_FREE && parts.contains(Limit.hash(configuration.hash()));
  }

  /** All of them, as the command line knows them. */
  static String labels() {
    return Arrays.stream(values()).map(Operation::label).collect(Collectors.joining(", "));
  }

  static List<Operation> named(String labels) {
    return Arrays.stream(labels.split(","))
        .flatMap(label -> {
          List<Operation> found =
              Arrays.stream(values()).filter(each -> each.label.startsWith(label)).toList();
          if (found.isEmpty()) {
            throw new IllegalArgumentException("Nothing is called " + label + ": " + labels());
          }
          return found.stream();
        })
        .distinct()
        .sorted()
        .toList();
  }

  /** Those of each configuration, in order. */
  static Map<ServerConfiguration, List<Operation>> byConfiguration(List<Operation> operations) {
    Map<ServerConfiguration, List<Operation>> groups = new LinkedHashMap<>();
    operations.forEach(
        each -> groups.computeIfAbsent(each.configuration, _ -> new ArrayList<>()).add(each));
    return groups;
  }
}
