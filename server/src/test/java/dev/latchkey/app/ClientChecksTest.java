package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientChecksTest {
  private static final String CONFIDENTIAL =
      """
      auth_method: client_secret_basic
      secrets: ["0123456789abcdef0123456789abcdef"]
      """;

  @Test
  void ids_differ_within_a_tenant() {
    assertThat(
            Yaml.tenant(
                    """
                    clients:
                      - {id: shop, name: A}
                      - {id: shop, name: B}
                    """)
                .problems())
        .containsExactly(
            "6 tenants[0].clients[1].id must differ from every other `id` here, found the text"
                + " \"shop\"");
    assertThat(
            Yaml.of(
                    """
                    tenants:
                      - {id: a, name: A, public_url: "https://a.example", clients: [{id: s, name: S}]}
                      - {id: b, name: B, public_url: "https://b.example", clients: [{id: s, name: S}]}
                    """)
                .problems())
        .isEmpty();
  }

  @Test
  void what_signs_with_a_secret_needs_to_read_it() {
    assertThat(
            Yaml.client(
                    """
                    auth_method: client_secret_jwt
                    secrets: ["sha256:%s"]
                    """
                        .formatted("0".repeat(64)))
                .problems())
        .containsExactly(
            "7 tenants[0].clients[0].auth_method needs the secrets in the clear, to sign with"
                + " them");
  }

  @Test
  void redirect_uris_are_exact_and_lead_somewhere_safe() {
    assertThat(
            Yaml.client(
                    """
                    redirect_uris:
                      - https://www.example.com/callback
                      - com.example.app:/callback
                      - /callback
                      - https://www.example.com/#done
                      - https://*.example.com/
                      - http://www.example.com/
                      - http://127.0.0.1:8080/
                      - "javascript:alert(1)"
                    """)
                .problems())
        .containsExactly(
            "10 tenants[0].clients[0].redirect_uris[2] must be an absolute address, found the text"
                + " \"/callback\"",
            "11 tenants[0].clients[0].redirect_uris[3] must have no fragment, found the text"
                + " \"https://www.example.com/#done\"",
            "12 tenants[0].clients[0].redirect_uris[4] must be one exact address, without `*`,"
                + " found the text \"https://*.example.com/\"",
            "13 tenants[0].clients[0].redirect_uris[5] must be https: plain http is only for this"
                + " machine itself, found the text \"http://www.example.com/\"",
            "15 tenants[0].clients[0].redirect_uris[7] must lead to a page or an app, found the"
                + " text \"javascript:alert(1)\"");
  }

  /** RFC 8707 section 2. */
  @Test
  void resources_are_absolute_addresses_with_scopes_of_the_client() {
    assertThat(
            Yaml.client(
                    """
                    openid:
                      resources:
                        - {identifier: "https://api.example/", scopes: [email]}
                        - {identifier: "urn:example:stock"}
                        - {identifier: "api"}
                        - {identifier: "https://api.example/#x"}
                        - {identifier: "urn:example:stock", scopes: [orders]}
                    """)
                .problems())
        .satisfiesExactly(
            first -> assertThat(first).contains("resources[2].identifier is no absolute URI"),
            second -> assertThat(second).contains("resources[3].identifier is no absolute URI"),
            third -> assertThat(third).contains("resources[4].identifier stands here twice"),
            fourth -> assertThat(fourth).contains("`orders` is not among the client's `scopes`"));
  }

  @Test
  void addresses_of_logouts_are_held_to_their_specifications() {
    assertThat(
            Yaml.client(
                    """
                    redirect_uris: [https://www.example.com/callback]
                    logout:
                      post_logout_redirect_uris:
                        - https://elsewhere.example.com/bye
                        - com.example.app:/bye
                        - http://www.example.com/bye
                        - "https://www.example.com/#bye"
                      backchannel_logout_uri: http://back.example.com/out
                      frontchannel_logout_uri: "https://www.example.com/forget#it"
                    """)
                .problems())
        .containsExactly(
            "12 tenants[0].clients[0].logout.post_logout_redirect_uris[2] must be https: plain http"
                + " is only for this machine itself, found the text \"http://www.example.com/bye\"",
            "13 tenants[0].clients[0].logout.post_logout_redirect_uris[3] must have no fragment,"
                + " found the text \"https://www.example.com/#bye\"",
            "14 tenants[0].clients[0].logout.backchannel_logout_uri must be https: plain http is"
                + " only for this machine itself, found the text \"http://back.example.com/out\"",
            "15 tenants[0].clients[0].logout.frontchannel_logout_uri must have no fragment, found"
                + " the text \"https://www.example.com/forget#it\"");
    assertThat(
            Yaml.client(
                    """
                    redirect_uris: [https://www.example.com/callback, com.example.app:/callback]
                    logout: {frontchannel_logout_uri: "https://www.example.com:8443/forget"}
                    """)
                .problems())
        .containsExactly(
            "8 tenants[0].clients[0].logout.frontchannel_logout_uri is of another origin than the"
                + " redirect URIs");
    assertThat(
            Yaml.client(
                    """
                    redirect_uris: ["http://localhost:8000/callback"]
                    logout:
                      backchannel_logout_uri: http://localhost:8000/out
                      frontchannel_logout_uri: http://localhost:8000/forget?x=y
                    """)
                .problems())
        .isEmpty();
  }

  @Test
  void origins_are_bare() {
    assertThat(
            Yaml.client(
                    """
                    origins:
                      - https://www.example.com
                      - https://www.example.com/
                      - https://WWW.example.com:443
                      - "*"
                    """)
                .problems())
        .containsExactly(
            "9 tenants[0].clients[0].origins[1] must be a scheme, a host and at most a port, found"
                + " the text \"https://www.example.com/\"",
            "10 tenants[0].clients[0].origins[2] must be a scheme, a host and at most a port, found"
                + " the text \"https://WWW.example.com:443\"",
            "11 tenants[0].clients[0].origins[3] must be a scheme, a host and at most a port, found"
                + " the text \"*\"");
    assertThat(Yaml.client("origins: [\"https://WWW.example.com:443/x\"]").problem())
        .endsWith("Mend: Write `https://www.example.com`.");
  }

  @Test
  void networks_can_be_read() {
    assertThat(Yaml.client("allowed_addresses: [10.0.0.0/8, 10.0.0.0/99, host]").problems())
        .containsExactly(
            "7 tenants[0].clients[0].allowed_addresses[1] must be an IP address or network, found"
                + " the text \"10.0.0.0/99\"",
            "7 tenants[0].clients[0].allowed_addresses[2] must be an IP address or network, found"
                + " the text \"host\"");
  }

  @Test
  void who_authenticates_has_a_secret_and_who_does_not_has_none() {
    assertThat(Yaml.client(CONFIDENTIAL).problems()).isEmpty();
    assertThat(Yaml.client("auth_method: client_secret_post").problems())
        .containsExactly("5 tenants[0].clients[0] needs a secret to authenticate with");
    assertThat(Yaml.client("secrets: [abc]").problems())
        .containsExactly(
            "7 tenants[0].clients[0].secrets stands at a public client, which cannot keep one");
  }

  @Test
  void who_signs_has_public_keys_in_one_place() {
    String key = "{kty: EC, crv: P-256, x: %s, y: %s%s}";
    String x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    String y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
    String published = "jwks_uri: https://shop.example/keys";
    String registered = "jwks: {keys: [%s]}".formatted(key.formatted(x, y, ""));
    String secret =
        "jwks: {keys: [%s]}"
            .formatted(key.formatted(x, y, ", d: jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"));
    String signs = "auth_method: private_key_jwt\nsecurity: {%s}";

    assertThat(Yaml.client(signs.formatted(published)).problems()).isEmpty();
    assertThat(Yaml.client(signs.formatted(registered)).problems()).isEmpty();
    assertThat(Yaml.client("auth_method: private_key_jwt").problems())
        .containsExactly("7 tenants[0].clients[0].auth_method needs the client's keys");
    assertThat(Yaml.client(signs.formatted(registered + ", " + published)).problems())
        .containsExactly("8 tenants[0].clients[0].security.jwks_uri stands beside `jwks`");
    assertThat(Yaml.client(signs.formatted(secret)).problems())
        .containsExactly("8 tenants[0].clients[0].security.jwks is no set of public keys");
    assertThat(Yaml.client(signs.formatted("jwks_uri: http://shop.example/keys")).problems())
        .hasSize(1);
    assertThat(Yaml.client("security: {require_signed_request_object: true}").problems())
        .containsExactly(
            "7 tenants[0].clients[0].security.require_signed_request_object needs the client's"
                + " keys");
    assertThat(Yaml.client("auth_method: client_secret_jwt\nsecrets: [short]").problems())
        .containsExactly(
            "7 tenants[0].clients[0].auth_method needs a client with secrets of 32 bytes or more");
  }

  @Test
  void a_client_of_bound_tokens_gets_none_where_no_key_is_shown() {
    String bound = "security: {dpop_bound_access_tokens: true}\n";
    assertThat(Yaml.client(bound).problems()).isEmpty();
    assertThat(Yaml.client(bound + "signup_token: true").problems())
        .containsExactly(
            "7 tenants[0].clients[0].security.dpop_bound_access_tokens stands at a client that"
                + " gets tokens at sign-up, where no key is shown");
    assertThat(Yaml.client(bound + "access_api: {api_keys: [0123456789abcdef]}").problems())
        .contains(
            "7 tenants[0].clients[0].security.dpop_bound_access_tokens stands at a client of the"
                + " Access API, whose tokens are bound to no key");
  }

  private static final String FAPI2 =
      """
      auth_method: private_key_jwt
      pkce_enforced: true
      id_token_alg: PS256
      security:
        fapi2: true
        require_pushed_authorization_requests: true
        dpop_bound_access_tokens: true
        jwks_uri: https://bank.example/keys
      """;

  /** FAPI 2.0 Security Profile sections 5.3.2.1, 5.3.2.2 and 5.4.1. */
  @Test
  void a_client_of_fapi_2_has_all_that_it_asks_for() {
    assertThat(Yaml.client(FAPI2).problems()).isEmpty();
    assertThat(Yaml.client("security: {fapi2: true}").problems())
        .extracting(problem -> problem.replaceFirst("^\\d+ tenants\\[0\\]\\.clients\\[0\\]", ""))
        .containsExactlyInAnyOrder(
            " is held to FAPI 2.0, which wants `auth_method: private_key_jwt`",
            " is held to FAPI 2.0, which wants `pkce_enforced: true`",
            ".security is held to FAPI 2.0, which wants"
                + " `require_pushed_authorization_requests: true`",
            ".security is held to FAPI 2.0, which wants `dpop_bound_access_tokens: true`",
            ".id_token_alg is RS256, which FAPI 2.0 does not allow");
    assertThat(Yaml.client(FAPI2 + "lifetimes: {code: 2m}").problem())
        .contains("lifetimes.code  is longer than the 60 seconds of FAPI 2.0");
    assertThat(Yaml.client(FAPI2 + "access_token_alg: RS256").problem())
        .contains("access_token_alg  is RS256, which FAPI 2.0 does not allow");
    assertThat(Yaml.client(FAPI2 + "openid: {userinfo_signed_response_alg: RS256}").problem())
        .contains("userinfo_signed_response_alg  is RS256, which FAPI 2.0 does not allow");
    assertThat(Yaml.client(FAPI2 + "legacy: {implicit: true}").problem())
        .contains("legacy  stands at a client of FAPI 2.0");
    assertThat(Yaml.client(FAPI2 + "provider_tokens: true").problem())
        .contains("logs users in by tokens of its own or of a provider");
    assertThat(Yaml.client(FAPI2 + "redirect_uris: [\"http://shop.example/callback\"]").problem())
        .contains("redirect_uris[0]");
  }

  @Test
  void default_scopes_are_among_the_scopes() {
    assertThat(Yaml.client("default_scopes: [openid, full_write]").problems())
        .containsExactly(
            "7 tenants[0].clients[0].default_scopes[1] `full_write` is not among `scopes`");
    // The four basic ones every first-party client may have (contract section 1.12).
    assertThat(Yaml.client("scopes: [full_write]").problems()).isEmpty();
    assertThat(Yaml.client("default_scopes: []").problem())
        .contains("default_scopes  needs at least 1 entry");
  }

  @Test
  void refresh_tokens_and_offline_access_go_together() {
    assertThat(Yaml.client("scopes: [openid, offline_access]").problems())
        .containsExactly(
            "7 tenants[0].clients[0].scopes holds `offline_access`, and the client gets no refresh"
                + " tokens");
    assertThat(
            Yaml.client(CONFIDENTIAL + "refresh_tokens: true\nscopes: [openid, offline_access]")
                .problems())
        .isEmpty();
  }

  @Test
  void refresh_tokens_of_a_public_client_need_enforced_pkce() {
    assertThat(Yaml.client("refresh_tokens: true").problem())
        .isEqualTo(
            "7:25  tenants[0].clients[0].refresh_tokens  needs enforced PKCE at a public client"
                + " (contract section 1.9). Mend: Write `pkce_enforced: true`.");
    assertThat(Yaml.client("refresh_tokens: true\npkce_enforced: true").problems()).isEmpty();
  }

  @Test
  void client_credentials_need_a_client_that_authenticates() {
    assertThat(Yaml.client("client_credentials: true").problems())
        .containsExactly(
            "7 tenants[0].clients[0].client_credentials needs a client that can authenticate (RFC"
                + " 6749 section 4.4)");
    assertThat(Yaml.client(CONFIDENTIAL + "client_credentials: true").problems()).isEmpty();
  }

  @Test
  void a_login_page_is_a_page_of_a_first_party() {
    assertThat(Yaml.client("login_url: https://www.example.com/login?a=b#/in").problems())
        .isEmpty();
    assertThat(Yaml.client("login_url: http://localhost:3000/login").problems()).isEmpty();
    assertThat(Yaml.client("login_url: http://www.example.com/login").problems())
        .containsExactly(
            "7 tenants[0].clients[0].login_url must be https: plain http is only for this machine"
                + " itself, found the text \"http://www.example.com/login\"");
    assertThat(Yaml.client("login_url: app:/login").problems()).hasSize(1);
    assertThat(
            Yaml.client(
                    "party: third\n"
                        + "sso: false\n"
                        + "access_token_renewal: false\n"
                        + "login_url: https://a.example/")
                .problems())
        .containsExactly(
            "10 tenants[0].clients[0].login_url is only for first-party clients (contract section"
                + " 1.9)");
  }

  @Test
  void custom_tokens_need_a_long_secret_of_a_first_party() {
    String problem =
        " tenants[0].clients[0].custom_token needs a client with secrets of 32 bytes or more";
    assertThat(Yaml.client("custom_token: true").problems()).containsExactly("7" + problem);
    assertThat(
            Yaml.client(
                    """
                    auth_method: client_secret_post
                    secrets: [short]
                    custom_token: true
                    """)
                .problems())
        .containsExactly("9" + problem);
    assertThat(Yaml.client(CONFIDENTIAL + "custom_token: true").problems()).isEmpty();
    assertThat(
            Yaml.client(
                    CONFIDENTIAL
                        + "party: third\n"
                        + "sso: false\n"
                        + "access_token_renewal: false\n"
                        + "custom_token: true")
                .problems())
        .containsExactly(
            "12 tenants[0].clients[0].custom_token is only for first-party clients (contract"
                + " section 1.9)");
  }

  @Test
  void hs256_needs_a_long_secret() {
    String legacy = "legacy: {hs256_id_token: true}";
    String problem =
        " tenants[0].clients[0].legacy.hs256_id_token needs a client with secrets of 32 bytes or"
            + " more";
    assertThat(Yaml.client(legacy).problems()).containsExactly("7" + problem);
    assertThat(
            Yaml.client("auth_method: client_secret_post\nsecrets: [short]\n" + legacy).problems())
        .containsExactly("9" + problem);
    assertThat(Yaml.client(CONFIDENTIAL + legacy).problems()).isEmpty();
  }

  @Test
  void a_third_party_has_nothing_of_the_first_partys() {
    assertThat(Yaml.client("party: third\nsso: true\nsignup_token: true").problems())
        .containsExactlyInAnyOrder(
            "8 tenants[0].clients[0].sso is only for first-party clients (contract section 1.9)",
            "9 tenants[0].clients[0].signup_token is only for first-party clients (contract section"
                + " 1.9)",
            "5 tenants[0].clients[0].access_token_renewal is only for first-party clients (contract"
                + " section 1.9)");
    assertThat(Yaml.client("party: third\nsso: false\naccess_token_renewal: false").problems())
        .isEmpty();
  }

  @Test
  void devices_are_let_in_on_pages_of_the_servers_own() {
    assertThat(
            Yaml.client("openid: {device_grant: true}\nlogin_url: https://a.example/").problems())
        .containsExactly(
            "7 tenants[0].clients[0].openid.device_grant is on at a client with a login page of its"
                + " own, where no device can be let in");
    assertThat(Yaml.client("openid: {device_grant: true}").problems()).isEmpty();
  }

  @Test
  void lifetimes_fit_one_another_and_the_schemas_bounds() {
    assertThat(
            Yaml.client("lifetimes: {refresh_token_idle: 2d, refresh_token_absolute: 1d}")
                .problems())
        .containsExactly(
            "7 tenants[0].clients[0].lifetimes.refresh_token_idle is longer than"
                + " `refresh_token_absolute`");
    assertThat(Yaml.client("lifetimes: {access_token: 4m}").problem())
        .contains("must be at least `5m`");
    assertThat(Yaml.client("lifetimes: {access_token: 25h}").problem())
        .contains("must be at most `24h`");
    assertThat(Yaml.client("lifetimes: {code: 6m}").problem()).contains("must be at most `5m`");
  }

  @Test
  void legacy_switches_are_said() {
    assertThat(
            Yaml.client(
                    CONFIDENTIAL
                        + "legacy: {password_grant: true, implicit: true, hs256_id_token: true}")
                .warnings())
        .containsExactly(
            "tenants[0].clients[0].legacy.password_grant (line 9): is on: the app sees passwords,"
                + " and no second factor can be asked for",
            "tenants[0].clients[0].legacy.implicit (line 9): is on: tokens stand in addresses,"
                + " where they leak",
            "tenants[0].clients[0].legacy.hs256_id_token (line 9): is on: whoever can check an ID"
                + " token of this client can also forge one");
  }
}
