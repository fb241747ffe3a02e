package dev.latchkey.faces.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.web.Call;
import dev.latchkey.platform.http.Request;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request whose API key and token were found to be right.
 *
 * @param access its token; null where none is needed
 * @param bearer in the place of it, an access token of OAuth, where that is taken
 */
record AccessCall(
    Call call, Client client, @Nullable AccessProof access, @Nullable BearerProof bearer) {

  Tenant tenant() {
    return call.tenant();
  }

  Caller caller() {
    return call.caller();
  }

  Request request() {
    return call.request();
  }

  Function<Profile, String> language() {
    return call.messageLanguage();
  }

  /** The token, where the operation needs one. */
  AccessProof user() {
    if (access == null) {
      throw new IllegalStateException("The operation asks for no token");
    }
    return access;
  }

  /** What the user acts for. */
  Membership acting() {
    Membership membership = user().membership();
    if (membership == null) {
      throw Refusal.forbidden(Refusal.Forbidden.INSUFFICIENT_PERMISSIONS);
    }
    return membership;
  }

  /** As above, as root user. */
  Membership actingAsRoot() {
    Membership acting = acting();
    if (!acting.isRoot()) {
      throw Refusal.forbidden(Refusal.Forbidden.INSUFFICIENT_PERMISSIONS);
    }
    return acting;
  }

  Body body() {
    return Body.of(request());
  }

  /** A number of the path; no such thing's when it is none. */
  long number(String name) {
    String value = request().pathParameter(name);
    if (!Body.DIGITS.matcher(value).matches()) {
      throw Refusal.badRequest(new Refusal.Fault(List.of(Body.DIGITS.pattern()), name, "REGEX"));
    }
    return Body.number(value);
  }

  /** A word of the path, one of those allowed. */
  String word(String name, String... allowed) {
    String value = request().pathParameter(name);
    if (!List.of(allowed).contains(value)) {
      throw Refusal.badRequest(new Refusal.Fault(List.of(allowed), name, "IN"));
    }
    return value;
  }
}
