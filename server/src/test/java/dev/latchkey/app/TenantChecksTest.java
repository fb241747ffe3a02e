package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TenantChecksTest {

  @Test
  void ids_differ() {
    assertThat(
            Yaml.of(
                    """
                    tenants:
                      - {id: acme, name: A, public_url: "https://a.example.com"}
                      - {id: acme, name: B, public_url: "https://b.example.com"}
                    """)
                .problems())
        .containsExactly(
            "3 tenants[1].id must differ from every other `id` here, found the text \"acme\"");
  }

  @Test
  void a_host_means_one_tenant() {
    assertThat(
            Yaml.of(
                    """
                    tenants:
                      - {id: a, name: A, public_url: "https://ID.example.com:8443"}
                      - {id: b, name: B, public_url: "https://id.example.com"}
                      - id: c
                        name: C
                        public_url: https://c.example.com
                        hosts: [C.example.com, d.example.com, id.EXAMPLE.com]
                      - {id: d, name: D, hosts: [d.example.com]}
                    """)
                .problems())
        .containsExactly(
            "2 tenants[0].public_url must be a scheme, a host and at most a port, found the text"
                + " \"https://ID.example.com:8443\"",
            "7 tenants[2].hosts[2] the host `id.example.com` already means the tenant `b`",
            "8 tenants[3].hosts[0] the host `d.example.com` already means the tenant `c`");
  }

  @Test
  void several_tenants_do_not_share_the_servers_address() {
    assertThat(
            Yaml.of(
                    """
                    tenants:
                      - {id: a, name: A}
                      - {id: b, name: B}
                    """)
                .problem())
        .isEqualTo(
            "3:5  tenants[1].public_url  the host `localhost` already means the tenant `a`. Mend:"
                + " Give each tenant a `public_url` with a host of its own.");
  }

  @Test
  void a_public_url_is_https_or_loopback_and_fits_tls() {
    assertThat(Yaml.tenant("public_url: http://id.example.com").problems())
        .containsExactly(
            "4 tenants[0].public_url must be https: plain http is only for this machine itself,"
                + " found the text \"http://id.example.com\"");
    assertThat(Yaml.tenant("public_url: http://acme.localhost:9000").problems()).isEmpty();
    assertThat(
            Yaml.tenant("public_url: http://acme.localhost:9000")
                .with("LATCHKEY_TLS", "true")
                .problems())
        .containsExactly(
            "4 tenants[0].public_url must be https, as TLS is on, found the text"
                + " \"http://acme.localhost:9000\"");
  }

  @Test
  void a_country_exists() {
    assertThat(Yaml.tenant("country: GB").problems()).isEmpty();
    assertThat(Yaml.tenant("country: UK").problem())
        .isEqualTo(
            "4:14  tenants[0].country  must be a country of ISO 3166-1, found the text \"UK\"."
                + " Mend: Write its two letters, such as `FR` or `GB`.");
  }

  @Test
  void a_language_is_one_of_the_contracts() {
    assertThat(Yaml.tenant("language: zh-Hant").problems()).isEmpty();
    assertThat(Yaml.tenant("language: xx").problem()).contains("4:15  tenants[0].language  must");
  }

  @Test
  void logout_urls_are_held_to_the_rules_of_redirects() {
    assertThat(
            Yaml.tenant(
                    """
                    logout_urls:
                      - https://www.example.com/
                      - https://*.example.com/
                    """)
                .problems())
        .containsExactly(
            "6 tenants[0].logout_urls[1] must be one exact address, without `*`, found the text"
                + " \"https://*.example.com/\"");
  }

  @Test
  void pages_with_passkeys_are_under_the_relying_party_and_apps_are_named_by_their_hash() {
    assertThat(
            Yaml.tenant(
                    """
                    webauthn:
                      rp_id: example.com
                      origins:
                        - https://example.com
                        - https://shop.example.com:8443
                        - https://notexample.com
                        - https://www.example.com/login
                        - android:apk-key-hash:FG3pg8VzBlDY7rmVLzT8ZBagg0LmHb6oigSWsj_PROU
                        - android:apk-key-hash:short
                      related_origins: [https://example.test, http://example.test]
                    """)
                .problems())
        .containsExactly(
            "9 tenants[0].webauthn.origins[2] must be under the relying party `example.com`, found"
                + " the text \"https://notexample.com\"",
            "10 tenants[0].webauthn.origins[3] must be a scheme, a host and at most a port, found"
                + " the text \"https://www.example.com/login\"",
            "12 tenants[0].webauthn.origins[5] must end in the hash of a certificate, found the"
                + " text \"android:apk-key-hash:short\"",
            "13 tenants[0].webauthn.related_origins[1] must be https: plain http is only for this"
                + " machine itself, found the text \"http://example.test\"");
  }

  @Test
  void something_can_be_signed_up_with() {
    assertThat(
            Yaml.tenant("login_types: {email: false, phone_number: false, custom_identifier: true}")
                .problems())
        .containsExactly(
            "4 tenants[0].login_types leaves nothing to sign up with: a custom identifier comes"
                + " beside another one");
  }

  @Test
  void durations_within_one_another_fit() {
    assertThat(Yaml.tenant("session: {lifetime: 2d, login_required_after: 1d}").problems())
        .containsExactly(
            "4 tenants[0].session.lifetime is longer than `login_required_after`, which ends the"
                + " session first");
    assertThat(Yaml.tenant("lockout: {duration: 2h, max_duration: 1h}").problems())
        .containsExactly("4 tenants[0].lockout.duration is longer than `max_duration`");
  }

  @Test
  void bounds_of_the_schema_hold() {
    assertThat(Yaml.tenant("password: {min_length: 7}").problem())
        .contains("password.min_length  must be at least 8");
    assertThat(Yaml.tenant("password: {max_length: 63}").problem())
        .contains("password.max_length  must be at least 64");
    assertThat(Yaml.tenant("codes: {typed: 2h}").problem()).contains("must be at most `1h`");
  }

  @Test
  void a_blocklist_is_there() {
    assertThat(Yaml.tenant("password: {blocklist_file: /not/there}").problems())
        .containsExactly(
            "4 tenants[0].password.blocklist_file must be a file that this process can read, found"
                + " the text \"/not/there\"");
  }

  @Test
  void what_weakens_passwords_is_allowed_and_said() {
    assertThat(
            Yaml.tenant(
                    """
                    password: {breached_check: false, min_strength: 0}
                    lockout: {failures: 101}
                    legacy: {password_composition: {digits: 1}}
                    """)
                .warnings())
        .containsExactly(
            "tenants[0].password.breached_check (line 4): is off: passwords that are well known"
                + " are taken",
            "tenants[0].password.min_strength (line 4): is 0: passwords that are guessed at once"
                + " are taken",
            "tenants[0].legacy.password_composition (line 6): is on: such rules lead to weaker"
                + " passwords (NIST SP 800-63B-4)",
            "tenants[0].lockout.failures (line 5): is above 100: accounts hardly ever lock while"
                + " passwords are guessed");
  }

  @Test
  void limits_that_are_off_are_said() {
    assertThat(
            Yaml.tenant(
                    """
                    rate_limits:
                      per_address: {requests: 0, window: 60s}
                      password_strength: {requests: 0, window: 60s}
                      per_recipient: {requests: 0, window: 60s}
                    """)
                .warnings())
        .containsExactly(
            "tenants[0].rate_limits.per_address (line 5): is off: nothing slows down who tries"
                + " many times",
            "tenants[0].rate_limits.password_strength (line 6): is off: nothing slows down who"
                + " tries many times",
            "tenants[0].rate_limits.per_recipient (line 7): is off: nothing slows down who tries"
                + " many times");
  }

  @Test
  void freshness_by_issue_is_said() {
    assertThat(Yaml.tenant("compat: {freshness: issued_at}").warnings())
        .singleElement()
        .asString()
        .startsWith("tenants[0].compat.freshness (line 4): is issued_at");
  }

  @Test
  void mail_has_a_sender_and_is_encrypted_or_that_is_said() {
    assertThat(Yaml.tenant("mail: {from: nobody, host: smtp}").problems())
        .containsExactly(
            "4 tenants[0].mail.from must be a mail address, found the text \"nobody\"");
    assertThat(Yaml.tenant("mail: {from: Zoë <a@bücher.example>, host: smtp}").problems())
        .containsExactly(
            "4 tenants[0].mail.from must be an address that every mail server takes, found the text"
                + " \"Zoë <a@bücher.example>\"");
    assertThat(Yaml.tenant("mail: {from: Zoë <a@b.example>, host: smtp}").problems()).isEmpty();
    assertThat(Yaml.tenant("mail: {from: a@b.example, host: smtp, security: none}").warnings())
        .containsExactly(
            "tenants[0].mail.security (line 4): is none: codes and links are sent in the clear");
    assertThat(Yaml.tenant("mail: {from: a@b.example, host: smtp, username: u}").problem())
        .contains("`username` needs `password` beside it");
  }

  @Test
  void a_provider_of_text_messages_has_what_it_needs() {
    assertThat(Yaml.tenant("sms: {provider: twilio, secret: 0123456789abcdef}").problems())
        .containsExactlyInAnyOrder(
            "4 tenants[0].sms needs `account` for this provider",
            "4 tenants[0].sms needs `from` for this provider");
    assertThat(Yaml.tenant("sms: {provider: webhook, secret: 0123456789abcdef}").problems())
        .containsExactly("4 tenants[0].sms needs `url` for this provider");
    assertThat(
            Yaml.tenant(
                    """
                    sms:
                      provider: webhook
                      secret: 0123456789abcdef
                      url: http://sms.example.com/send
                    """)
                .problems())
        .containsExactly(
            "7 tenants[0].sms.url must be https: plain http is only for this machine itself,"
                + " found the text \"http://sms.example.com/send\"");
    assertThat(
            Yaml.tenant(
                    "sms: {provider: webhook, secret: 0123456789abcdef, url: \"http://[::1]/\"}")
                .problems())
        .isEmpty();
  }

  @Test
  void messages_are_known_and_their_templates_can_be_read() {
    assertThat(Yaml.tenant("messages: {pasword_reset: {}}").problem())
        .contains("Did you mean `password_reset`?");
    assertThat(Yaml.tenant("messages: {lockout: {texts: {jp: {text: x}}}}").problem())
        .contains("`jp` cannot be a key here");
    assertThat(
            Yaml.tenant(
                    """
                    messages:
                      verify_email:
                        texts:
                          en:
                            subject: "{{tenant}}"
                            text: "{{#name}}Hello"
                            html: "{{code}}{{/code}}"
                    """)
                .problems())
        .satisfiesExactly(
            text ->
                assertThat(text)
                    .startsWith(
                        "9 tenants[0].messages.verify_email.texts.en.text is no template that can"
                            + " be read: "),
            html ->
                assertThat(html).startsWith("10 tenants[0].messages.verify_email.texts.en.html"));
  }

  @Test
  void custom_fields_differ_and_have_values_where_there_is_a_choice() {
    assertThat(
            Yaml.tenant(
                    """
                    custom_fields:
                      - {path: size, name: Size, data_type: string}
                      - {path: size, name: Size, data_type: select}
                      - path: note
                        name: Note
                        data_type: string
                        values: [{value: a, label: A}]
                      - path: colour
                        name: Colour
                        data_type: tags
                        values: [{value: a, label: A}, {value: a, label: B}]
                    """)
                .problems())
        .containsExactly(
            "6 tenants[0].custom_fields[1] needs `values` to choose from",
            "6 tenants[0].custom_fields[1].path must differ from all others here, found the text"
                + " \"size\"",
            "10 tenants[0].custom_fields[2].values has no meaning for the data type `string`",
            "14 tenants[0].custom_fields[3].values[1].value must differ from all others here,"
                + " found the text \"a\"");
    assertThat(
            Yaml.tenant("custom_fields: [{path: loyaltyCard, name: x, data_type: string}]")
                .problem())
        .contains("4:28  tenants[0].custom_fields[0].path  must match");
  }

  @Test
  void consents_and_their_texts_differ() {
    assertThat(
            Yaml.tenant(
                    """
                    consents:
                      - key: news
                        type: opt-in
                        versions:
                          - {version_id: 1, language: en, title: A}
                          - {version_id: 1, language: EN, title: B}
                          - {version_id: 2, language: en, title: B}
                      - key: news
                        type: opt-out
                        versions: [{version_id: 1, language: en, title: A}]
                    """)
                .problems())
        .containsExactly(
            "9 tenants[0].consents[0].versions[1] is a second text of version 1 in `en`",
            "11 tenants[0].consents[1].key must differ from all others here, found the text"
                + " \"news\"");
    assertThat(
            Yaml.tenant(
                    "consents: [{key: News, type: opt-in, versions: [{version_id: 1, language: en,"
                        + " title: A}]}]")
                .problem())
        .contains("tenants[0].consents[0].key  must match");
  }
}
