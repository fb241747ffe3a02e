package dev.latchkey.acceptance.conformance;

import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The page {@code docs/conformance.md}: its tenant, clients and user are those of the tests. */
final class Guide {

  /** Where the suite is in the page. */
  static final String SUITE = "https://www.certification.openid.net/test/a/latchkey";

  static final String CALLBACK = SUITE + "/callback";

  static final String TEXT = read();

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

  /**
   * The tenant at the address of the test's server, with the clients under these headings beside
   * its own. Nobody registers, which is for another plan.
   *
   * @param addresses puts those of the test, of this machine, in the place of the page's
   */
  static TestConfig with(UnaryOperator<String> addresses, String... headings) {
    ObjectNode tenant = tenant();
    tenant.remove("public_url");
    tenant.remove("registration");
    tenant.withObject("/outbound").putArray("allow_private").add("127.0.0.0/8");
    for (String heading : headings) {
      tenant.withArray("/clients").addAll(yaml(heading, addresses).asArray());
    }
    return TestConfig.standard().set("/tenants/0", tenant);
  }

  private static ObjectNode tenant() {
    return yaml("A tenant for the suite", UnaryOperator.identity())
        .path("tenants")
        .path(0)
        .asObject();
  }

  private static JsonNode yaml(String heading, UnaryOperator<String> addresses) {
    Pattern first =
        Pattern.compile("(?ms)^## " + Pattern.quote(heading) + "$.*?^```yaml\n(.*?)^```");
    String text = addresses.apply(found(first).replace("${SUITE_SECRET}", TestConfig.SECRET));
    Object file = new Load(LoadSettings.builder().build()).loadFromString(text);
    return JsonMapper.shared().valueToTree(file);
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
