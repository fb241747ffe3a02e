package dev.latchkey.faces.pages;

import dev.latchkey.domain.input.Identifier;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.http.Cookie;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * How far a login of several steps has come, in a cookie of the browser that takes them: what the
 * next step is about, and the handles of what was shown. Nobody can go on with it elsewhere, and it
 * stands in no address. It proves nothing: the flows look at what the handles stand for.
 *
 * @param of the request that it is for, hashed
 * @param stepUp the token of a login between its factors; null: not there yet
 * @param offered the factors to choose from, as on the wire
 * @param challenge the chosen factor's; null: none is chosen
 * @param factor the chosen one
 * @param identifier to which a code was sent; null: to none
 * @param persistent whether the user wants to be remembered
 */
record Progress(
    String of,
    @Nullable String stepUp,
    List<String> offered,
    @Nullable String challenge,
    @Nullable String factor,
    @Nullable Identifier identifier,
    boolean persistent) {

  private static final String COOKIE = "__Host-login";
  private static final Duration LIFETIME = Duration.ofMinutes(15);
  private static final int LONGEST = 2_000;

  static Progress ofCode(Interaction at, Identifier identifier, boolean persistent) {
    return new Progress(key(at), null, List.of(), null, null, identifier, persistent);
  }

  static Progress ofStepUp(Interaction at, String token, List<String> offered, boolean persistent) {
    return new Progress(key(at), token, offered, null, null, null, persistent);
  }

  Progress withChallenge(String id, String kind) {
    return new Progress(of, stepUp, offered, id, kind, identifier, persistent);
  }

  /** Whether a linked device is asked, by the number that the challenge is then. */
  boolean isWithDevice() {
    return Entry.DEVICE.equals(factor);
  }

  /** What this browser has come to with that request. */
  static Optional<Progress> read(Interaction at) {
    return at.visit()
        .call()
        .request()
        .cookie(COOKIE)
        .filter(value -> value.length() <= LONGEST)
        .flatMap(Progress::parse)
        .filter(progress -> progress.of().equals(key(at)));
  }

  private static Optional<Progress> parse(String value) {
    try {
      return Optional.of(Json.read(Json.read(Digest.fromBase64Url(value)), Progress.class));
    } catch (IllegalArgumentException | JacksonException e) {
      // Not of ours, or of another version: the user starts anew.
      return Optional.empty();
    }
  }

  private static String key(Interaction at) {
    return Digest.base64Url(Digest.sha256(at.token())).substring(0, 16);
  }

  Response on(Response response) {
    return response.with(new Cookie(COOKIE, Digest.base64Url(Json.write(this)), LIFETIME, "Lax"));
  }

  static Response without(Response response) {
    return response.with(Cookie.deleted(COOKIE, "Lax"));
  }
}
