package dev.latchkey.app;

import dev.latchkey.app.Findings.At;
import dev.latchkey.domain.input.Addresses;
import dev.latchkey.domain.provider.Provider;
import dev.latchkey.domain.tenant.ProviderSettings;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.http.AddressRanges;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What must hold for the providers of a tenant, and for its calls to other servers. */
final class ProviderChecks {

  /** Ways to log in that are no provider's, as {@code auth_type} says them (contract 11.4). */
  private static final Set<String> TAKEN =
      Set.of(
          "password",
          "phone_number_password",
          "magic_link",
          "sms",
          "external",
          "refresh",
          "login_as",
          "third_party",
          "webauthn",
          "local",
          "lite");

  private ProviderChecks() {}

  static void run(At tenantAt, Tenant tenant) {
    outbound(tenantAt.key("outbound").key("allow_private"), tenant.outbound().allowPrivate());
    if (tenant.registration() != null) {
      outbound(
          tenantAt.key("registration").key("allow_private"), tenant.registration().allowPrivate());
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tenant.providers().size(); i++) {
      At at = tenantAt.key("providers").item(i);
      ProviderSettings provider = tenant.providers().get(i);
      if (!names.add(provider.name())) {
        at.key("key")
            .wrong(
                "must differ from all others here",
                "Give each provider of one key a `variant` of its own.");
      }
      provider(at, provider);
    }
  }

  private static void outbound(At at, List<String> networks) {
    for (int i = 0; i < networks.size(); i++) {
      try {
        AddressRanges.of(List.of(networks.get(i)));
      } catch (IllegalArgumentException e) {
        at.item(i).wrong("must be an IP address or network", "Write it like `10.0.0.0/8`.");
      }
    }
    if (!networks.isEmpty()) {
      at.warning("lets calls to other servers reach machines that are not on the public internet");
    }
  }

  private static void provider(At at, ProviderSettings provider) {
    if (TAKEN.contains(provider.key())) {
      at.key("key").wrong("is the name of another way to log in", "Write another one.");
    }
    if (!Provider.presets().contains(provider.presetName())) {
      At place = provider.preset() == null ? at.key("key") : at.key("preset");
      place.wrong(
          "is no provider that is known",
          "Add `preset: oidc` or `oauth2`, or write one of "
              + String.join(", ", new TreeSet<>(Provider.presets()))
              + ".");
      return;
    }
    addresses(at, provider);
    provider
        .claims()
        .forEach((field, pointer) -> {
          if (!pointer.startsWith("/")) {
            at.key("claims").key(field).wrong("must be a JSON pointer", "Write it like `/sub`.");
          }
        });
    boolean signs = provider.presetName().equals("apple");
    if (signs && provider.signingKey() == null) {
      at.problem(
          "has no `signing_key`, without which Apple gives no tokens",
          "Add `signing_key` with `team_id`, `key_id` and `private_key`.");
    }
    if (provider.signingKey() != null && !Provider.canSign(provider.signingKey())) {
      at.key("signing_key")
          .key("private_key")
          .problem(
              "is no private key of the curve P-256, PKCS#8 in PEM",
              "Write what the file has that Apple gave you, such as `${file:AuthKey.p8}`.");
    }
    if (provider.trustEmail() && !isCustom(provider)) {
      at.key("trust_email")
          .problem("is for providers of your own: of this one it is known", "Remove it.");
    }
    if (provider.linkVerifiedEmail()) {
      at.key("link_verified_email")
          .warning("is on: whoever has an address at the provider gets the profile that has it");
    }
  }

  private static void addresses(At at, ProviderSettings provider) {
    if (provider.discovery() != null) {
      at.key("discovery").wrong(Addresses.ofPage(provider.discovery()));
    }
    if (provider.logoutUrl() != null) {
      at.key("logout_url").wrong(Addresses.ofPage(provider.logoutUrl()));
    }
    ProviderSettings.Endpoints endpoints = provider.endpoints();
    if (endpoints != null) {
      At place = at.key("endpoints");
      place.key("authorization").wrong(Addresses.ofPage(endpoints.authorization()));
      place.key("token").wrong(Addresses.ofPage(endpoints.token()));
      if (endpoints.userinfo() != null) {
        place.key("userinfo").wrong(Addresses.ofPage(endpoints.userinfo()));
      }
      if (endpoints.tokenInfo() != null) {
        place.key("token_info").wrong(Addresses.ofPage(endpoints.tokenInfo()));
      }
    }
    if (endpoints != null && Provider.isOpenId(provider.presetName())) {
      at.key("endpoints")
          .problem("has no meaning here: the OpenID configuration tells", "Use `discovery`.");
    }
    if (provider.presetName().equals("oidc") && provider.discovery() == null) {
      at.problem("has no `discovery`", "Add the issuer of the provider.");
    }
    if (provider.presetName().equals("oauth2")
        && (endpoints == null || endpoints.userinfo() == null)) {
      at.problem(
          "has no `endpoints`", "Add `endpoints` with `authorization`, `token` and `userinfo`.");
    }
  }

  private static boolean isCustom(ProviderSettings provider) {
    return provider.presetName().equals("oidc") || provider.presetName().equals("oauth2");
  }
}
