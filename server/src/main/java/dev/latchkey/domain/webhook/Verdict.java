package dev.latchkey.domain.webhook;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound.Reply;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a webhook says when it is asked: 204, or 200 with {@code {"allow": true|false}}; with {@code
 * user_message} when it refuses, and where it may, with {@code profile} when it agrees.
 *
 * @param userMessage for the user, when it refuses; null: the catalogue's
 * @param profile what it wants the profile to hold beside what was asked for
 */
record Verdict(boolean allow, @Nullable String userMessage, ProfileChange profile) {

  /** The answer is none. Says why, never what stood in it. */
  static final class Unusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unusable(String reason) {
      super(reason, null, false, false);
    }
  }

  /** Nothing stands against it. */
  static final Verdict SILENT =
      new Verdict(
          true, null, new ProfileChange(null, null, null, Json.object(), Json.object(), Map.of()));

  private static final int MAX_BODY = 64 * 1024;
  private static final int MAX_MESSAGE = 500;
  private static final Set<String> ALLOWED = Set.of("allow", "profile");
  private static final Set<String> REFUSED = Set.of("allow", "user_message");

  /** What identifies users and what they agree to is theirs alone to say. */
  private static final Set<String> WRITABLE =
      Set.of(
          "given_name",
          "middle_name",
          "family_name",
          "name",
          "nickname",
          "username",
          "company",
          "profile_url",
          "picture",
          "bio",
          "gender",
          "birthdate",
          "locale",
          "addresses",
          "custom_fields");

  /**
   * @param enriching whether it may say what the profile is to hold
   * @throws Unusable when it is anything else than the above
   */
  static Verdict of(Tenant tenant, Reply reply, boolean enriching) {
    if (reply.status() == 204) {
      return SILENT;
    }
    if (reply.status() != 200) {
      throw new Unusable("Answered with status " + reply.status());
    }
    ObjectNode json = object(reply.body());
    JsonNode allow = json.path("allow");
    if (!allow.isBoolean()) {
      throw new Unusable("`allow` is not true or false");
    }
    only(json, allow.asBoolean() ? ALLOWED : REFUSED);
    Fields fields = Fields.of(json);
    String message = fields.text("user_message", MAX_MESSAGE);
    ObjectNode profile = fields.object("profile").values();
    if (!enriching && !profile.isEmpty()) {
      throw new Unusable("`profile` has no meaning for this event");
    }
    only(profile, WRITABLE);
    checked(fields);
    return new Verdict(
        allow.asBoolean(),
        message == null || message.isBlank() ? null : message,
        parse(tenant, profile));
  }

  private static ObjectNode object(byte[] body) {
    if (body.length > MAX_BODY) {
      throw new Unusable("The answer has more than " + MAX_BODY + " bytes");
    }
    try {
      if (Json.read(body) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException _) {
      throw new Unusable("The answer is not JSON");
    }
    throw new Unusable("The answer is not a JSON object");
  }

  /** What is misspelt must not be missed. */
  private static void only(ObjectNode json, Set<String> known) {
    for (String name : json.propertyNames()) {
      if (!known.contains(name)) {
        throw new Unusable("A field that has no meaning here, beside " + new TreeSet<>(known));
      }
    }
  }

  private static ProfileChange parse(Tenant tenant, ObjectNode profile) {
    Fields fields = Fields.of(profile);
    for (String path : fields.object("custom_fields").names()) {
      if (tenant.customField(path).isEmpty()) {
        throw new Unusable("A custom field that is not declared");
      }
    }
    ProfileChange change = ProfileParser.parse(fields, tenant);
    checked(fields);
    return change;
  }

  private static void checked(Fields fields) {
    try {
      fields.check();
    } catch (ApiException e) {
      throw new Unusable("Fields that cannot be used: " + e.details());
    }
  }
}
