package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.domain.provider.Provider;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ProviderChecksTest {

  private static Yaml with(String... providers) {
    StringBuilder file = new StringBuilder("tenants:\n  - id: acme\n    name: A\n    providers:\n");
    for (String provider : providers) {
      file.append("      - {client_id: c, ").append(provider).append("}\n");
    }
    return Yaml.of(file.toString());
  }

  private static String key() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
      return "-----BEGIN PRIVATE KEY-----"
          + Base64.getEncoder().encodeToString(key)
          + "-----END PRIVATE KEY-----";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void every_preset_can_be_used() {
    for (String preset : Provider.presets()) {
      String more =
          switch (preset) {
            case "oidc" -> ", discovery: 'https://login.example.com'";
            case "oauth2" ->
                ", endpoints: {authorization: 'https://a.example/', token: 'https://a.example/t',"
                    + " userinfo: 'https://a.example/u'}";
            case "apple" -> ", signing_key: {team_id: T, key_id: K, private_key: '" + key() + "'}";
            default -> "";
          };
      assertThat(with("key: p, preset: " + preset + more).problems()).as(preset).isEmpty();
    }
    assertThat(Provider.presets())
        .containsExactlyInAnyOrder(
            "oidc",
            "oauth2",
            "google",
            "apple",
            "facebook",
            "microsoft",
            "linkedin",
            "x",
            "amazon",
            "paypal",
            "line",
            "kakao",
            "naver",
            "yandex",
            "tiktok",
            "twitch",
            "github",
            "orange",
            "franceconnect");
  }

  @Test
  void a_provider_is_known_or_says_what_it_is() {
    assertThat(with("key: acme").problem()).contains("providers[0].key").contains("preset: oidc");
    assertThat(with("key: google, preset: goggle").problem()).contains("providers[0].preset");
    assertThat(with("key: acme, preset: oidc").problem()).contains("discovery");
    assertThat(with("key: acme, preset: oauth2").problem()).contains("endpoints");
    assertThat(with("key: apple").problem()).contains("signing_key");
    assertThat(with("key: apple, signing_key: {team_id: T, key_id: K, private_key: P}").problem())
        .contains("signing_key.private_key")
        .contains("P-256");
  }

  @Test
  void names_differ_and_are_no_other_way_to_log_in() {
    assertThat(with("key: google", "key: google").problem()).contains("variant");
    assertThat(with("key: google", "key: google, variant: ios").problems()).isEmpty();
    assertThat(with("key: password, preset: oidc, discovery: 'https://a.example'").problem())
        .contains("another way to log in");
  }

  @Test
  void settings_that_have_no_meaning_or_cannot_work_are_refused() {
    assertThat(with("key: google, trust_email: true").problem()).contains("trust_email");
    assertThat(
            with("key: google, endpoints: {authorization: 'https://a.example', token:"
                    + " 'https://a.example'}")
                .problem())
        .contains("endpoints");
    assertThat(with("key: google, claims: {name: fullName}").problem()).contains("JSON pointer");
    assertThat(with("key: a, preset: oidc, discovery: 'http://login.example.com'").problem())
        .contains("https");
    assertThat(
            Yaml.of("tenants: [{id: a, name: A, outbound: {allow_private: [intranet]}}]").problem())
        .contains("allow_private[0]");
  }

  @Test
  void what_is_unsafe_is_said() {
    assertThat(with("key: google, link_verified_email: true").warnings())
        .singleElement()
        .asString()
        .contains("link_verified_email");
    assertThat(
            Yaml.of("tenants: [{id: a, name: A, outbound: {allow_private: [10.0.0.0/8]}}]")
                .warnings())
        .singleElement()
        .asString()
        .contains("public internet");
  }
}
