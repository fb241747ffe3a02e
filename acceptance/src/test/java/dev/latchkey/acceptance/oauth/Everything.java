package dev.latchkey.acceptance.oauth;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A user of whom everything is known that a token can say. */
final class Everything {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private Everything() {}

  /**
   * The tokens of the sign-up, with a nonce {@code n}; the external id is set by hand, as only back
   * ends may.
   */
  static Users.Tokens newUser(TestServer server, OAuthClient client) {
    Users users = client.users();
    int number = COUNT.incrementAndGet();
    String tkn =
        users.signUp(
            Map.ofEntries(
                Map.entry("email", Users.newEmail()),
                Map.entry("phone_number", Users.newPhoneNumber()),
                Map.entry("custom_identifier", "everything-" + number),
                Map.entry("name", "Ada King Lovelace"),
                Map.entry("given_name", "Ada"),
                Map.entry("middle_name", "King"),
                Map.entry("family_name", "Lovelace"),
                Map.entry("nickname", "Countess"),
                Map.entry("username", "ada"),
                Map.entry("profile_url", "https://ada.example/"),
                Map.entry("picture", "https://ada.example/ada.png"),
                Map.entry("gender", "female"),
                Map.entry("birthdate", "1815-12-10"),
                Map.entry("locale", "en-GB"),
                Map.entry("custom_fields", Map.of("loyalty_card", "4711", "shoe_size", 38)),
                Map.entry(
                    "addresses",
                    List.of(
                        Map.of(
                            "street_address", "12 St James's Square",
                            "locality", "London",
                            "region", "England",
                            "postal_code", "SW1Y 4JH",
                            "country", "GB",
                            "default", true)))));
    server.sql(
        "update profile set external_id = 'crm-%d' where custom_identifier = 'everything-%d'"
            .formatted(number, number));
    return client.tokens(tkn, "nonce", "n");
  }

  static SignedJWT idToken(TestServer server, OAuthClient client) throws ParseException {
    return SignedJWT.parse(newUser(server, client).idToken());
  }
}
