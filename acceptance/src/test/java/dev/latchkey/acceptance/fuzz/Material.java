package dev.latchkey.acceptance.fuzz;

import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Good values for fields: those that somebody would send who uses the server rightly, in part
 * learned from what it answered. Used by one thread.
 */
final class Material {

  static final String SCOPES = Users.SCOPES + " mfa session events";

  private static final int REMEMBERED = 24;
  private static final Pattern LAST_SEGMENT = Pattern.compile("/link/[a-z-]+/([^/?#]+)");

  /** Fields that take what an answer calls otherwise. */
  private static final Map<String, String> LEARNED_AS =
      Map.of(
          "step_up", "token",
          "identity_id", "id",
          "before", "id",
          "after", "id",
          "provider_token", "access_token",
          "username", "email");

  private final SplittableRandom random;
  private final Map<String, List<Object>> known = new HashMap<>();
  private final Authenticator authenticator = new Authenticator();
  private final List<Ceremony> ceremonies = new ArrayList<>();
  private final Map<String, String> cookies = new HashMap<>();
  private final Map<String, String> mailedCodes = new HashMap<>();
  private final Pkce pkce = Pkce.create();

  /** Whose address or number was taken last: the code should be one that went there. */
  private String recipient = "";

  private Ceremony ceremony = new Ceremony("", Map.of("type", "public-key"));

  /** What an authenticator answered, and the id under which it was asked. */
  private record Ceremony(String id, Map<String, Object> credential) {}

  Material(SplittableRandom random) {
    this.random = random;
  }

  void learn(String name, Object value) {
    List<Object> values = known.computeIfAbsent(name, unused -> new ArrayList<>());
    if (values.size() == REMEMBERED) {
      values.removeFirst();
    }
    values.add(value);
  }

  /** Remembers what the answer gave. */
  void learn(Wire.Answer answer) {
    if (answer.status() / 100 == 3) {
      learnRedirect(answer.header("Location"));
    } else if (answer.status() == 200 && answer.header("Content-Type").contains("json")) {
      try {
        learn(JsonMapper.shared().readTree(answer.body()));
      } catch (JacksonException e) {
        throw new AssertionError("Not JSON: " + answer, e);
      }
    }
    answer.headers().stream()
        .filter(line -> line.startsWith("Set-Cookie: ") && !line.contains("Max-Age=0"))
        .forEach(line -> learnCookie(line.substring(12).split(";", 2)[0]));
  }

  void learnCookie(String pair) {
    int eq = pair.indexOf('=');
    cookies.put(pair.substring(0, eq), pair.substring(eq + 1));
  }

