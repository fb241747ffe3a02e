package dev.latchkey.domain.provider;

import dev.latchkey.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is known of a provider, as {@code providers.json} has it.
 *
 * @param discovery its issuer; null: {@code authorization} and {@code token} say where it is
 * @param issuer of its ID tokens where that is not the one of its OpenID configuration; {@code
 *     {tid}} stands for the claim of that name
 * @param claims where in its answer a field of the profile is, as JSON pointers by field; {@code
 *     sub}, {@code email} and {@code email_verified} among them
 * @param authorizeParameters that it wants beyond the standard's
 * @param clientIdParameter what it calls {@code client_id}
 * @param clientAuth at its token endpoint: {@code post}, {@code basic} or {@code jwt}
 * @param scopeSeparator between scopes
 * @param pkce whether it takes a code challenge
 * @param idToken whether its token endpoint gives an ID token
 * @param signedBySecret whether that is signed with the client's secret (HS256)
 * @param askUserinfo whether its user info endpoint is asked as well
 * @param emails where it lists addresses, apart from the rest (GitHub)
 * @param trustEmail whether an address that it calls verified is the user's own
 * @param sharedSubjects whether it calls a user by the same name in all apps of one owner
 * @param tokenCheck how to find out for which app one of its access tokens was made
 */
record Preset(
    @Nullable String discovery,
    @Nullable String issuer,
    @Nullable String authorization,
    @Nullable String token,
    @Nullable String userinfo,
    List<String> scope,
    Map<String, String> claims,
    Map<String, String> authorizeParameters,
    @Nullable String clientIdParameter,
    @Nullable String clientAuth,
    @Nullable String scopeSeparator,
    boolean pkce,
    boolean idToken,
    boolean signedBySecret,
    boolean askUserinfo,
    @Nullable String emails,
    boolean trustEmail,
    boolean sharedSubjects,
    @Nullable TokenCheck tokenCheck) {

  /**
   * @param url asked with the token in {@code parameter}
   * @param byApp whether the app's own credentials go along as {@code access_token} (Facebook)
   * @param audience where in the answer the app stands, as a JSON pointer
   */
  record TokenCheck(String url, String parameter, boolean byApp, String audience) {}

  private static final Map<String, Preset> ALL = read();

  Preset {
    scope = scope == null ? List.of() : List.copyOf(scope);
    claims = claims == null ? Map.of() : Map.copyOf(claims);
    authorizeParameters = authorizeParameters == null ? Map.of() : Map.copyOf(authorizeParameters);
  }

  static Optional<Preset> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  static Set<String> names() {
    return ALL.keySet();
  }

  private static Map<String, Preset> read() {
    try (InputStream stream = Preset.class.getResourceAsStream("/providers.json")) {
      JsonNode tree = Json.read(stream.readAllBytes());
      Map<String, Preset> all = new LinkedHashMap<>();
      tree.forEachEntry((name, preset) -> all.put(name, Json.read(preset, Preset.class)));
      return Map.copyOf(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
