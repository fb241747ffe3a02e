package dev.latchkey.faces.web.authorize;

import dev.latchkey.domain.client.Resources;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.tenant.Tenant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules of an authorize request, in the order in which they are checked. */
public final class Rules {

  private static final List<Rule> IN_ORDER =
      List.of(
          Rules::noParameterTwice, // RFC 6749 section 3.1
          Rules::parametersCanBeRead, // contract section 4.1.1
          Rules::responseTypeIsOffered, // RFC 6749 section 3.1.1
          Rules::implicitIsSwitchedOn, // RFC 9700 section 2.1.2
          Rules::responseModeFits, // OAuth 2.0 Multiple Response Types section 2.1
          Rules::responseModeIsTheClients, // ASVS 10.4.12
          Rules::pkceIsS256, // RFC 7636 section 4.3
          Rules::pkceIsThere, // RFC 9700 section 2.1.1
          Rules::noTokensWithoutKey, // RFC 9449 section 5.2
          Rules::keyIsThumbprint, // RFC 9449 section 10
          Rules::promptMakesSense, // OpenID Connect Core section 3.1.2.1
          Rules::createStandsAlone, // Initiating User Registration 1.0 section 4.1
          Rules::createHasItsPage, // Initiating User Registration 1.0 section 4.2
          Rules::maxAgeIsSeconds, // OpenID Connect Core section 3.1.2.1
          Rules::idTokenHintIsOurs, // OpenID Connect Core section 3.1.2.1
          Rules::claimsAreUnderstood, // OpenID Connect Core section 5.5
          Rules::oneUserIsMeant, // OpenID Connect Core sections 3.1.2.1 and 5.5.1
          Rules::resourcesAreTheClients, // RFC 8707 section 2
          Rules::idTokenHasNonce, // OpenID Connect Core section 3.2.2.1
          Rules::idTokenHasOpenid); // OpenID Connect Core section 3.1.2.1

  /** OAuth 2.0 Multiple Response Types section 5; all but the first for the legacy switch alone. */
  public static final List<String> RESPONSE_TYPES =
      List.of(
          "code",
          "token",
          "id_token",
          "id_token token",
          "code id_token",
          "code token",
          "code id_token token");

  private static final Set<Set<String>> OFFERED =
      RESPONSE_TYPES.stream().map(Scopes::parse).collect(Collectors.toUnmodifiableSet());

  /** OpenID Connect Core section 3.1.2.1, Initiating User Registration section 4. */
  public static final Set<String> PROMPTS =
      Set.of("none", "login", "consent", "select_account", "create");

  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern THUMBPRINT = CHALLENGE;
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  private Rules() {}

  /**
   * @throws ApiException of the first rule that the request breaks; it is sent to where answers go
   */
  public static void check(AuthorizeRequest request) {
    IN_ORDER.forEach(rule -> rule.check(request));
  }

  static void noParameterTwice(AuthorizeRequest request) {
    if (!request.repeated().isEmpty()) {
      throw ApiError.VALIDATION.exception(
          "A parameter was sent twice: " + String.join(", ", request.repeated()));
    }
  }

  /** Not too long, no control characters. */
  static void parametersCanBeRead(AuthorizeRequest request) {
    request.query().check();
  }

  static void responseTypeIsOffered(AuthorizeRequest request) {
    if (request.responseTypes().isEmpty()) {
      throw ApiException.validation(FieldError.missing("response_type"));
    }
    if (!OFFERED.contains(request.responseTypes())) {
      throw ApiError.UNSUPPORTED_RESPONSE_TYPE.exception();
    }
  }

  static void implicitIsSwitchedOn(AuthorizeRequest request) {
    if (request.wantsTokens() && !request.client().legacy().implicit()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception(
          "The implicit and hybrid response types are off for this client");
    }
  }

  /** Tokens never go into a query, where they would be logged. */
  static void responseModeFits(AuthorizeRequest request) {
    String mode = request.responseMode();
    boolean fits =
        mode == null
            || mode.equals(AuthorizeRequest.WEB_MESSAGE)
            || mode.equals(AuthorizeRequest.FORM_POST) && request.redirectUri() != null
            || mode.equals("query") && !request.wantsTokens()
            || mode.equals("fragment");
    if (!fits) {
      throw invalid("response_mode", "Is not offered for this response type");
    }
  }

  static void responseModeIsTheClients(AuthorizeRequest request) {
    List<String> modes = request.client().openid().responseModes();
    if (!modes.isEmpty() && !modes.contains(request.effectiveMode())) {
      throw invalid("response_mode", "Is not one of the client's");
    }
  }

