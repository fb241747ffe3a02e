package dev.latchkey.domain.client;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.input.Addresses;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.platform.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members that a client sent of itself, each read by its form: one that was sent and has
 * another form is a fault. What is kept of them is told back. Used by one thread.
 */
final class SentMetadata {

  private static final int MOST_ADDRESSES = 20;

  private final Fields sent;
  private final ObjectNode kept = Json.object();

  SentMetadata(Fields sent) {
    this.sent = sent;
  }

  /** So far. */
  ObjectNode kept() {
    return kept;
  }

  /** As it came; null: it was not sent. */
  @Nullable JsonNode member(String member) {
    return sent.node(member).orElse(null);
  }

  /** Empty when it was not sent. */
  String text(String member, int maxLength) {
    return textOr(member, maxLength, "");
  }

  private String textOr(String member, int maxLength, String otherwise) {
    JsonNode value = member(member);
    if (value == null) {
      return otherwise;
    }
    if (!isText(value, maxLength)) {
      throw invalid(member, "Must be a text of at most " + maxLength + " characters");
    }
    return value.asString();
  }

  /** Each once. Empty when it was not sent. */
  List<String> list(String member, int most, int maxLength) {
    JsonNode value = member(member);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()
        || value.size() > most
        || !value.valueStream().allMatch(one -> isText(one, maxLength))) {
      throw invalid(member, "Must be a list of at most " + most + " texts");
    }
    return new ArrayList<>(new LinkedHashSet<>(ClientMetadata.texts(value)));
  }

  /** As above, of what may be addresses. */
  List<String> addresses(String member) {
    return list(member, MOST_ADDRESSES, Limits.URL);
  }

  private static boolean isText(JsonNode value, int maxLength) {
    return value.isString()
        && value.asString().length() <= maxLength
        && value.asString().codePoints().noneMatch(Character::isISOControl);
  }

  // What is kept where it was sent

  void keepText(String member, int maxLength) {
    String text = text(member, maxLength);
    if (!text.isEmpty()) {
      kept.put(member, text);
    }
  }

  void keepTruth(String member) {
    JsonNode value = member(member);
    if (value != null) {
      if (!value.isBoolean()) {
        throw invalid(member, "Must be true or false");
      }
      kept.set(member, value);
    }
  }

  /** Kept in any case. */
  void keepChoice(String member, String otherwise, List<String> known) {
    String value = textOr(member, Limits.NAME, otherwise);
    if (!known.contains(value)) {
      throw invalid(member, "Must be one of: " + String.join(", ", known));
    }
    kept.put(member, value);
  }

  void keepChoiceIfSent(String member, List<String> known) {
    if (member(member) != null) {
      keepChoice(member, "", known);
    }
  }

  /** An address of a page. */
  void keepPage(String member) {
    String page = text(member, Limits.URL);
    if (!page.isEmpty()) {
      refuse(member, Addresses.ofPage(page));
      kept.put(member, page);
    }
  }

  void keepPages(String member) {
    List<String> pages = addresses(member);
    pages.forEach(page -> refuse(member, Addresses.ofPage(page)));
    keepIfAny(member, pages);
  }

  /** An address that is called, or shown, as it stands. */
  void keepEndpoint(String member) {
    keepPage(member);
    String uri = kept.path(member).asString("");
    if (!uri.isEmpty()) {
      refuse(member, Addresses.ofRedirect(uri));
    }
  }

  void keepIfAny(String member, List<String> list) {
    if (!list.isEmpty()) {
      keep(member, list);
    }
  }

  void keep(String member, List<String> list) {
    ArrayNode array = kept.putArray(member);
    list.forEach(array::add);
  }

  // Faults

  private static void refuse(String member, Optional<Addresses.Fault> fault) {
    fault.ifPresent(found -> {
      throw invalid(member, sentence(found));
    });
  }

  static ApiException invalid(String member, String message) {
    return ApiError.INVALID_CLIENT_METADATA.exception(FieldError.invalid(member, message));
  }

  static String sentence(Addresses.Fault fault) {
    String message = fault.message();
    return message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1);
  }
}
