package dev.latchkey.faces.device;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.push.PushAddress;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.webpush.Subscription;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What bodies and paths of devices carry. */
final class DeviceFields {

  /** Of a linking code, however a person spaces it. */
  static final int CODE = 64;

  /** Of a device's name: one line of a list. */
  static final int NAME = 60;

  private DeviceFields() {}

  static String name(Fields body) {
    String name = body.text("name", NAME);
    return name == null || name.isBlank() ? "Device" : name.strip();
  }

  /**
   * {@code push}: a subscription of Web Push as browsers write it, with its kind. What address it
   * may be is found out when it is called.
   *
   * @return null when there is none
   */
  static @Nullable PushAddress push(Fields body, Tenant tenant) {
    if (!body.has("push")) {
      return null;
    }
    Fields push = body.object("push");
    String kind = push.required("kind", Limits.NAME);
    if (!kind.equals(PushAddress.WEB)) {
      push.invalid("kind", "Must be " + PushAddress.WEB);
    }
    String endpoint = push.required("endpoint", Limits.URL);
    Fields keys = push.object("keys");
    String p256dh = keys.required("p256dh", Limits.NAME);
    String auth = keys.required("auth", Limits.NAME);
    body.check();
    try {
      Subscription.of(endpoint, p256dh, auth);
    } catch (IllegalArgumentException e) {
      push.invalid("endpoint", "Must be a subscription of Web Push");
    }
    if (!endpoint.startsWith("https:") && tenant.outbound().allowPrivate().isEmpty()) {
      push.invalid("endpoint", "Must be https");
    }
    body.check();
    return new PushAddress(kind, endpoint, p256dh, auth);
  }

  /** An id of a path. */
  static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw ApiError.RESOURCE_NOT_FOUND.causedBy(e);
    }
  }

  /** A public number of a path. */
  static long number(String text) {
    if (!text.matches("[0-9]{1,19}")) {
      throw ApiError.RESOURCE_NOT_FOUND.exception();
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ApiError.RESOURCE_NOT_FOUND.causedBy(e);
    }
  }
}
