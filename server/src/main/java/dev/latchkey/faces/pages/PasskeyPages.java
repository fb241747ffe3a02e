package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.RelyingParty;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.CredentialFields;
import dev.latchkey.faces.web.PasskeyOptions;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.passkey.CeremonyPlace;
import dev.latchkey.flows.passkey.FinishPasskeyLogin;
import dev.latchkey.flows.passkey.StartPasskeyLogin;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /login/passkey}: the passkey that the page's script had the browser show. The one way in
 * that needs a script.
 */
public final class PasskeyPages {

  private final Pages pages;
  private final Interactions interactions;
  private final StartPasskeyLogin start;
  private final FinishPasskeyLogin finish;
  private final Entry entry;

  public PasskeyPages(
      Pages pages,
      Interactions interactions,
      StartPasskeyLogin start,
      FinishPasskeyLogin finish,
      Entry entry) {
    this.pages = pages;
    this.interactions = interactions;
    this.start = start;
    this.finish = finish;
    this.entry = entry;
  }

  public void on(Router router) {
    pages.post(router, "/login/passkey/options", RateClass.PASSKEY_OPTIONS, this::options);
    pages.post(router, "/login/passkey", RateClass.PASSKEY, this::logIn);
  }

  /** For the script: the user's browser offers whatever passkey it has. */
  private Response options(Visit visit) {
    Interaction at = interactions.of(visit);
    RelyingParty party =
        visit.tenant().relyingParty().orElseThrow(ApiError.WEBAUTHN_DISABLED::exception);
    CeremonyPlace place =
        CeremonyPlace.of(visit.tenant(), visit.tenant().addressedAs(visit.call().request().host()));
    return Answers.secret(
        PasskeyOptions.request(party, start.run(visit.tenant(), at.client(), place, null)));
  }

  private Response logIn(Visit visit) {
    Interaction at = interactions.of(visit);
    boolean persistent = Boolean.TRUE.equals(visit.form().truth("remember"));
    String credential = visit.form().required("credential", Limits.BODY);
    visit.form().check();
    FinishPasskeyLogin.Result result =
        finish.run(
            visit.tenant(),
            CredentialFields.assertion(Fields.of(object(credential))),
            SessionCookies.trustedDevice(visit.call().request()),
            true,
            visit.call().caller());
    return result.mfaRequired()
        ? entry.stepUp(at, result.tkn(), persistent)
        : entry.enter(at, result.tkn(), persistent);
  }

  private static ObjectNode object(String json) {
    try {
      if (Json.read(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw ApiError.MALFORMED_BODY.causedBy(e);
    }
    throw ApiError.MALFORMED_BODY.exception("The credential must be a JSON object");
  }
}
