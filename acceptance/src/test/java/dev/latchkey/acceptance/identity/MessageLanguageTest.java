package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * In which language mails and text messages are: {@code Custom-Locale}, the profile's own, {@code
 * Accept-Language}, the tenant's (contract sections 1.2 and 1.10).
 */
class MessageLanguageTest extends IdentityContract {

  private static final String CONFIRM = "Confirm your email address";
  private static final String CONFIRM_FRENCH = "Confirmez votre adresse e-mail";
  private static final String CONFIRM_GERMAN = "Bestätigen Sie Ihre E-Mail-Adresse";

  @Override
  TestConfig config() {
    return demo().alsoTenant("french").set("/tenants/1/language", "fr");
  }

  private Inbox.Message confirmation(Http http, Map<String, ?> fields) {
    String email = Users.newEmail();
    Map<String, Object> data = new LinkedHashMap<>(fields);
    data.put("email", email);
    new Users(http).signUp(data);
    return new Inbox(http).await(email, 1);
  }

  private static Http speaking(
      Http http, @Nullable String customLocale, @Nullable String accepted) {
    Http custom = customLocale == null ? http : http.with("Custom-Locale", customLocale);
    return accepted == null ? custom : custom.with("Accept-Language", accepted);
  }

  @ParameterizedTest
  @CsvSource({
    // Custom-Locale, profile's locale, Accept-Language, language
    "de, fr-FR, en, de",
    "de-AT, , en, de",
    "de_DE, , , de",
    "xx, fr_CA, en, fr",
    ", fr, de, fr",
    ", , 'fr;q=0.5, de', de",
    ", fi, de, de",
    ", , fi, en",
    ", , , en"
  })
  void the_first_that_there_are_texts_for_decides(
      @Nullable String customLocale,
      @Nullable String locale,
      @Nullable String accepted,
      String language) {
    Inbox.Message mail =
        confirmation(
            speaking(http, customLocale, accepted),
            locale == null ? Map.of() : Map.of("locale", locale));

    assertThat(mail.html()).contains("<html lang=\"" + language + "\"");
    assertThat(mail.subject())
        .isEqualTo(Map.of("de", CONFIRM_GERMAN, "fr", CONFIRM_FRENCH, "en", CONFIRM).get(language));
  }

  @Test
  void the_tenants_language_comes_last() {
    assertThat(confirmation(tenant("french"), Map.of()).subject()).isEqualTo(CONFIRM_FRENCH);
    assertThat(confirmation(speaking(tenant("french"), null, "en"), Map.of()).subject())
        .isEqualTo(CONFIRM);
  }

  @Test
  void every_code_has_its_mails() {
    Set<String> subjects = new HashSet<>();
    for (String code : TextsTest.CODES) {
      subjects.add(confirmation(speaking(http, code, null), Map.of()).subject());
    }

    assertThat(subjects).hasSize(20);
  }

  @Test
  void a_forgotten_password_is_written_of_in_the_language_of_the_request_before_the_users() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    users.signUp(Map.of("email", email, "phone_number", number, "locale", "de"));
    server.inbox().await(email, 1);
    server.inbox().await(number, 1);
    Http french = http.with("Custom-Locale", "fr-FR");

    call(french, "forgot-password", TestConfig.SPA, Map.of("email", email));
    assertThat(server.inbox().await(email, 2).subject())
        .isEqualTo("Réinitialisez votre mot de passe Tenant demo");
    call(
        http.with("Accept-Language", "fr"),
        "forgot-password",
        TestConfig.SPA,
        Map.of("email", email));
    assertThat(server.inbox().await(email, 3).html()).contains("<html lang=\"de\"");
    call(french, "forgot-password", TestConfig.SPA, Map.of("phone_number", number));
    assertThat(server.inbox().await(number, 2).text()).startsWith("Votre code Tenant demo");
  }

  @Test
  void the_notice_of_a_new_password_is_in_that_language_too() {
    String email = Users.newEmail();
    Http user = http.bearer(users.tokens(users.signUp(email)).accessToken());
    server.inbox().await(email, 1);

    user.with("Custom-Locale", "fr")
        .post(API + "update-password", Map.of("password", "an entirely new passphrase"));
    assertThat(server.inbox().await(email, 2).subject())
        .isEqualTo("Votre mot de passe a été modifié");

    call("forgot-password", Map.of("email", email));
    String code = server.inbox().await(email, 3).code();
    call(
        http.with("Custom-Locale", "de"),
        "update-password",
        TestConfig.SPA,
        Map.of("email", email, "verification_code", code, "password", "yet another passphrase"));
    assertThat(server.inbox().await(email, 4).html()).contains("<html lang=\"de\"");
  }

  @Test
  void the_mail_of_an_update_is_in_that_language_too() {
    String email = Users.newEmail();
    Http user =
        http.bearer(tokenOf("email full_write", Map.of("phone_number", Users.newPhoneNumber())));

    user.with("Custom-Locale", "fr").post(API + "update-profile", Map.of("email", email));

    assertThat(server.inbox().await(email, 1).subject()).isEqualTo(CONFIRM_FRENCH);
  }
}
