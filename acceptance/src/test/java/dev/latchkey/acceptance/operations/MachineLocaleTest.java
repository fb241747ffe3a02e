package dev.latchkey.acceptance.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.ServerProcess;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestDatabase;
import dev.latchkey.testkit.Users;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The language of the machine is not that of the wire: where it is Turkish, the small letter of I
 * is not i, and where it is Persian or an Arabic of Egypt, {@code %d} does not write 0 to 9.
 */
class MachineLocaleTest {

  /** Turkish letters and Arabic digits at once. */
  private static final String LOCALE =
      "-Duser.language=tr -Duser.country=TR -Duser.extensions=u-nu-arab";

  private static final String SCOPES = Users.SCOPES + " mfa";

  @TempDir private static Path folder;

  @Test
  void a_server_on_a_machine_of_another_language_works_as_anywhere() throws Exception {
    String database = TestDatabase.create();
    Path file =
        Files.writeString(
            folder.resolve("latchkey.yaml"),
            TestConfig.standard()
                .set(TestConfig.client(TestConfig.NATIVE) + "/scopes", List.of(SCOPES.split(" ")))
                .text());
    Map<String, String> environment =
        Map.of(
            "JAVA_TOOL_OPTIONS",
            LOCALE,
            "LATCHKEY_DATABASE_URL",
            database,
            "LATCHKEY_DATABASE_USER",
            TestDatabase.user(),
            "LATCHKEY_DATABASE_PASSWORD",
            TestDatabase.password());
    try (ServerProcess server =
        ServerProcess.launch(
            folder, environment, "dev", "--port", "0", "--config", file.toString())) {
      Http http = Http.to(server.awaitUrl());
      OAuthClient client = new OAuthClient(http, TestConfig.NATIVE);
      String email = "INDIVIDUAL.I@EXAMPLE.ORG";
      client.users().signUp(email);
      assertThat(hash(database))
          .matches("\\$argon2id\\$v=[0-9]+\\$m=[0-9]+,t=[0-9]+,p=[0-9]+\\$.+");

      String tkn = client.users().logIn(email.toLowerCase(Locale.ROOT));
      String code = client.code(tkn, "scope", SCOPES);
      Http ada = http.bearer(Users.Tokens.of(client.redeem(code)).accessToken());
      String totp = "/identity/v1/mfa/credentials/totp";
      AuthenticatorApp app = new AuthenticatorApp(ada.post(totp).text("secret"));
      Answer confirmed =
          ada.post(totp + "/verify", Map.of("verification_code", app.code(Instant.now())));
      assertThat(confirmed.status()).as(confirmed.toString()).isEqualTo(200);
    }
  }

  private static String hash(String database) throws SQLException {
    try (Connection connection = TestDatabase.connect(database);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select hash from password")) {
      found.next();
      return found.getString(1);
    }
  }
}
