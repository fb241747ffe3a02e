package dev.latchkey.domain.credential;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.PasswordComposition;
import dev.latchkey.domain.tenant.Tenant.PasswordPolicy;
import dev.latchkey.platform.crypto.password.Blocklist;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import dev.latchkey.platform.crypto.password.PasswordStrength;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a new password must be: long enough, hard to guess for somebody who knows the user, and on
 * no list (NIST SP 800-63B-4 section 3.1.1.2).
 */
public final class PasswordRules {

  private final PasswordHasher hasher;
  private final PasswordStrength strength;
  private final Function<Tenant, Blocklist> blocklists;

  public PasswordRules(
      PasswordHasher hasher, PasswordStrength strength, Function<Tenant, Blocklist> blocklists) {
    this.hasher = hasher;
    this.strength = strength;
    this.blocklists = blocklists;
  }

  /** What a password lacks. */
  public enum Flaw {
    TOO_SHORT(ApiError.PASSWORD_POLICY),
    TOO_LONG(ApiError.PASSWORD_POLICY),
    COMPOSITION(ApiError.PASSWORD_POLICY),
    TOO_WEAK(ApiError.PASSWORD_TOO_WEAK),
    BREACHED(ApiError.PASSWORD_BREACHED);

    private final ApiError error;

    Flaw(ApiError error) {
      this.error = error;
    }

    private ApiException exception(PasswordPolicy policy) {
      return switch (this) {
        case TOO_SHORT, TOO_LONG ->
            error.exception(
                "The password must have "
                    + policy.minLength()
                    + " to "
                    + policy.maxLength()
                    + " characters");
        default -> error.exception();
      };
    }
  }

  /**
   * Checks and hashes.
   *
   * @param context words that only this user would choose: name, address
   * @throws dev.latchkey.domain.error.ApiException {@code PASSWORD_POLICY}, {@code
   *     PASSWORD_TOO_WEAK}, {@code PASSWORD_BREACHED}
   */
  public NewPassword accept(Tenant tenant, String password, List<String> context) {
    Optional<Flaw> flaw = flaw(tenant, password, context);
    if (flaw.isPresent()) {
      throw flaw.get().exception(tenant.password());
    }
    return new NewPassword(hasher.hash(password));
  }

  /** The first thing that the password lacks; empty when it may be set. */
  public Optional<Flaw> flaw(Tenant tenant, String password, List<String> context) {
    PasswordPolicy policy = tenant.password();
    int length = password.codePointCount(0, password.length());
    if (length < policy.minLength()) {
      return Optional.of(Flaw.TOO_SHORT);
    }
    if (length > policy.maxLength()) {
      return Optional.of(Flaw.TOO_LONG);
    }
    PasswordComposition composition = tenant.legacy().passwordComposition();
    if (composition != null && !meets(composition, password)) {
      return Optional.of(Flaw.COMPOSITION);
    }
    if (policy.minStrength() > 0 && strength.score(password, context) < policy.minStrength()) {
      return Optional.of(Flaw.TOO_WEAK);
    }
    if (policy.breachedCheck() && blocklists.apply(tenant).contains(password)) {
      return Optional.of(Flaw.BREACHED);
    }
    return Optional.empty();
  }

  /** A hash of today's kind for a password that was just verified. */
  public NewPassword rehash(String verified) {
    return new NewPassword(hasher.hash(verified));
  }

  private static boolean meets(PasswordComposition rule, String password) {
    return count(password, Character::isUpperCase) >= rule.uppercase()
        && count(password, Character::isLowerCase) >= rule.lowercase()
        && count(password, Character::isDigit) >= rule.digits()
        && count(password, c -> !Character.isLetterOrDigit(c)) >= rule.special();
  }

  private static long count(String password, IntPredicate kind) {
    return password.codePoints().filter(kind).count();
  }

  /** The words of a sign-up that its password must not be made of. */
  public static List<String> context(ProfileChange data) {
    return context(
        data.email() == null ? null : data.email().value(),
        data.phoneNumber() == null ? null : data.phoneNumber().value(),
        data.attributes());
  }

  /** The words of a profile that its password must not be made of. */
  public static List<String> context(Profile profile) {
    return context(profile.email(), profile.phoneNumber(), profile.attributes());
  }

  private static List<String> context(
      @Nullable String email, @Nullable String phoneNumber, JsonNode attributes) {
    List<String> words = new ArrayList<>();
    if (email != null) {
      words.add(email);
      words.addAll(List.of(email.split("[@._+-]+", -1)));
    }
    if (phoneNumber != null) {
      words.add(phoneNumber);
    }
    Stream.of("given_name", "family_name", "name", "nickname", "username", "birthdate")
        .map(name -> attributes.path(name).asString(""))
        .forEach(words::add);
    words.removeIf(word -> word.length() < 3);
    return words;
  }
}
