package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientAuthenticator;
import dev.latchkey.domain.client.ClientAuthenticator.Credentials;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.LiteProfiles.Registration;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileDocument;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.CaptchaFields;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.lite.RegisterLite;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST lite-registration} (contract section 11.2): by anybody who names a client, or by a
 * back end that shows its secret. Only the latter is told anything, and no more than its scopes let
 * it read of a user.
 */
public final class LiteRegistration {

  private final ClientAuthenticator authenticator;
  private final RegisterLite register;
  private final Profiles profiles;
  private final CaptchaFields captcha;

  public LiteRegistration(
      ClientAuthenticator authenticator,
      RegisterLite register,
      Profiles profiles,
      CaptchaFields captcha) {
    this.authenticator = authenticator;
    this.register = register;
    this.profiles = profiles;
    this.captcha = captcha;
  }

  public void on(Router router, Api api) {
    api.route(
        router,
        Method.POST,
        "/identity/v1/lite-registration",
        RateClass.LITE_REGISTRATION,
        this::register);
  }

  private Response register(Call call) {
    Fields body = call.body();
    String clientId = body.text("client_id", Limits.NAME);
    String secret = body.text("client_secret", Limits.NAME);
    String authorization = call.request().header("Authorization").orElse(null);
    Client client =
        secret == null && authorization == null
            ? call.firstParty(clientId)
            : authenticated(call, authorization, clientId, secret);
    boolean vouched = !client.isPublic() && (secret != null || authorization != null);
    Registration registration = registration(call, body, vouched);
    boolean tells = vouched && Boolean.TRUE.equals(body.truth("return_user"));
    String origin = body.text("origin", Limits.NAME);
    body.check();
    if (!vouched) {
      captcha.check(call, body, CaptchaAction.LITE_REGISTRATION);
    }
    String locale = registration.data().attributes().path("locale").asString(null);
    Caller caller = call.caller().withOrigin(origin == null ? "" : origin);
    UUID id =
        register.run(call.tenant(), client, registration, call.messageLanguage(locale), caller);
    return tells ? document(call, client, id) : Response.noContent();
  }

  private Client authenticated(
      Call call,
      @Nullable String authorization,
      @Nullable String clientId,
      @Nullable String secret) {
    Client client =
        call.of(
            authenticator.authenticate(
                call.tenant(), Credentials.bySecret(authorization, clientId, secret)));
    if (!client.isFirstParty()) {
      throw ApiError.NOT_FIRST_PARTY.exception();
    }
    return client;
  }

  private static Registration registration(Call call, Fields body, boolean vouched) {
    if (!body.has("data")) {
      body.missing("data");
    }
    Fields data = body.object("data");
    ProfileChange said = ProfileParser.parse(data, call.tenant());
    String externalId = data.text("external_id", Limits.NAME);
    if (externalId != null && !vouched) {
      data.invalid("external_id", "Only a back end that shows its secret may say it");
    }
    return new Registration(
        new ProfileChange(
            said.email(),
            said.phoneNumber(),
            null,
            said.attributes(),
            said.customFields(),
            said.consents()),
        vouched && externalId != null && !externalId.isBlank() ? externalId : null,
        vouched);
  }

  private Response document(Call call, Client client, UUID id) {
    Set<String> scopes = new LinkedHashSet<>(client.scopes());
    return profiles
        .details(call.tenant(), id)
        .map(details -> Answers.secret(ProfileDocument.of(details, call.tenant(), scopes)))
        .orElseGet(Response::noContent);
  }
}
