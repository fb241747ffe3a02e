package dev.latchkey.acceptance.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The names of the fields that a route takes, by the contract. */
final class Shapes {

  private static final String AUTHORIZE =
      "client_id response_type redirect_uri scope state nonce code_challenge code_challenge_method";
  private static final String IDENTIFIER = "email|phone_number|custom_identifier";

  /** By pattern; of names that {@code |} parts, one; of {@code *}, any of a profile. */
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry(
              "/oauth/authorize",
              AUTHORIZE + " tkn|provider|prompt response_mode|display|dpop_jkt"),
          Map.entry(
              "/oauth/token",
              "grant_type client_id client_secret code|refresh_token|username redirect_uri"
                  + " code_verifier password scope"),
          Map.entry("/oauth/revoke", "client_id client_secret token token_type_hint"),
          Map.entry("/oauth/introspect", "client_id client_secret token token_type_hint"),
          Map.entry("/identity/v1/oauth/provider/token", "client_id provider provider_token scope"),
          Map.entry("/identity/v1/signup", "client_id data scope redirect_url"),
          Map.entry("/identity/v1/signup-token", "client_id data scope redirect_url origin"),
          Map.entry("/identity/v1/password/login", "client_id " + IDENTIFIER + " password scope"),
          Map.entry("/identity/v1/password/strength", "client_id password"),
          Map.entry("/identity/v1/password/callback", AUTHORIZE + " tkn"),
          Map.entry("/identity/v1/token/access-token", "client_id access_token"),
          Map.entry("/identity/v1/forgot-password", "client_id " + IDENTIFIER + " redirect_url"),
          Map.entry("/identity/v1/account-recovery", "client_id email|phone_number redirect_url"),
          Map.entry(
              "/identity/v1/update-password",
              "client_id email|phone_number|old_password verification_code|old_password password"),
          Map.entry(
              "/identity/v1/passwordless/start",
              AUTHORIZE + " email|phone_number|step_up auth_type data"),
          Map.entry(
              "/identity/v1/passwordless/verify",
              "email|phone_number|challenge_id verification_code|c trust_device client_id"),
          Map.entry(
              "/identity/v1/verify-auth-code",
              "email|phone_number|challenge_id verification_code auth_type"),
          Map.entry("/identity/v1/mfa/stepup", AUTHORIZE + " tkn|action"),
          Map.entry("/identity/v1/mfa/credentials/emails", "trust_device action redirect_url"),
          Map.entry("/identity/v1/mfa/credentials/emails/verify", "verification_code trust_device"),
          Map.entry("/identity/v1/mfa/credentials/phone-numbers", "phone_number trust_device"),
          Map.entry(
              "/identity/v1/mfa/credentials/phone-numbers/verify",
              "verification_code trust_device"),
          Map.entry("/identity/v1/mfa/credentials/totp/verify", "verification_code trust_device"),
          Map.entry("/identity/v1/update-profile", "* * *"),
          Map.entry("/identity/v1/update-email", "email redirect_url"),
          Map.entry("/identity/v1/update-phone-number", "phone_number"),
          Map.entry("/identity/v1/verify-email", "email verification_code access_token"),
          Map.entry("/identity/v1/verify-phone-number", "phone_number verification_code"),
          Map.entry("/identity/v1/send-email-verification", "redirect_url"),
          Map.entry("/identity/v1/unlink", "identity_id"),
          Map.entry("/identity/v1/userinfo", "fields flatcf"),
          Map.entry("/identity/v1/me", "fields flatcf"),
          Map.entry("/identity/v1/events", "limit before"),
          Map.entry("/identity/v1/sso/data", "client_id"),
          Map.entry("/identity/v1/config", "client_id lang google_variant"),
          Map.entry("/identity/v1/config/consents", "lang"),
          Map.entry("/api/v1/providers", "client_id"),
          Map.entry("/identity/v1/logout", "redirect_to|post_logout_redirect_uri state"),
          Map.entry(
              "/identity/v1/webauthn/signup-options", "client_id origin friendly_name profile"),
          Map.entry("/identity/v1/webauthn/signup", "webauthn_id public_key_credential"),
          Map.entry(
              "/identity/v1/webauthn/authentication-options",
              "client_id origin email|phone_number|scope"),
          Map.entry("/identity/v1/webauthn/authentication", "response"),
          Map.entry("/identity/v1/webauthn/registration-options", "origin friendly_name"),
          Map.entry("/identity/v1/webauthn/registration", "response"),
          Map.entry(
              "/identity/v1/webauthn/reset-options",
              "client_id origin friendly_name email|phone_number verification_code"),
          Map.entry(
              "/identity/v1/webauthn/reset",
              "client_id email|phone_number verification_code public_key_credential"),
          Map.entry("/login/{provider}/callback", "state code"),
          Map.entry("/inbox/messages", "to after"));

  /** Of a profile, what its user may write at any time. */
  static final List<String> WRITABLE =
      List.of(
          "given_name",
          "family_name",
          "nickname",
          "birthdate",
          "gender",
          "locale",
          "bio",
          "picture",
          "profile_url",
          "company",
          "addresses",
          "custom_fields",
          "consents",
          "tos_accepted_at",
          "lite_only");

  private static final List<String> ALL =
      Stream.concat(
              FIELDS.values().stream().flatMap(names -> Arrays.stream(names.split("[ |*]+"))),
              WRITABLE.stream())
          .filter(name -> !name.isEmpty())
          .distinct()
          .sorted()
          .toList();

  private Shapes() {}

  /** What that route takes; of one that is not known, of everything a little. */
  static List<List<String>> of(String pattern) {
    String names = FIELDS.getOrDefault(pattern, "");
    return names.isEmpty()
        ? List.of(ALL, ALL, ALL)
        : Arrays.stream(names.split(" ", -1)).map(Shapes::oneOf).toList();
  }

  private static List<String> oneOf(String names) {
    return names.equals("*") ? WRITABLE : List.of(names.split("\\|", -1));
  }

  /** Every name that any route takes. */
  static List<String> all() {
    return ALL;
  }
}
