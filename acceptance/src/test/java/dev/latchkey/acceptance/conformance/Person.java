package dev.latchkey.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.pages.Browser;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A user at a browser of their own, who does what the pages ask for. */
final class Person {

  private static final Pattern FORM =
      Pattern.compile("<form method=\"post\" action=\"(https:[^\"]*)\">");
  private static final Pattern INPUT =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

  /**
   * What comes back to the client.
   *
   * @param request that it answers
   * @param address as it was called, with its query
   * @param parameters of the query, or of the form where it was posted
   * @param asked the paths of the pages on the way
   */
  record Callback(
      Map<String, String> request,
      String address,
      boolean posted,
      Map<String, String> parameters,
      List<String> asked) {

    String parameter(String name) {
      return parameters.getOrDefault(name, "");
    }
  }

  private final Browser browser;
  private final String email;
  private final boolean formPost;

  private Person(Browser browser, String email, boolean formPost) {
    this.browser = browser;
    this.email = email;
    this.formPost = formPost;
  }

  /**
   * Somebody new, of whom everything is known.
   *
   * @param formPost whether clients ask for their answers as a form
   */
  static Person at(TestServer server, boolean formPost) {
    String email = Users.newEmail();
    Answer answer = server.http().post("/identity/v1/signup", Guide.newUser(email));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return new Person(new Browser(server.url()), email, formPost);
  }

  Browser browser() {
    return browser;
  }

  String email() {
    return email;
  }

  /** The parameters of the suite's usual request, changed by name and value; null: without it. */
  Map<String, String> request(Party party, @Nullable String... changes) {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("client_id", party.id());
    request.put("redirect_uri", party.redirectUri());
    request.put("scope", "openid");
    request.put("state", UUID.randomUUID().toString());
    request.put("nonce", UUID.randomUUID().toString());
    request.put("response_type", "code");
    if (formPost) {
      request.put("response_mode", "form_post");
    }
    return Fields.changed(request, changes);
  }

  /** Opens the request, and no more. */
  Browser opens(Map<String, String> request) {
    return browser.open("/oauth/authorize?" + Http.form(request));
  }

  /** What the client is answered, when the user does what is asked for. */
  Callback authorizes(Party party, @Nullable String... changes) {
    Map<String, String> request = request(party, changes);
    opens(request);
    return answered(request);
  }

  /** From the page that the browser is at. */
  Callback answered(Map<String, String> request) {
    return answered(request, "allow");
  }

  /** Likewise, when the user says no to the client. */
  Callback refused(Map<String, String> request) {
    return answered(request, "deny");
  }

  private Callback answered(Map<String, String> request, String decision) {
    List<String> asked = new ArrayList<>();
    for (String page = page(); asked.size() < 3; page = page()) {
      if (page.equals("/login")) {
        browser.submit(page, "identifier", email, "password", Users.PASSWORD);
      } else if (page.equals("/consent")) {
        browser.submit(page, "decision", decision);
      } else {
        break;
      }
      asked.add(page);
    }
    return callback(request, asked);
  }

  private String page() {
    return browser.at().split("\\?", 2)[0];
  }

  private Callback callback(Map<String, String> request, List<String> asked) {
    String elsewhere = browser.elsewhere();
    if (elsewhere != null) {
      return new Callback(request, elsewhere, false, Fields.of(elsewhere), asked);
    }
    Matcher form = FORM.matcher(browser.page().body());
    assertThat(form.find()).as("answer to the client: %s", browser.page()).isTrue();
    Map<String, String> posted = new LinkedHashMap<>();
    for (MatchResult input : INPUT.matcher(browser.page().body()).results().toList()) {
      posted.put(Browser.text(input.group(1)), Browser.text(input.group(2)));
    }
    return new Callback(request, Browser.text(form.group(1)), true, posted, asked);
  }
}