  /** As a browser has them that was there all the time. */
  String cookies() {
    return cookies.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  private void learnRedirect(String location) {
    String query = location.startsWith("http") ? URI.create(location).getRawQuery() : null;
    for (String pair : String.valueOf(query).split("&", -1)) {
      if (pair.startsWith("code=") || pair.startsWith("state=")) {
        int eq = pair.indexOf('=');
        learn(
            pair.substring(0, eq),
            URLDecoder.decode(pair.substring(eq + 1), StandardCharsets.UTF_8));
      }
    }
  }

  private void learn(JsonNode json) {
    if (json.at("/options/public_key/challenge").isString()) {
      String id = json.at("/options/public_key/user/id").asString();
      learn(new Ceremony(id, authenticator.create(json)));
    } else if (json.at("/public_key/challenge").isString()) {
      learn(new Ceremony("", authenticator.get(json)));
    }
    learnFields(json);
    (json.isArray() ? Stream.of(json) : json.valueStream().filter(JsonNode::isArray))
        .flatMap(JsonNode::valueStream)
        .filter(JsonNode::isObject)
        .forEach(this::learnFields);
  }

  private void learn(Ceremony done) {
    if (ceremonies.size() > 3) {
      ceremonies.removeFirst();
    }
    ceremonies.add(done);
  }

  private void learnFields(JsonNode json) {
    json.properties()
        .forEach(field -> {
          JsonNode value = field.getValue();
          switch (field.getKey()) {
            case "codes" -> {
              String to = json.path("recipient").asString("");
              value.forEach(code -> mailedCodes.put(to, code.asString()));
            }
            case "links" ->
                value.forEach(link -> {
                  var token = LAST_SEGMENT.matcher(link.asString());
                  if (token.find()) {
                    learn("link", token.group(1));
                  }
                });
            case "tkn",
                "token",
                "access_token",
                "refresh_token",
                "id_token",
                "code",
                "challenge_id",
                "id" -> {
              if (value.isString()) {
                String text = value.asString();
                boolean access = text.matches("(au|ac|pu)_[A-Za-z0-9_-]{43}");
                boolean number = text.matches("[0-9]{5,19}");
                learn(access ? "access" : number ? "number" : field.getKey(), text);
              }
            }
            default -> {}
          }
        });
  }

  /** Something that was learned under that name, or something that never was given. */
  Object known(String name) {
    List<Object> values = known.getOrDefault(LEARNED_AS.getOrDefault(name, name), List.of());
    return values.isEmpty()
        ? "11111111-1111-7111-8111-111111111111"
        : random.nextBoolean() ? values.getLast() : pick(values);
  }

  /** Good for the field of that name. */
  Object value(String name) {
    return switch (name) {
      case "client_id" ->
          random.nextInt(3) > 0
              ? TestConfig.SPA
              : pick(
                  List.of(
                      TestConfig.NATIVE,
                      TestConfig.LEGACY,
                      TestConfig.WEB_APP,
                      TestConfig.IMPLICIT,
                      TestConfig.THIRD_PARTY));
      case "client_secret" -> TestConfig.SECRET;
      case "email" -> recipient(random.nextInt(8) > 0 ? known(name) : newEmail());
      case "phone_number" -> recipient(random.nextInt(8) > 0 ? known(name) : newNumber());
      case "to" -> recipient;
      case "verification_code", "c" -> mailedCodes.getOrDefault(recipient, "123456");
      case "custom_identifier" -> "somebody." + random.nextInt(1_000_000);
      case "password", "old_password" -> Users.PASSWORD;
      case "redirect_uri", "redirect_url" -> TestConfig.CALLBACK;
      case "redirect_to", "post_logout_redirect_uri" -> TestConfig.LOGOUT_PAGE;
      case "response_type" -> pick(List.of("code", "code", "token", "id_token token"));
      case "response_mode" -> pick(List.of("query", "fragment", "web_message"));
      case "display" -> pick(List.of("page", "popup"));
      case "prompt" -> pick(List.of("none", "login", "consent"));
      // Mostly without an ID token, whose signature would cost more than all else.
      case "scope" -> random.nextInt(10) == 0 ? SCOPES : SCOPES.replace("openid ", "");
      case "code_challenge" -> pkce.challenge();
      case "code_challenge_method" -> "S256";
      case "code_verifier" -> pkce.verifier();
      case "grant_type" ->
          pick(List.of("authorization_code", "refresh_token", "password", "client_credentials"));
      case "auth_type" -> pick(List.of("magic_link", "sms", "email", "totp", "recovery_code"));
      case "provider" -> "acme";
      case "origin" -> TestConfig.ORIGIN;
      case "data", "profile" -> profile();
      case "fields" -> "email,given_name,custom_fields.loyalty_card";
      case "lang" -> "fr";
      case "limit" -> 10;
      case "trust_device", "flatcf", "lite_only" -> random.nextBoolean();
      case "type" -> "public-key";
      case "webauthn_id" -> {
        credential();
        yield ceremony.id();
      }
      case "public_key_credential" -> ceremony.credential();
      case "birthdate" -> "1815-12-10";
      case "gender" -> "female";
      case "locale" -> "en-GB";
      case "picture", "profile_url" -> "https://ada.example/ada.png";
      case "tos_accepted_at" -> "2026-01-31T09:30:00.000Z";
      case "addresses" ->
          List.of(Map.of("street_address", "12 Square", "country", "GB", "default", true));
      case "custom_fields" -> Map.of("loyalty_card", "4711", "shoe_size", 38, "shop", "paris");
      case "consents" -> Map.of("newsletter", Map.of("granted", true, "consent_type", "opt-in"));
      case "state", "nonce", "friendly_name", "action" -> "anything";
      default -> known(name);
    };
  }

  /** Good for the part of a path that stands in braces. */
  String pathValue(String name) {
    return switch (name) {
      case "token" -> String.valueOf(known("link"));
      case "provider" -> "acme";
      case "file" -> "en.json";
      default -> String.valueOf(known(name));
    };
  }

  private Map<String, Object> profile() {
    Map<String, Object> profile = new LinkedHashMap<>();
    profile.put("email", newEmail());
    profile.put("password", Users.PASSWORD);
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = pick(Shapes.WRITABLE);
      profile.put(name, value(name));
    }
    return profile;
  }

  /** What an authenticator answered to one of the last ceremonies. */
  Map<String, Object> credential() {
    if (!ceremonies.isEmpty()) {
      ceremony = ceremonies.get(random.nextInt(ceremonies.size()));
    }
    return ceremony.credential();
  }

  private Object recipient(Object to) {
    recipient = String.valueOf(to);
    return to;
  }

  private String newEmail() {
    return "fuzz" + random.nextInt(1_000_000_000) + "@example.org";
  }

  private String newNumber() {
    return "+336%08d".formatted(random.nextInt(100_000_000));
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
