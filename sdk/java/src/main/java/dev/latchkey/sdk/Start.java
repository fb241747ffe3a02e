package dev.latchkey.sdk;

import dev.latchkey.sdk.model.ClientConfig;
import dev.latchkey.sdk.model.ProviderConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what the server says about this client (contract sections 3.3 and 3.6). */
final class Start implements StartCommands {

  private final Api api;
  private volatile @Nullable ClientConfig config;
  private volatile List<ProviderConfig> providers = List.of();

  Start(Api api) {
    this.api = api;
  }

  @Override
  public Command<ClientConfig> initialize() {
    return api.start(this::load);
  }

  @Override
  public Command<List<ProviderConfig>> loadSocialProviders() {
    return api.start(exchange -> {
      List<ProviderConfig> loaded = new ArrayList<>();
      JsonObject answer = exchange.ask(WireRequest.get("/api/v1/providers"));
      for (JsonObject item : answer.objectsOrNone("items")) {
        loaded.add(provider(item));
      }
      providers = Collections.unmodifiableList(loaded);
      return providers;
    });
  }

  private static ProviderConfig provider(JsonObject item) throws MalformedAnswerException {
    List<String> scope = item.texts("scope");
    String clientId = item.text("clientId");
    return ProviderConfig.builder()
        .setProvider(item.required("provider"))
        .setVariant(item.text("variant"))
        .setClientId(clientId == null ? item.text("client_id") : clientId)
        .setScope(scope == null ? List.of() : scope)
        .build();
  }

  @Override
  public List<ProviderConfig> getProviders() {
    return providers;
  }

  @Override
  public @Nullable ProviderConfig getProvider(String name) {
    for (ProviderConfig provider : providers) {
      if (provider.getProvider().equals(name)) {
        return provider;
      }
    }
    return null;
  }

  /** The scopes as they are sent: in order, none twice; for null those of the configuration. */
  String scope(Exchange exchange, @Nullable Collection<String> scope) throws IOException {
    Collection<String> wanted = scope;
    if (wanted == null) {
      ClientConfig known = config;
      wanted = (known == null ? load(exchange) : known).getScope();
    }
    return String.join(" ", new LinkedHashSet<>(wanted));
  }

  private ClientConfig load(Exchange exchange) throws IOException {
    JsonObject answer = exchange.ask(WireRequest.get("config").query("client_id", api.clientId()));
    ClientConfig loaded =
        ClientConfig.builder()
            .setScope(Arrays.asList(answer.required("scope").split(" ")))
            .setLanguage(answer.text("language"))
            .setCountryCode(answer.text("country_code"))
            .setSms(answer.isTrue("sms"))
            .setWebAuthn(answer.isTrue("web_authn"))
            .setMfaSmsEnabled(answer.isTrue("mfa_sms_enabled"))
            .setMfaEmailEnabled(answer.isTrue("mfa_email_enabled"))
            .build();
    config = loaded;
    return loaded;
  }
}
