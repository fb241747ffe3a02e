package dev.latchkey.faces.device;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.key.VapidKeys;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.DeviceProof;
import dev.latchkey.domain.proof.PasskeyVerifier.Assertion;
import dev.latchkey.domain.proof.PasskeyVerifier.Attestation;
import dev.latchkey.domain.proof.PushVerifier;
import dev.latchkey.domain.proof.PushVerifier.Sent;
import dev.latchkey.domain.proof.PushVerifier.SignedRequest;
import dev.latchkey.domain.push.DeviceKey;
import dev.latchkey.domain.push.PushAddress;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.RelyingParty;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.CredentialFields;
import dev.latchkey.faces.web.Endpoint;
import dev.latchkey.faces.web.PasskeyOptions;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.passkey.CreationOptions;
import dev.latchkey.flows.push.AnswerChallenge;
import dev.latchkey.flows.push.LinkDevice;
import dev.latchkey.flows.push.ListChallenges;
import dev.latchkey.flows.push.ListChallenges.Asked;
import dev.latchkey.flows.push.MoveDevice;
import dev.latchkey.flows.push.PushQuestion;
import dev.latchkey.flows.push.ReadLink;
import dev.latchkey.flows.push.UnlinkDevice;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /device/v1} (Access API contract section 8). What a device asks for itself it signs:
 * {@code Authorization: Device <JWS>}, see {@link PushVerifier#request}.
 */
public final class DeviceEndpoints {

  private static final String SCHEME = "Device ";

  private final VapidKeys keys;
  private final PushVerifier verifier;
  private final ReadLink readLink;
  private final LinkDevice link;
  private final MoveDevice move;
  private final UnlinkDevice unlink;
  private final ListChallenges list;
  private final AnswerChallenge answer;

  public DeviceEndpoints(
      VapidKeys keys,
      PushVerifier verifier,
      ReadLink readLink,
      LinkDevice link,
      MoveDevice move,
      UnlinkDevice unlink,
      ListChallenges list,
      AnswerChallenge answer) {
    this.keys = keys;
    this.verifier = verifier;
    this.readLink = readLink;
    this.link = link;
    this.move = move;
    this.unlink = unlink;
    this.list = list;
    this.answer = answer;
  }

  public void on(Router router, Api api) {
    String base = "/device/v1/";
    route(router, api, Method.GET, base + "push-key", RateClass.NONE, this::pushKey);
    route(router, api, Method.POST, base + "links/options", RateClass.DEVICE, this::linkOptions);
    route(router, api, Method.POST, base + "links", RateClass.DEVICE, this::link);
    String device = base + "devices/{id}";
    route(router, api, Method.DELETE, device, RateClass.NONE, this::unlink);
    route(router, api, Method.PUT, device + "/push", RateClass.NONE, this::move);
    route(router, api, Method.GET, base + "challenges", RateClass.NONE, this::challenges);
    route(
        router, api, Method.POST, base + "challenges/{id}/answer", RateClass.DEVICE, this::answer);
  }

  /** Only for the server's own page and for apps: no page of another origin calls it. */
  private static void route(
      Router router, Api api, Method method, String path, RateClass rate, Endpoint endpoint) {
    router.on(
        method,
        path,
        api.around(
            rate,
            call -> {
              if (call.tenant().push() == null) {
                throw ApiError.MISSING_CONFIG.exception("Push is switched off");
              }
              return endpoint.handle(call);
            }));
  }

  private Response pushKey(Call call) {
    return Answers.ok(
        Json.object().put("publicKey", Digest.base64Url(keys.of(call.tenant()).publicBytes())));
  }

  private Response linkOptions(Call call) {
    Fields body = call.body();
    String code = body.required("linkingCode", DeviceFields.CODE);
    String name = DeviceFields.name(body);
    body.check();
    ReadLink.Result result = readLink.run(call.tenant(), code, name);
    ObjectNode answer =
        Json.object()
            .put("channel", result.channel().name())
            .put("user", result.user())
            .put("service", call.tenant().name());
    CreationOptions passkey = result.passkey();
    if (passkey != null) {
      answer.set("passkey", PasskeyOptions.creationOfDevice(party(call.tenant()), passkey));
    }
    return Answers.secret(answer);
  }

  private Response link(Call call) {
    Fields body = call.body();
    String code = body.required("linkingCode", DeviceFields.CODE);
    String name = DeviceFields.name(body);
    if (!body.has("publicKey")) {
      body.missing("publicKey");
    }
    Fields key = body.object("publicKey");
    body.check();
    PushAddress push = DeviceFields.push(body, call.tenant());
    Attestation passkey =
        body.has("passkey") ? CredentialFields.attestation(body.object("passkey")) : null;
    LinkDevice.Result result =
        link.run(
            call.tenant(),
            new LinkDevice.Input(code, name, DeviceKey.of(key.values()), push, passkey),
            call.messageLanguage(),
            call.caller());
    return Answers.secret(
        Json.object()
            .put("deviceId", result.deviceId().toString())
            .put("channel", result.channel().name())
            .put("service", call.tenant().name())
            .put("audience", call.tenant().issuer()));
  }

  private Response move(Call call) {
    DeviceProof device = ofItself(call);
    move.run(call.tenant(), device, DeviceFields.push(call.body(), call.tenant()));
    return Response.noContent();
  }

  private Response unlink(Call call) {
    unlink.run(call.tenant(), ofItself(call), call.messageLanguage(), call.caller());
    return Response.noContent();
  }

  private Response challenges(Call call) {
    DeviceProof device = device(call);
    ObjectNode answer = Json.object();
    ArrayNode challenges = answer.putArray("challenges");
    for (Asked asked : list.run(call.tenant(), device)) {
      challenges.add(challenge(call.tenant(), device, asked));
    }
    return Answers.secret(answer);
  }

  private static ObjectNode challenge(Tenant tenant, DeviceProof device, Asked asked) {
    Challenge challenge = asked.challenge();
    PushQuestion question = PushQuestion.of(challenge);
    ObjectNode json =
        Json.object()
            .put("id", Long.toString(challenge.publicNo()))
            .put("purpose", challenge.purpose().wireName())
            .put("channel", challenge.channel().name())
            .put("service", tenant.name())
            .put("asker", asked.asker())
            .put("number", question.number())
            .put("ip", question.ip())
            .put("userAgent", question.userAgent())
            .put("createdAt", challenge.createdAt().toEpochMilli())
            .put("expiresAt", challenge.expiresAt().toEpochMilli())
            .put("nonce", asked.nonce().value())
            .put("nonceExpiresAt", asked.nonce().expiresAt().getEpochSecond());
    byte[] passkey = device.passkey();
    if (asked.channel() == PushChannel.BIOMETRIC && passkey != null) {
      json.set(
          "passkey", PasskeyOptions.requestOfDevice(party(tenant), asked.nonce().value(), passkey));
    }
    return json;
  }

  private Response answer(Call call) {
    long number = DeviceFields.number(call.request().pathParameter("id"));
    Fields body = call.body();
    String decision = body.required("decision", Limits.NAME);
    String proof = body.required("proof", Limits.TOKEN);
    if (!decision.equals("APPROVE") && !decision.equals("DENY")) {
      body.invalid("decision", "Must be APPROVE or DENY");
    }
    body.check();
    @Nullable Assertion assertion =
        body.has("assertion") ? CredentialFields.assertion(body.object("assertion")) : null;
    answer.run(
        call.tenant(),
        number,
        new Sent(decision.equals("APPROVE"), proof, assertion),
        call.messageLanguage(),
        call.caller());
    return Response.noContent();
  }

  /** The device that signed the request about itself. */
  private DeviceProof ofItself(Call call) {
    DeviceProof device = device(call);
    if (!device.deviceId().equals(DeviceFields.id(call.request().pathParameter("id")))) {
      throw ApiError.RESOURCE_NOT_FOUND.exception();
    }
    return device;
  }

  private DeviceProof device(Call call) {
    Request request = call.request();
    String jws =
        request
            .header("Authorization")
            .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            .map(header -> header.substring(SCHEME.length()).strip())
            .filter(token -> !token.isEmpty() && token.length() <= Limits.TOKEN)
            .orElseThrow(ApiError.ACCESS_TOKEN_MISSING::exception);
    return verifier.request(
        call.tenant(),
        jws,
        new SignedRequest(request.method().name(), request.path(), call.bytes()));
  }

  private static RelyingParty party(Tenant tenant) {
    return tenant.relyingParty().orElseThrow(ApiError.WEBAUTHN_DISABLED::exception);
  }
}