  static void pkceIsS256(AuthorizeRequest request) {
    String challenge = request.codeChallenge();
    if (challenge == null) {
      if (request.codeChallengeMethod() != null) {
        throw ApiException.validation(FieldError.missing("code_challenge"));
      }
      return;
    }
    if (!"S256".equals(request.codeChallengeMethod())) {
      throw invalid("code_challenge_method", "Must be S256");
    }
    if (!CHALLENGE.matcher(challenge).matches()) {
      throw invalid("code_challenge", "Must be the base64url of a SHA-256 hash");
    }
  }

  static void pkceIsThere(AuthorizeRequest request) {
    // One Tap computes no challenge; its code goes to an allowed origin alone (contract 4.1.6).
    boolean isOneTap = request.hasIdToken() && request.isWebMessage();
    if (request.wantsCode()
        && !isOneTap
        && request.client().requiresPkce()
        && request.codeChallenge() == null) {
      throw ApiError.PKCE_REQUIRED.exception();
    }
  }

  static void noTokensWithoutKey(AuthorizeRequest request) {
    if (request.responseTypes().contains("token")
        && request.client().security().dpopBoundAccessTokens()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception(
          "This client gets tokens that are bound to a key alone");
    }
  }

  static void keyIsThumbprint(AuthorizeRequest request) {
    String key = request.dpopJkt();
    if (key != null && !THUMBPRINT.matcher(key).matches()) {
      throw invalid("dpop_jkt", "Must be the base64url of a SHA-256 hash");
    }
  }

  static void promptMakesSense(AuthorizeRequest request) {
    if (!PROMPTS.containsAll(request.prompt())) {
      throw invalid("prompt", "Is not one of " + PROMPTS.stream().sorted().toList());
    }
    if (request.prompt().contains("none") && request.prompt().size() > 1) {
      throw invalid("prompt", "none stands alone");
    }
  }

  /** It asks for another page than all the others do. */
  static void createStandsAlone(AuthorizeRequest request) {
    if (request.prompt().contains("create") && request.prompt().size() > 1) {
      throw invalid("prompt", "create stands alone");
    }
  }

  /** What nobody can be shown is not offered. */
  static void createHasItsPage(AuthorizeRequest request) {
    Tenant tenant = request.tenant();
    boolean ours = tenant.pages() != null && tenant.signup().enabled();
    if (request.prompt().contains("create") && !ours && request.client().loginUrl() == null) {
      throw invalid("prompt", "There is no page to sign up on");
    }
  }

  static void maxAgeIsSeconds(AuthorizeRequest request) {
    String maxAge = request.maxAge();
    if (maxAge != null && !SECONDS.matcher(maxAge).matches()) {
      throw invalid("max_age", "Must be a number of seconds");
    }
  }

  static void idTokenHintIsOurs(AuthorizeRequest request) {
    if (request.openid().isHintRefused()) {
      throw invalid("id_token_hint", "Must be an ID token that this client got here");
    }
  }

  static void claimsAreUnderstood(AuthorizeRequest request) {
    if (request.openid().areClaimsRefused()) {
      throw invalid("claims", "Must be JSON of the form {\"userinfo\": {…}, \"id_token\": {…}}");
    }
  }

  /** The answer can be about one user alone. */
  static void oneUserIsMeant(AuthorizeRequest request) {
    Set<String> meant = new LinkedHashSet<>(request.openid().claims().subjects());
    if (request.openid().hinted() != null) {
      meant.add(request.openid().hinted());
    }
    if (meant.size() > 1) {
      throw invalid("claims", "Names another user than id_token_hint, or several");
    }
  }

  static void resourcesAreTheClients(AuthorizeRequest request) {
    Resources.require(request.tenant(), request.client(), request.openid().resources());
  }

  static void idTokenHasNonce(AuthorizeRequest request) {
    if (request.responseTypes().contains("id_token") && isBlank(request.nonce())) {
      throw ApiException.validation(FieldError.missing("nonce"));
    }
  }

  static void idTokenHasOpenid(AuthorizeRequest request) {
    Set<String> asked = Scopes.parse(request.scope());
    boolean openid =
        asked.isEmpty()
            ? request.client().defaultScopes().contains(Scopes.OPENID)
            : asked.contains(Scopes.OPENID);
    if (request.responseTypes().contains("id_token") && !openid) {
      throw ApiError.INVALID_SCOPE.exception("An ID token needs the scope openid");
    }
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static ApiException invalid(String field, String message) {
    return ApiException.validation(FieldError.invalid(field, message));
  }
}
