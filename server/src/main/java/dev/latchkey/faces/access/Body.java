package dev.latchkey.faces.access;

import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.faces.access.Refusal.Fault;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a body or path (contract 1.6). {@code null} and absent are alike, unknown fields
 * are ignored, a number counts as its digits. Faults are collected, the first of each field; {@link
 * #check()} throws them all at once. Used by one thread.
 */
final class Body {

  static final Pattern DIGITS = Pattern.compile("^[0-9]+$");
  static final Pattern CODE = Pattern.compile("^[0-9]{6}$");
  private static final Pattern COUNTRY_CODE = Pattern.compile("^\\+[0-9]+$");
  private static final Pattern PLAIN = Pattern.compile("^\\P{Cntrl}*$");
  private static final String EMAIL = "^[^@\\s]+@[^@\\s]+$";
  private static final int LIMIT = 64 * 1024;

  private final String prefix;
  private final ObjectNode values;
  private final List<Fault> faults;

  private Body(String prefix, ObjectNode values, List<Fault> faults) {
    this.prefix = prefix;
    this.values = values;
    this.faults = faults;
  }

  static Body empty() {
    return new Body("", Json.object(), new ArrayList<>());
  }

  static Body of(ObjectNode values) {
    return new Body("", values, new ArrayList<>());
  }

  /** Of a request; no body is an empty one, whatever its type is said to be (contract 1.1). */
  static Body of(Request request) {
    byte[] bytes = bytes(request);
    if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
      return empty();
    }
    try {
      JsonNode json = Json.read(bytes);
      if (json instanceof ObjectNode object) {
        return new Body("", object, new ArrayList<>());
      }
    } catch (JacksonException e) {
      throw Refusal.unreadable();
    }
    throw Refusal.unreadable();
  }

  static byte[] bytes(Request request) {
    try {
      return request.body(LIMIT);
    } catch (Request.BodyTooLarge e) {
      throw Refusal.generic(413, "BODY_TOO_LARGE", "The body has more than " + LIMIT + " bytes");
    } catch (Request.BodyBroken e) {
      throw Refusal.unreadable();
    }
  }

  private @Nullable JsonNode node(String name) {
    JsonNode node = values.get(name);
    return node == null || node.isNull() ? null : node;
  }

  boolean has(String name) {
    return node(name) != null;
  }

  private void fault(String name, String error, String... params) {
    faults.add(new Fault(List.of(params), prefix + name, error));
  }

  /** Remembers that a value is none of those allowed. */
  void notIn(String name, String... allowed) {
    fault(name, "IN", allowed);
  }

  /** An object that must be there; an empty one when it is not. */
  Body object(String name) {
    Body found = objectIfAny(name);
    if (found != null) {
      return found;
    }
    if (!has(name)) {
      fault(name, "REQUIRED");
    }
    // What it lacks in turn is not said: the whole of it is missing.
    return new Body(prefix + name + ".", Json.object(), new ArrayList<>());
  }

  /** An object; null when there is none. */
  @Nullable Body objectIfAny(String name) {
    JsonNode node = node(name);
    if (node == null) {
      return null;
    }
    if (node instanceof ObjectNode object) {
      return new Body(prefix + name + ".", object, faults);
    }
    fault(name, "REGEX", "^\\{.*\\}$");
    return null;
  }

  /** A text that must be there; an empty one when it is at fault. */
  String text(String name, int min, int max, Pattern pattern) {
    if (!has(name)) {
      fault(name, "REQUIRED");
      return "";
    }
    String text = textIfAny(name, min, max, pattern);
    return text == null ? "" : text;
  }

  String text(String name, int min, int max) {
    return text(name, min, max, PLAIN);
  }

  /** A text; null when there is none, or it is at fault. */
  @Nullable String textIfAny(String name, int min, int max, Pattern pattern) {
    JsonNode node = node(name);
    if (node == null) {
      return null;
    }
    String text = node.isValueNode() ? node.asString() : "";
    if (!node.isValueNode()) {
      fault(name, "REGEX", pattern.pattern());
    } else if (text.isBlank()) {
      fault(name, "HAS_TEXT");
    } else if (text.length() < min || text.length() > max) {
      fault(name, "SIZE", Integer.toString(min), Integer.toString(max));
    } else if (!pattern.matcher(text).matches() || !isKeepable(text)) {
      fault(name, "REGEX", pattern.pattern());
    } else {
      return text;
    }
    return null;
  }

  @Nullable String textIfAny(String name, int min, int max) {
    return textIfAny(name, min, max, PLAIN);
  }

  /** Line breaks are let through by the pattern of nothing: they would reach mail headers. */
  private static boolean isKeepable(String text) {
    return Fields.isPlain(Json.object().put("text", text)) && text.lines().count() < 2;
  }

  /** One of several words. */
  String word(String name, String... allowed) {
    String text = text(name, 1, 64);
    return isOneOf(name, text, allowed) ? text : "";
  }

  @Nullable String wordIfAny(String name, String... allowed) {
    String text = textIfAny(name, 1, 64);
    return text != null && isOneOf(name, text, allowed) ? text : null;
  }

  private boolean isOneOf(String name, String text, String... allowed) {
    if (text.isEmpty() || List.of(allowed).contains(text)) {
      return true;
    }
    notIn(name, allowed);
    return false;
  }

  /** An address that must be there; null when it is at fault. */
  @Nullable Identifier email(String name) {
    String text = text(name, 1, 255);
    return text.isEmpty() ? null : email(name, text);
  }

  @Nullable Identifier emailIfAny(String name) {
    String text = textIfAny(name, 1, 255);
    return text == null ? null : email(name, text);
  }

  private @Nullable Identifier email(String name, String text) {
    Identifier email = Identifiers.email(text).orElse(null);
    if (email == null) {
      fault(name, "REGEX", EMAIL);
    }
    return email;
  }

  /** The value of a password that must be there, exactly as typed; empty when it is at fault. */
  String password(String name) {
    Body password = object(name);
    JsonNode value = password.node("value");
    if (!has(name)) {
      return "";
    }
    if (value == null) {
      password.fault("value", "REQUIRED");
      return "";
    }
    String text = value.isString() ? value.asString() : "";
    if (!value.isString()) {
      password.fault("value", "REGEX", PLAIN.pattern());
    } else if (text.isEmpty()) {
      password.fault("value", "HAS_TEXT");
    } else if (text.length() > 100) {
      password.fault("value", "SIZE", "1", "100");
    } else if (!PasswordHasher.accepts(text)) {
      password.fault("value", "REGEX", PLAIN.pattern());
    } else {
      return text;
    }
    return "";
  }

  /** Six digits (contract 1.13). */
  String code(String name) {
    return text(name, 6, 6, CODE);
  }

  /** A number by which something is called; no such thing's when it is too long for one. */
  static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** A phone number of two parts, joined; null when there is none, or it is at fault. */
  @Nullable String mobileIfAny(String name) {
    Body mobile = objectIfAny(name);
    if (mobile == null) {
      return null;
    }
    if (mobile.has("countryCode") != mobile.has("number")) {
      fault(name, "ALL_OR_NONE", "countryCode", "number");
      return null;
    }
    String code = mobile.text("countryCode", 1, 6, COUNTRY_CODE);
    String number = mobile.text("number", 1, 15, DIGITS);
    return code.isEmpty() || number.isEmpty() ? null : code + number;
  }

  /** A whole number; null when there is none, or it is at fault. */
  @Nullable Integer integerIfAny(String name, int min, int max) {
    JsonNode node = node(name);
    if (node == null) {
      return null;
    }
    String text = node.isValueNode() ? node.asString() : "";
    if (!text.matches("-?[0-9]{1,9}")) {
      fault(name, "REGEX", DIGITS.pattern());
      return null;
    }
    int value = Integer.parseInt(text);
    if (value < min || value > max) {
      fault(name, "RANGE", Integer.toString(min), Integer.toString(max));
      return null;
    }
    return value;
  }

  /** {@code false} only when that was said; null when nothing was. */
  @Nullable Boolean truthIfAny(String name) {
    String text = textIfAny(name, 1, 5, Pattern.compile("^(true|false)$"));
    return text == null ? null : Boolean.valueOf(text);
  }

  /** A day as ISO 8601 has it; null when there is none, or it is at fault. */
  @Nullable String dateIfAny(String name) {
    Body date = objectIfAny(name);
    if (date == null) {
      return null;
    }
    Integer year = date.required("year", 1900, 2100);
    Integer month = date.required("month", 1, 12);
    Integer day = date.required("day", 1, 31);
    if (year == null || month == null || day == null) {
      return null;
    }
    int last = YearMonth.of(year, month).lengthOfMonth();
    if (day > last) {
      date.fault("day", "RANGE", "1", Integer.toString(last));
      return null;
    }
    return LocalDate.of(year, month, day).toString();
  }

  private @Nullable Integer required(String name, int min, int max) {
    if (!has(name)) {
      fault(name, "REQUIRED");
      return null;
    }
    return integerIfAny(name, min, max);
  }

  void require(String name) {
    if (!has(name)) {
      fault(name, "REQUIRED");
    }
  }

  /** All that was sent but for those fields, as far as it can be kept. */
  ObjectNode others(String... but) {
    ObjectNode others = Fields.of(values).values();
    others.remove(List.of(but));
    others.removeNulls();
    return others;
  }

  /**
   * @throws Refusal of all faults
   */
  void check() {
    if (!faults.isEmpty()) {
      throw Refusal.badRequest(faults);
    }
  }
}
