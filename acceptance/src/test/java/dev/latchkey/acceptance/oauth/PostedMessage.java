package dev.latchkey.acceptance.oauth;

import dev.latchkey.testkit.Answer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the page of a web message would post to the page around it (contract section 4.1.4).
 *
 * @param nonce of the script
 * @param type of the message
 */
record PostedMessage(String nonce, String type, JsonNode response, String targetOrigin) {

  private static final Pattern SCRIPT =
      Pattern.compile(
          "<script nonce=\"([^\"]+)\">window\\.parent\\.postMessage\\((.*),"
              + " (\"[^\"]*\")\\);</script>");

  static PostedMessage of(Answer answer) {
    Matcher script = SCRIPT.matcher(answer.body());
    if (answer.status() != 200 || !script.find()) {
      throw new AssertionError("No web message: " + answer);
    }
    JsonNode message = JsonMapper.shared().readTree(script.group(2));
    return new PostedMessage(
        script.group(1),
        message.path("type").asString(),
        message.path("response"),
        JsonMapper.shared().readTree(script.group(3)).asString());
  }

  String text(String name) {
    return response.path(name).asString("");
  }
}
