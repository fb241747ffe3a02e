package dev.latchkey.faces.management;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.LiteProfiles.Registration;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.token.ClientAccess;
import dev.latchkey.domain.token.ClientTokens;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.lite.InviteToSignUp;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v2/signup-invitations} (contract section 13): asks the person of a lite profile,
 * named by {@code user_id}, {@code email}, {@code phone_number} or {@code external_id}, to sign up
 * at the form {@code redirect_url} of the app {@code client_id}, by default the caller itself.
 */
public final class SignupInvitations {

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private static final List<String> NAMES =
      List.of("user_id", "email", "phone_number", "external_id");

  private final ClientTokens tokens;
  private final Clients clients;
  private final InviteToSignUp invite;

  public SignupInvitations(ClientTokens tokens, Clients clients, InviteToSignUp invite) {
    this.tokens = tokens;
    this.clients = clients;
    this.invite = invite;
  }

  public void on(Router router, Api api) {
    router.on(Method.POST, "/api/v2/signup-invitations", api.around(RateClass.NONE, this::invite));
  }

  private Response invite(Call call) {
    ClientAccess access = tokens.verify(call.tenant(), call.bearerToken());
    call.of(access.client());
    Fields body = call.body();
    Client app = app(call, body, access);
    String redirectUrl = body.required("redirect_url", Limits.URL);
    if (!redirectUrl.isEmpty() && !app.allowsRedirect(redirectUrl)) {
      body.invalid("redirect_url", "Is not one of the client's callback URLs");
    }
    UUID id = id(body);
    Registration who = who(call, body);
    if (NAMES.stream().noneMatch(body::has)) {
      body.missing("user_id");
    }
    body.check();
    invite.run(
        call.tenant(),
        access,
        new InviteToSignUp.Input(id, who, app, redirectUrl, call.messageLanguage()),
        call.caller());
    return Response.noContent();
  }

  private Client app(Call call, Fields body, ClientAccess access) {
    String name = body.text("client_id", Limits.NAME);
    if (name == null) {
      return access.client();
    }
    return clients
        .find(call.tenant().id(), name)
        .filter(Client::isFirstParty)
        .orElseGet(() -> {
          body.invalid("client_id", "Is not a first-party client");
          return access.client();
        });
  }

  private static @Nullable UUID id(Fields body) {
    String text = body.text("user_id", 36);
    if (text == null) {
      return null;
    }
    if (!ID.matcher(text).matches()) {
      body.invalid("user_id", "Must be an id");
      return null;
    }
    return UUID.fromString(text);
  }

  private static Registration who(Call call, Fields body) {
    return new Registration(
        new ProfileChange(
            ProfileParser.email(body),
            ProfileParser.phoneNumber(body, call.tenant()),
            null,
            Json.object(),
            Json.object(),
            Map.of()),
        body.text("external_id", Limits.NAME),
        true);
  }
}
