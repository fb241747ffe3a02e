package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.provider.Provider;
import dev.latchkey.domain.tenant.ConsentDefinition;
import dev.latchkey.domain.tenant.CustomField;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.ProviderSettings;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.MfaRequirement;
import dev.latchkey.domain.tenant.Tenant.PasswordComposition;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.i18n.Languages;
import dev.latchkey.platform.i18n.Texts;
import dev.latchkey.platform.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What clients ask first: {@code GET config}, {@code config/consents}, the texts, {@code
 * /api/v1/providers} (contract sections 3.3 to 3.6). Nothing secret stands in any of them.
 */
public final class ConfigEndpoints {

  private static final String TEXTS = "/texts/v1";

  private final Texts uiTexts;
  private final Texts errorTexts;
  private final Map<String, byte[]> textFiles = new ConcurrentHashMap<>();

  public ConfigEndpoints(Texts uiTexts, Texts errorTexts) {
    this.uiTexts = uiTexts;
    this.errorTexts = errorTexts;
  }

  public void on(Router router, Api api) {
    api.route(router, Method.GET, "/identity/v1/config", RateClass.NONE, this::config);
    api.route(router, Method.GET, "/identity/v1/config/consents", RateClass.NONE, this::consents);
    api.route(router, Method.GET, TEXTS + "/{file}", RateClass.NONE, this::texts);
    api.route(router, Method.GET, "/api/v1/providers", RateClass.NONE, this::providers);
  }

  private Response config(Call call) {
    Fields query = call.query();
    Client client = call.firstPartyOrOfPage(query.text("client_id", Limits.NAME));
    Tenant tenant = call.tenant();
    String language = language(call, query);
    ObjectNode config = Json.object();
    config.put("client_id", client.id());
    config.put("sso", client.sso());
    config.put("sms", tenant.loginTypes().phoneNumber());
    config.put("web_authn", tenant.relyingParty().isPresent());
    config.put("language", language);
    if (tenant.country() != null) {
      config.put("country_code", tenant.country());
    }
    config.put("is_public", client.isPublic());
    config.put("pkce_enforced", client.pkceEnforced());
    config.put("pkce_enabled", true);
    config.put("is_implicit_flow_forbidden", !client.legacy().implicit());
    config.put("scope", Scopes.join(client.defaultScopes()));
    socialProviders(config, tenant, query.text("google_variant", Limits.NAME));
    config.set("password_policy", passwordPolicy(tenant));
    config.set("consents", activeConsents(tenant, language));
    config.set("custom_fields", customFields(tenant));
    config.put("resource_base_url", tenant.publicUrl() + TEXTS);
    config.put("mfa_sms_enabled", tenant.mfa().sms());
    config.put("mfa_email_enabled", tenant.mfa().email());
    config.put("mfa_totp_enabled", tenant.mfa().offers(FactorKind.TOTP));
    config.put("mfa_recovery_codes_enabled", tenant.mfa().offers(FactorKind.RECOVERY_CODE));
    config.put("rba_enabled", tenant.mfa().policy() == MfaRequirement.WHEN_RISKY);
    config.put(
        "trusted_devices_enabled",
        tenant.mfa().trustedDevices() && tenant.mfa().policy() != MfaRequirement.ALWAYS);
    config
        .putObject("login_type_allowed")
        .put("email", tenant.loginTypes().email())
        .put("phone_number", tenant.loginTypes().phoneNumber())
        .put("custom_identifier", tenant.loginTypes().customIdentifier());
    return Answers.ok(config).with("Cache-Control", "max-age=60");
  }

  private static void socialProviders(
      ObjectNode config, Tenant tenant, @Nullable String googleVariant) {
    ArrayNode names = config.putArray("social_providers");
    ObjectNode custom = config.putObject("custom_providers");
    String variant = googleVariant == null ? ProviderSettings.DEFAULT_VARIANT : googleVariant;
    for (Provider provider : Provider.all(tenant)) {
      names.add(provider.name());
      if (provider.isCustom()) {
        custom.set(provider.name(), display(provider));
      }
      if (provider.isGoogle() && provider.variant().equals(variant)) {
        config.put("google_client_id", provider.clientId());
      }
    }
  }

  /** Colours and the like of a provider that the widgets do not know. */
  private static ObjectNode display(Provider provider) {
    ObjectNode json = Json.object().put("key", provider.name()).put("name", provider.key());
    if (provider.display() != null) {
      json.setAll(Json.tree(provider.display()).asObject());
    }
    provider.scope().forEach(json.putArray("scope")::add);
    return json;
  }

