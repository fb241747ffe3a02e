package dev.latchkey.domain.profile;

import dev.latchkey.domain.tenant.ConsentDefinition;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a mail asks its reader to confirm: kept with the mail's link. Says of each consent what the
 * profile had when it was asked for, as an answer since then voids the request.
 *
 * @param clientId at which it was asked for
 * @param consents by key: {@code seen}, an object that is empty when there was none, and {@code
 *     wanted}
 */
public record ConsentRequest(@Nullable String clientId, ObjectNode consents) {

  /** For the client, with nothing in it. */
  public static ConsentRequest of(String clientId) {
    return new ConsentRequest(clientId, Json.object());
  }

  /** Adds one. */
  public void add(String key, JsonNode seen, JsonNode wanted) {
    ObjectNode asked = consents.putObject(key);
    asked.set("seen", seen.isObject() ? seen : Json.object());
    asked.set("wanted", wanted);
  }

  /** What is asked for in words: of the versions, and in the languages, that were answered. */
  public List<String> titles(Tenant tenant) {
    return consents.properties().stream()
        .map(asked -> title(tenant, asked.getKey(), asked.getValue().path("wanted")))
        .toList();
  }

  private static String title(Tenant tenant, String key, JsonNode wanted) {
    JsonNode version = wanted.path("consent_version");
    return tenant
        .consent(key)
        .flatMap(definition ->
            definition.inLanguage(
                version.path("version_id").asInt(0), version.path("language").asString("")))
        .map(ConsentDefinition.Version::title)
        .orElse(key);
  }

  public ObjectNode json() {
    return Json.tree(this).asObject();
  }

  public static ConsentRequest read(JsonNode json) {
    return Json.read(json, ConsentRequest.class);
  }
}
