package dev.latchkey.domain.webhook;

import dev.latchkey.domain.profile.ProfileDocument;
import dev.latchkey.domain.tenant.Webhook;
import dev.latchkey.platform.json.Json;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code user} of a call: the id, and of the profile what the operator lets the webhook see.
 */
final class UserDocument {

  private UserDocument() {}

  /**
   * @param profile what there is of it
   */
  static ObjectNode of(Webhook hook, UUID id, ObjectNode profile) {
    ObjectNode user = Json.object().put("id", id.toString());
    return user.setAll(visible(hook, profile));
  }

  /** The named fields; all, when none is named. */
  static ObjectNode visible(Webhook hook, ObjectNode profile) {
    List<String> names = hook.userFields();
    return names.isEmpty() ? profile : ProfileDocument.select(profile, String.join(",", names));
  }
}
