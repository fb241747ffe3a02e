package dev.latchkey.acceptance.conformance;

import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The page {@code docs/conformance.md}: its tenant and its user are those of the tests. */
final class Guide {

  static final String TEXT = read();

  private static final Pattern TENANT = Pattern.compile("(?s)```yaml\n(.*?)```");
  private static final Pattern USER = Pattern.compile("(?s)/identity/v1/signup .*? -d '(.*?)'");

  private Guide() {}

  private static String read() {
    try {
      return Files.readString(Path.of("..", "docs", "conformance.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tenant as it stands there, with https. */
  static TestConfig asItStands() {
    return TestConfig.standard().set("/tenants/0", tenant());
  }

  /** The tenant at the address of the test's server. */
  static TestConfig here() {
    ObjectNode tenant = tenant();
    tenant.remove("public_url");
    return TestConfig.standard().set("/tenants/0", tenant);
  }

  private static ObjectNode tenant() {
    String yaml = found(TENANT).replace("${SUITE_SECRET}", TestConfig.SECRET);
    Object file = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return JsonMapper.shared().<JsonNode>valueToTree(file).path("tenants").path(0).asObject();
  }

  /** What the command of the page sends to sign a user up, for another address and number. */
  static ObjectNode newUser(String email) {
    ObjectNode user = JsonMapper.shared().readTree(found(USER)).asObject();
    user.withObject("/data")
        .put("email", email)
        .put("phone_number", Users.newPhoneNumber())
        .put("password", Users.PASSWORD);
    return user;
  }

  private static String found(Pattern part) {
    Matcher matcher = part.matcher(TEXT);
    if (!matcher.find()) {
      throw new AssertionError("docs/conformance.md lost " + part);
    }
    return matcher.group(1);
  }
}
