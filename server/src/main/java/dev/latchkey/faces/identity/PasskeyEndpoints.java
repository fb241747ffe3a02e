package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.credential.Passkeys.Passkey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.proof.PasskeyVerifier.Attestation;
import dev.latchkey.domain.tenant.RelyingParty;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.CredentialFields;
import dev.latchkey.faces.web.PasskeyOptions;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.passkey.CeremonyPlace;
import dev.latchkey.flows.passkey.CreationOptions;
import dev.latchkey.flows.passkey.FinishPasskeyLogin;
import dev.latchkey.flows.passkey.FinishPasskeyRegistration;
import dev.latchkey.flows.passkey.FinishPasskeyReset;
import dev.latchkey.flows.passkey.FinishPasskeySignup;
import dev.latchkey.flows.passkey.PendingSignup;
import dev.latchkey.flows.passkey.RemovePasskey;
import dev.latchkey.flows.passkey.StartPasskeyLogin;
import dev.latchkey.flows.passkey.StartPasskeyRegistration;
import dev.latchkey.flows.passkey.StartPasskeyReset;
import dev.latchkey.flows.passkey.StartPasskeySignup;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.json.Timestamps;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code webauthn/*} (contract section 9). */
public final class PasskeyEndpoints {

  private static final UUID NO_AAGUID = new UUID(0, 0);

  private final BearerVerifier bearers;
  private final Passkeys passkeys;
  private final StartPasskeySignup startSignup;
  private final FinishPasskeySignup finishSignup;
  private final StartPasskeyLogin startLogin;
  private final FinishPasskeyLogin finishLogin;
  private final StartPasskeyRegistration startRegistration;
  private final FinishPasskeyRegistration finishRegistration;
  private final RemovePasskey remove;
  private final StartPasskeyReset startReset;
  private final FinishPasskeyReset finishReset;

  public PasskeyEndpoints(
      BearerVerifier bearers,
      Passkeys passkeys,
      StartPasskeySignup startSignup,
      FinishPasskeySignup finishSignup,
      StartPasskeyLogin startLogin,
      FinishPasskeyLogin finishLogin,
      StartPasskeyRegistration startRegistration,
      FinishPasskeyRegistration finishRegistration,
      RemovePasskey remove,
      StartPasskeyReset startReset,
      FinishPasskeyReset finishReset) {
    this.bearers = bearers;
    this.passkeys = passkeys;
    this.startSignup = startSignup;
    this.finishSignup = finishSignup;
    this.startLogin = startLogin;
    this.finishLogin = finishLogin;
    this.startRegistration = startRegistration;
    this.finishRegistration = finishRegistration;
    this.remove = remove;
    this.startReset = startReset;
    this.finishReset = finishReset;
  }

  public void on(Router router, Api api) {
    String base = "/identity/v1/webauthn/";
    RateClass options = RateClass.PASSKEY_OPTIONS;
    RateClass result = RateClass.PASSKEY;
    api.route(router, Method.POST, base + "signup-options", options, this::signupOptions);
    api.route(router, Method.POST, base + "signup", result, this::signup);
    api.route(router, Method.POST, base + "authentication-options", options, this::loginOptions);
    api.route(router, Method.POST, base + "authentication", result, this::login);
    api.route(
        router,
        Method.POST,
        base + "registration-options",
        RateClass.NONE,
        this::registrationOptions);
    String registration = base + "registration";
    api.route(router, Method.POST, registration, RateClass.NONE, this::register);
    api.alsoRoute(router, Method.GET, registration, RateClass.NONE, this::list);
    api.route(router, Method.DELETE, registration + "/{id}", RateClass.NONE, this::remove);
    api.route(
        router, Method.POST, base + "reset-options", RateClass.PASSWORD_RESET, this::resetOptions);
    api.route(router, Method.POST, base + "reset", RateClass.PASSWORD_RESET, this::reset);
  }

  private Response signupOptions(Call call) {
    RelyingParty party = party(call);
    Fields body = call.body();
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    if (!body.has("profile")) {
      body.missing("profile");
    }
    Fields sent = body.object("profile");
    ProfileChange profile = ProfileParser.parse(sent, call.tenant());
    PendingSignup.Messages messages =
        new PendingSignup.Messages(
            MessageUrls.verification(body, client),
            call.messageLanguage(profile.attributes().path("locale").asString(null)));
    String friendlyName = friendlyName(body);
    String origin = body.required("origin", Limits.NAME);
    String signupToken = body.text("signup_token", Limits.TOKEN);
    body.check();
    ObjectNode kept = sent.values().deepCopy();
    kept.remove("password");
    CreationOptions options =
        startSignup.run(
            call.tenant(),
            client,
            new StartPasskeySignup.Input(
                CeremonyPlace.of(call.tenant(), origin),
                friendlyName,
                kept,
                profile,
                signupToken,
                messages));
    return Answers.secret(PasskeyOptions.creation(party, options));
  }

  private Response signup(Call call) {
    party(call);
    Fields body = call.body();
    String userHandle = body.required("webauthn_id", Limits.NAME);
    String signupToken = body.text("signup_token", Limits.TOKEN);
    Attestation attestation = attestation(body);
    ObjectNode answer = Json.object();
    finishSignup
        .run(call.tenant(), userHandle, signupToken, attestation, caller(call))
        .ifPresent(tkn -> answer.put("tkn", tkn));
    return Answers.secret(answer);
  }