  /**
   * The language asked for, as it was asked for, if there are texts for it (contract section 1.10).
   */
  private static String language(Call call, Fields query) {
    String asked = query.text("lang", 20);
    query.check();
    return Languages.code(asked)
        .or(() -> Languages.catalogue(asked))
        .orElse(call.tenant().language());
  }

  /** Inner keys are camelCase on the wire (contract section 1.1). */
  private static ObjectNode passwordPolicy(Tenant tenant) {
    ObjectNode policy =
        Json.object()
            .put("minLength", tenant.password().minLength())
            .put("minStrength", tenant.password().minStrength())
            .put(
                "allowUpdateWithAccessTokenOnly",
                tenant.password().allowUpdateWithAccessTokenOnly());
    PasswordComposition composition = tenant.legacy().passwordComposition();
    if (composition != null) {
      policy
          .put("uppercaseCharacters", composition.uppercase())
          .put("lowercaseCharacters", composition.lowercase())
          .put("digitCharacters", composition.digits())
          .put("specialCharacters", composition.special());
    }
    return policy;
  }

  private static ArrayNode activeConsents(Tenant tenant, String language) {
    ArrayNode list = Json.object().putArray("consents");
    for (ConsentDefinition consent : tenant.consents()) {
      consent
          .current(language)
          .ifPresent(version -> {
            ObjectNode json =
                list.addObject()
                    .put("key", consent.key())
                    .put("title", version.title())
                    .put("consent_type", consent.type())
                    .put("status", consent.status());
            if (version.description() != null) {
              json.put("description", version.description());
            }
          });
    }
    return list;
  }

  private static ArrayNode customFields(Tenant tenant) {
    ArrayNode list = Json.object().putArray("custom_fields");
    for (CustomField field : tenant.customFields()) {
      ObjectNode json =
          list.addObject()
              .put("id", field.path())
              .put("name", field.name())
              .put("path", field.path())
              .put("data_type", field.dataType());
      json.set("name_translations", translations(field.names()));
      if (!field.values().isEmpty()) {
        ArrayNode values = json.putArray("selectable_values");
        field
            .values()
            .forEach(choice ->
                values
                    .addObject()
                    .put("value", choice.value())
                    .put("label", choice.label())
                    .set("translations", translations(choice.labels())));
      }
      if (field.scope() != null) {
        json.put("scope", field.scope());
      }
      if (field.readScope() != null) {
        json.put("read_scope", field.readScope());
      }
    }
    return list;
  }

  private static ArrayNode translations(Map<String, String> byLanguage) {
    ArrayNode list = Json.object().putArray("translations");
    byLanguage.forEach(
        (language, label) -> list.addObject().put("lang_code", language).put("label", label));
    return list;
  }

  private Response consents(Call call) {
    Fields query = call.query();
    String language = language(call, query);
    ObjectNode map = Json.object();
    for (ConsentDefinition consent : call.tenant().consents()) {
      ObjectNode json =
          map.putObject(consent.key())
              .put("key", consent.key())
              .put("consent_type", consent.type())
              .put("status", consent.status());
      ArrayNode versions = json.putArray("versions");
      consent.versions().stream()
          .map(version -> consent.inLanguage(version.versionId(), language))
          .flatMap(Optional::stream)
          .distinct()
          .forEach(version -> versions.add(Json.tree(version)));
    }
    return Answers.ok(map).with("Cache-Control", "max-age=60");
  }

  /**
   * All texts of a language in one flat file; a language we do not have is answered in English, as
   * the vendor's widgets do not start on a failure (contract section 3.5).
   */
  private Response texts(Call call) {
    String file = call.request().pathParameter("file");
    if (!file.endsWith(".json")) {
      throw ApiError.RESOURCE_NOT_FOUND.exception();
    }
    String catalogue =
        Languages.catalogue(file.substring(0, file.length() - 5)).orElse(Languages.DEFAULT);
    byte[] bytes =
        textFiles.computeIfAbsent(
            catalogue,
            language -> {
              Map<String, String> all = new TreeMap<>(uiTexts.all(language));
              all.putAll(errorTexts.all(language));
              return Json.write(all);
            });
    return Response.json(200, bytes).with("Cache-Control", "max-age=3600");
  }

  private Response providers(Call call) {
    ObjectNode answer = Json.object().put("status", "ok");
    ArrayNode items = answer.putArray("items");
    for (Provider provider : Provider.all(call.tenant())) {
      ObjectNode item = items.addObject();
      item.put("provider", provider.key()).put("variant", provider.variant());
      // Android reads one spelling, iOS both (contract section 3.6).
      item.put("clientId", provider.clientId()).put("client_id", provider.clientId());
      provider.scope().forEach(item.putArray("scope")::add);
      item.putNull("universal_link");
    }
    return Answers.ok(answer);
  }
}
