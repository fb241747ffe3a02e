package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.pages.Frame;
import dev.latchkey.faces.pages.Visit;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The way to a login and back: by the authorization endpoint, like that of any other client, so
 * there is one place that decides who must show what and on whose page. What it answers is the
 * browser's session; the code that comes with it is left to expire, and nobody has its verifier.
 */
final class ReturnWay {

  /** NIST SP 800-63B: two factors; as {@code acr_values} of OpenID Connect Core section 3.1.2.1. */
  private static final String TWO_FACTORS = "aal2";

  private final Secrets secrets;

  ReturnWay(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Where the authorization endpoint leads back to: what the client must have registered. */
  static String callback(Tenant tenant) {
    return tenant.publicUrl() + Account.HOME;
  }

  /**
   * @param path of the account that the user wants to be at
   * @param again whether a user who is logged in must show it once more
   * @param second whether by two factors
   */
  String address(Visit visit, Client client, String path, boolean again, boolean second) {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("client_id", client.id());
    request.put("redirect_uri", callback(visit.tenant()));
    request.put("response_type", "code");
    request.put("state", path);
    request.put("code_challenge", Digest.base64Url(Digest.sha256(secrets.token())));
    request.put("code_challenge_method", "S256");
    request.put("ui_locales", visit.language());
    if (again) {
      request.put("prompt", "login");
    }
    if (second) {
      request.put("acr_values", TWO_FACTORS);
    }
    return "/oauth/authorize?" + Frame.query(request);
  }
}
