package dev.latchkey.acceptance.pages;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A user in a browser without script, at the server's own pages. */
final class AccountBrowser {

  /** Where the client's users log in, in these tests. */
  static final String LOGIN_PAGE = "https://app.example/login";

  private static final Pattern TOKEN = Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");

  private final Http http;
  private final String email;

  private AccountBrowser(Http http, String email) {
    this.http = http;
    this.email = email;
  }

  /** A tenant with pages, whose account page is of the client {@link TestConfig#SPA}. */
  static TestConfig config() {
    String spa = TestConfig.client(TestConfig.SPA);
    return TestConfig.standard()
        .set("/tenants/0/pages", Map.of())
        .set(
            spa + "/redirect_uris",
            List.of(TestConfig.CALLBACK, TestConfig.RESET_PAGE, "${PUBLIC_URL}/account"))
        .set(spa + "/login_url", LOGIN_PAGE)
        .set(
            "/tenants/0/webauthn",
            Map.of("rp_id", "localhost", "origins", List.of("${PUBLIC_URL}")));
  }

  /** Nobody yet. */
  static AccountBrowser empty(TestServer server) {
    return new AccountBrowser(server.http().browser(), "");
  }

  /** A new user with {@link Users#PASSWORD}, who has just logged in. */
  static AccountBrowser of(TestServer server) {
    return of(server, Map.of());
  }

  static AccountBrowser of(TestServer server, Map<String, ?> profile) {
    Http http = server.http().browser();
    Map<String, Object> fields = new LinkedHashMap<>(profile);
    fields.putIfAbsent("email", Users.newEmail());
    Users users = new Users(http);
    users.code(users.signUp(fields), Pkce.create());
    return new AccountBrowser(http, String.valueOf(fields.get("email")));
  }

  /** The same user in another browser, logged in. */
  AccountBrowser elsewhere(TestServer server) {
    Http other = server.http().browser();
    Users users = new Users(other);
    users.code(users.logIn(email), Pkce.create());
    return new AccountBrowser(other, email);
  }

  /** The same browser, once it is known who sits there. */
  AccountBrowser named(String address) {
    return new AccountBrowser(http, address);
  }

  Http http() {
    return http;
  }

  String email() {
    return email;
  }

  /** The profile's id, as the database has it. */
  String id(TestServer server) {
    return server.sql("select id from profile where email = '%s'".formatted(email));
  }

  Answer get(String path) {
    return http.get(path);
  }

  /** Sends a form of ours, as it stands on the page of that path. */
  Answer post(String page, String path, Map<String, String> fields) {
    return postWith(token(page), path, fields);
  }

  Answer post(String page, Map<String, String> fields) {
    return post(page, page, fields);
  }

  Answer postWith(String token, String path, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("form_token", token);
    return http.postForm(path, all);
  }

  String token(String page) {
    Matcher matcher = TOKEN.matcher(get(page).body());
    return matcher.find() ? matcher.group(1) : "none";
  }
}