  private Response loginOptions(Call call) {
    RelyingParty party = party(call);
    Fields body = call.body();
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    String origin = body.required("origin", Limits.NAME);
    @Nullable Identifier identifier = IdentifierFields.reachableIfAny(body, call.tenant());
    return Answers.secret(
        PasskeyOptions.request(
            party,
            startLogin.run(
                call.tenant(), client, CeremonyPlace.of(call.tenant(), origin), identifier)));
  }

  private Response login(Call call) {
    party(call);
    FinishPasskeyLogin.Result result =
        finishLogin.run(
            call.tenant(),
            CredentialFields.assertion(call.body()),
            SessionCookies.trustedDevice(call.request()),
            false,
            caller(call));
    ObjectNode answer = Json.object().put("tkn", result.tkn());
    if (result.mfaRequired()) {
      answer.put("mfa_required", true);
    }
    return Answers.secret(answer);
  }

  private Response registrationOptions(Call call) {
    RelyingParty party = party(call);
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    Client client = call.firstParty(bearer.clientId());
    Fields body = call.body();
    String friendlyName = friendlyName(body);
    String origin = body.required("origin", Limits.NAME);
    body.check();
    CreationOptions options =
        startRegistration.run(
            call.tenant(), client, bearer, CeremonyPlace.of(call.tenant(), origin), friendlyName);
    return Answers.secret(PasskeyOptions.creation(party, options));
  }

  private Response register(Call call) {
    BearerProof bearer = bearer(call);
    finishRegistration.run(
        call.tenant(),
        bearer,
        CredentialFields.attestation(call.body()),
        call.messageLanguage(),
        caller(call));
    return Response.noContent();
  }

  private Response list(Call call) {
    BearerProof bearer = bearer(call);
    ArrayNode list = Json.object().putArray("passkeys");
    for (Passkey passkey : passkeys.of(call.tenant(), bearer.profileId())) {
      ObjectNode json =
          list.addObject()
              .put("id", Digest.base64Url(passkey.credentialId()))
              .put("friendly_name", passkey.friendlyName())
              .put("created_at", Timestamps.iso(passkey.createdAt()));
      if (passkey.lastUsedAt() != null) {
        json.put("last_used_at", Timestamps.iso(passkey.lastUsedAt()));
      }
      if (!passkey.aaguid().equals(NO_AAGUID)) {
        json.put("aaguid", passkey.aaguid().toString());
      }
    }
    return Answers.secret(list);
  }

  private Response remove(Call call) {
    BearerProof bearer = bearer(call);
    byte[] id = pathId(call);
    if (id != null) {
      remove.run(call.tenant(), bearer, id, call.messageLanguage(), caller(call));
    }
    return Response.noContent();
  }

  /** Percent-encoded by some clients, padded by others (contract section 9.8). */
  private static byte @Nullable [] pathId(Call call) {
    String raw = call.request().pathParameter("id").replace("+", "%2B");
    try {
      return CredentialFields.decode(URLDecoder.decode(raw, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private Response resetOptions(Call call) {
    RelyingParty party = party(call);
    Fields body = call.body();
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    String code = body.required("verification_code", 64);
    String friendlyName = friendlyName(body);
    String origin = body.required("origin", Limits.NAME);
    Identifier identifier = IdentifierFields.reachable(body, call.tenant());
    CreationOptions options =
        startReset.run(
            call.tenant(),
            client,
            CeremonyPlace.of(call.tenant(), origin),
            identifier,
            code,
            friendlyName);
    return Answers.secret(PasskeyOptions.creation(party, options));
  }

  private Response reset(Call call) {
    party(call);
    Fields body = call.body();
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    String code = body.required("verification_code", 64);
    Identifier identifier = IdentifierFields.reachable(body, call.tenant());
    finishReset.run(
        call.tenant(),
        client,
        new FinishPasskeyReset.Input(identifier, code, attestation(body), call.messageLanguage()),
        caller(call));
    return Response.noContent();
  }

  private static Attestation attestation(Fields body) {
    if (!body.has("public_key_credential")) {
      body.missing("public_key_credential");
      body.check();
    }
    return CredentialFields.attestation(body.object("public_key_credential"));
  }

  private static String friendlyName(Fields body) {
    String name = body.text("friendly_name", Limits.NAME);
    return name == null || name.isBlank() ? "Passkey" : name.strip();
  }

  /**
   * {@code origin} in the query is where the login came from, for reports (contract section 2.6).
   */
  private static Caller caller(Call call) {
    Fields query = call.query();
    String origin = query.text("origin", Limits.NAME);
    query.check();
    return call.caller().withOrigin(origin == null ? "" : origin);
  }

  private BearerProof bearer(Call call) {
    party(call);
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    call.firstParty(bearer.clientId());
    return bearer;
  }

  private static RelyingParty party(Call call) {
    return call.tenant().relyingParty().orElseThrow(ApiError.WEBAUTHN_DISABLED::exception);
  }
}
