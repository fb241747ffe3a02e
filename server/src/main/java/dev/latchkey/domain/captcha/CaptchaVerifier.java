package dev.latchkey.domain.captcha;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.tenant.CaptchaSettings;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;
import dev.latchkey.domain.tenant.CaptchaSettings.Captchafox;
import dev.latchkey.domain.tenant.CaptchaSettings.Recaptcha;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.Outbound.Reply;
import dev.latchkey.platform.outbound.OutboundException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Asks a captcha's provider whether its token is of somebody who solved it. When the provider
 * cannot be asked nobody passes: else whoever keeps it from answering would. Thread-safe.
 */
public final class CaptchaVerifier {

  private static final Logger LOG = LoggerFactory.getLogger(CaptchaVerifier.class);

  /** The field that is at fault where no provider is. */
  public static final String TOKEN = "captcha_token";

  private static final String PROVIDER = "captcha_provider";

  /** As {@code captcha_provider} names them. */
  public static final String RECAPTCHA = "recaptcha";

  public static final String CAPTCHAFOX = "captchafox";

  private final Outbound outbound;

  public CaptchaVerifier(Outbound outbound) {
    this.outbound = outbound;
  }

  /** Whether the tenant wants a captcha for that. */
  public static boolean isWanted(Tenant tenant, CaptchaAction action) {
    return tenant.captcha() != null && tenant.captcha().on().contains(action);
  }

  /**
   * Does nothing unless {@link #isWanted}.
   *
   * @param token of the provider, as the client sent it
   * @param provider absent means {@code recaptcha}, or the only one there is: web clients do not
   *     name it everywhere
   * @throws dev.latchkey.domain.error.ApiException {@code CAPTCHA_FAILED}, {@code
   *     TEMPORARILY_UNAVAILABLE}, {@code INVALID_CONFIG} when the provider does not know the secret
   */
  public void require(
      Tenant tenant,
      CaptchaAction action,
      @Nullable String token,
      @Nullable String provider,
      Caller caller) {
    CaptchaSettings settings = tenant.captcha();
    if (settings == null || !settings.on().contains(action)) {
      return;
    }
    Recaptcha recaptcha = settings.recaptcha();
    Captchafox captchafox = settings.captchafox();
    if (token == null || token.isBlank()) {
      throw ApiError.CAPTCHA_FAILED.exception(FieldError.missing(TOKEN));
    }
    String chosen =
        provider != null && !provider.isEmpty()
            ? provider
            : recaptcha != null ? RECAPTCHA : CAPTCHAFOX;
    boolean solved;
    if (chosen.equals(RECAPTCHA) && recaptcha != null) {
      JsonNode answer =
          ask(tenant, recaptcha.verifyUrl(), recaptcha.secret(), token, "remoteip", caller);
      solved = isSolved(answer) && isLikely(answer, recaptcha.minScore());
    } else if (chosen.equals(CAPTCHAFOX) && captchafox != null) {
      solved =
          isSolved(
              ask(tenant, captchafox.verifyUrl(), captchafox.secret(), token, "remoteIp", caller));
    } else {
      throw ApiError.CAPTCHA_FAILED.exception(FieldError.invalid(PROVIDER, "Is not in use here"));
    }
    if (!solved) {
      throw ApiError.CAPTCHA_FAILED.exception(FieldError.invalid(TOKEN, "Was not accepted"));
    }
  }

  private JsonNode ask(
      Tenant tenant, String url, String secret, String token, String addressName, Caller caller) {
    String form =
        "secret="
            + encode(secret)
            + "&response="
            + encode(token)
            + "&"
            + addressName
            + "="
            + encode(caller.ip());
    try {
      Reply reply =
          outbound.send(Outbound.Request.post(URI.create(url), form), tenant.outbound().limits());
      if (reply.status() != 200) {
        LOG.warn("A captcha's provider answers with status {}", reply.status());
        throw ApiError.TEMPORARILY_UNAVAILABLE.exception();
      }
      return Json.read(reply.body());
    } catch (OutboundException | JacksonException e) {
      LOG.warn("A captcha's provider cannot be asked", e);
      throw ApiError.TEMPORARILY_UNAVAILABLE.causedBy(e);
    }
  }

  private static boolean isSolved(JsonNode answer) {
    for (JsonNode code : answer.path("error-codes")) {
      if (code.asString("").endsWith("-input-secret")) {
        throw ApiError.INVALID_CONFIG.exception("The captcha's provider does not know the secret");
      }
    }
    JsonNode success = answer.path("success");
    return success.isBoolean() && success.asBoolean();
  }

  private static boolean isLikely(JsonNode answer, @Nullable Double least) {
    return least == null || answer.path("score").asDouble(-1) >= least;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
