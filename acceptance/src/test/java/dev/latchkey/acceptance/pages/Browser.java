package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A browser without script: follows redirects and refreshes within the server, keeps what forms
 * hold, and stops where an address leads elsewhere.
 */
public final class Browser {

  private static final Pattern FORM = Pattern.compile("<form ([^>]*)>(.*?)</form>", Pattern.DOTALL);
  private static final Pattern INPUT = Pattern.compile("<input ([^>]*)>");
  private static final Pattern REFRESH =
      Pattern.compile("http-equiv=\"refresh\" content=\"0;url=([^\"]*)\"");

  private final String base;
  private final Http http;
  private Answer page;
  private String path = "";

  public Browser(String base) {
    this.base = base;
    this.http =
        Http.to(base)
            .browser()
            .with("Accept", "text/html,application/xhtml+xml")
            .with("Accept-Language", "en");
    this.page = http.get("/robots.txt");
  }

  public Http http() {
    return http;
  }

  public Answer page() {
    return page;
  }

  /** The path and query of the page, or the whole address where it is another server's. */
  public String at() {
    return path;
  }

  /** The address that the server leads to, of another. */
  public @Nullable String elsewhere() {
    return path.startsWith("/") ? null : path;
  }

  public Browser open(String address) {
    go(address.startsWith(base) ? address.substring(base.length()) : address);
    return this;
  }

  private void go(String address) {
    for (int hops = 0; hops < 8; hops++) {
      path = address;
      if (!address.startsWith("/")) {
        return;
      }
      page = http.without("Origin").get(address);
      String next = next();
      if (next == null) {
        return;
      }
      address = next;
    }
    throw new AssertionError("Led in a circle: " + path);
  }

  private @Nullable String next() {
    String location = page.header("Location");
    Matcher refresh = REFRESH.matcher(page.body());
    String found = !location.isEmpty() ? location : refresh.find() ? text(refresh.group(1)) : null;
    return found != null && found.startsWith(base) ? found.substring(base.length()) : found;
  }

  /** A link of the page, by where it leads. */
  public Browser follow(String pathPrefix) {
    Matcher link =
        Pattern.compile("<a [^>]*href=\"(" + Pattern.quote(pathPrefix) + "[^\"]*)\"")
            .matcher(page.body());
    assertThat(link.find()).as("link to %s in %s", pathPrefix, page.body()).isTrue();
    return open(text(link.group(1)));
  }

  /** Sends the form of that action with what it holds, and these fields, name and value in turn. */
  public Browser submit(String action, String... fields) {
    String address = "";
    Map<String, String> values = new LinkedHashMap<>();
    for (MatchResult form : FORM.matcher(page.body()).results().toList()) {
      String target = attribute(form.group(1), "action");
      if (target == null || !URI.create(text(target)).getPath().equals(action)) {
        continue;
      }
      address = text(target);
      for (MatchResult input : INPUT.matcher(form.group(2)).results().toList()) {
        String name = attribute(input.group(1), "name");
        boolean tick = "checkbox".equals(attribute(input.group(1), "type"));
        if (name != null && (!tick || input.group(1).contains(" checked"))) {
          String value = attribute(input.group(1), "value");
          values.put(name, value == null ? "" : text(value));
        }
      }
      break;
    }
    assertThat(address).as("form of %s in %s", action, page.body()).isNotEmpty();
    for (int i = 0; i < fields.length; i += 2) {
      values.put(fields[i], fields[i + 1]);
    }
    return post(address, values);
  }

  /** As a button with an address of its own does: the fields of one form to another address. */
  public Browser submitTo(String action, String target, String... fields) {
    Matcher button =
        Pattern.compile("formaction=\"(" + Pattern.quote(target) + "[^\"]*)\"")
            .matcher(page.body());
    assertThat(button.find()).as("button to %s", target).isTrue();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("form_token", formToken());
    for (int i = 0; i < fields.length; i += 2) {
      values.put(fields[i], fields[i + 1]);
    }
    return post(text(button.group(1)), values);
  }

  public Browser post(String address, Map<String, String> values) {
    page = http.postForm(address, values);
    path = address;
    String next = next();
    if (next != null) {
      go(next);
    }
    return this;
  }

  public String formToken() {
    Matcher token = Pattern.compile("name=\"form_token\" value=\"([^\"]*)\"").matcher(page.body());
    assertThat(token.find()).as("%s", page.body()).isTrue();
    return token.group(1);
  }

  /** The heading of the page. */
  public String title() {
    Matcher heading = Pattern.compile("<h1>(.*?)</h1>", Pattern.DOTALL).matcher(page.body());
    return heading.find() ? text(heading.group(1)) : "";
  }

  /** What the page says first, or nothing. */
  public String alert() {
    Matcher alert =
        Pattern.compile("<div class=\"alert[^>]*>\\s*<p>(.*?)</p>", Pattern.DOTALL)
            .matcher(page.body());
    return alert.find() ? text(alert.group(1)) : "";
  }

  /** A parameter of the address elsewhere, in query or fragment. */
  public @Nullable String parameter(String name) {
    for (String pair : List.of(path.split("[?&#]"))) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  private static @Nullable String attribute(String tag, String name) {
    Matcher matcher = Pattern.compile("(?:^|\\s)" + name + "=\"([^\"]*)\"").matcher(tag);
    return matcher.find() ? matcher.group(1) : null;
  }

  public static String text(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}
