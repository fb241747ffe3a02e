package dev.latchkey.domain.message;

import dev.latchkey.domain.profile.Profile;
import dev.latchkey.platform.i18n.Languages;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as it waits in the outbox: who gets it and what fills its text.
 *
 * @param channel {@code email} or {@code sms}
 * @param recipient an address or a number in E.164
 * @param language a catalogue
 * @param variables {@code code}, {@code link}, {@code minutes}, {@code link_minutes}, {@code name},
 *     …; {@code factor_kind} becomes a {@code factor} in words
 */
public record Message(
    String kind, String channel, String recipient, String language, Map<String, String> variables) {

  public static final String EMAIL = "email";
  public static final String SMS = "sms";

  public static Message email(
      MessageKind kind, String recipient, String language, Profile profile) {
    return new Message(kind.key(), EMAIL, recipient, language, names(profile));
  }

  public static Message sms(MessageKind kind, String recipient, String language, Profile profile) {
    return new Message(kind.key(), SMS, recipient, language, names(profile));
  }

  /** To an address that may be nobody's yet. */
  public static Message email(MessageKind kind, String recipient, String language) {
    return new Message(kind.key(), EMAIL, recipient, language, Map.of());
  }

  /** To a number that may be nobody's yet. */
  public static Message sms(MessageKind kind, String recipient, String language) {
    return new Message(kind.key(), SMS, recipient, language, Map.of());
  }

  private static Map<String, String> names(Profile profile) {
    Map<String, String> variables = new LinkedHashMap<>();
    String given = profile.attribute("given_name");
    if (given != null) {
      variables.put("name", given);
    }
    return variables;
  }

  public Message with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(variables);
    more.put(name, value);
    return new Message(kind, channel, recipient, language, more);
  }

  public Message withCode(String code, Duration lifetime) {
    return with("code", code).with("minutes", Long.toString(lifetime.toMinutes()));
  }

  /** With a link that outlives the code beside it. */
  public Message withLink(String link, Duration lifetime) {
    return with("link", link).with("link_minutes", Long.toString(lifetime.toMinutes()));
  }

  /**
   * In which language to write to a user: the request's {@code Custom-Locale}, the profile's own,
   * {@code Accept-Language}, the tenant's (contract section 1.10).
   */
  public static String language(
      @Nullable String customLocale,
      Profile profile,
      @Nullable String acceptLanguage,
      String tenantLanguage) {
    return Languages.catalogue(customLocale)
        .or(() -> Languages.catalogue(profile.attribute("locale")))
        .or(() -> Languages.accepted(acceptLanguage))
        .or(() -> Languages.catalogue(tenantLanguage))
        .orElse(Languages.DEFAULT);
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  @Override
  public String toString() {
    return "Message[" + kind + " by " + channel + "]";
  }
}
