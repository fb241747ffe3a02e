package dev.latchkey.faces.identity;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.RelyingParty;
import dev.latchkey.domain.tenant.WebauthnSettings.AndroidApp;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which other sites and which apps may use the passkeys: read by browsers (WebAuthn section 5.11),
 * Android (Digital Asset Links) and Apple's systems, at the domain of the relying party.
 */
public final class AppAssociations {

  private AppAssociations() {}

  public static void on(Router router, Api api) {
    router.get(
        "/.well-known/webauthn", api.around(RateClass.NONE, AppAssociations::relatedOrigins));
    router.get(
        "/.well-known/assetlinks.json", api.around(RateClass.NONE, AppAssociations::androidApps));
    router.get(
        "/.well-known/apple-app-site-association",
        api.around(RateClass.NONE, AppAssociations::appleApps));
  }

  private static Response relatedOrigins(Call call) {
    List<String> origins = party(call).settings().relatedOrigins();
    requireAny(origins);
    ObjectNode answer = Json.object();
    origins.forEach(answer.putArray("origins")::add);
    return cached(answer);
  }

  private static Response androidApps(Call call) {
    List<AndroidApp> apps = party(call).settings().androidApps();
    requireAny(apps);
    ArrayNode answer = Json.object().putArray("statements");
    for (AndroidApp app : apps) {
      ObjectNode statement = answer.addObject();
      statement
          .putArray("relation")
          .add("delegate_permission/common.handle_all_urls")
          .add("delegate_permission/common.get_login_creds");
      ObjectNode target =
          statement
              .putObject("target")
              .put("namespace", "android_app")
              .put("package_name", app.packageName());
      app.sha256CertFingerprints().forEach(target.putArray("sha256_cert_fingerprints")::add);
    }
    return cached(answer);
  }

  private static Response appleApps(Call call) {
    List<String> apps = party(call).settings().appleApps();
    requireAny(apps);
    ObjectNode answer = Json.object();
    apps.forEach(answer.putObject("webcredentials").putArray("apps")::add);
    return cached(answer);
  }

  private static RelyingParty party(Call call) {
    return call.tenant().relyingParty().orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
  }

  private static void requireAny(List<?> configured) {
    if (configured.isEmpty()) {
      throw ApiError.RESOURCE_NOT_FOUND.exception();
    }
  }

  private static Response cached(Object answer) {
    return Answers.ok(answer).with("Cache-Control", "max-age=3600");
  }
}
