package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.Ledger.Kind;
import dev.latchkey.acceptance.walk.Ledger.Person;
import dev.latchkey.acceptance.walk.Ledger.Thing;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Pkce;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sessions, codes and tokens: what they are given for, and their ends. */
final class TokenActions extends FactorActions {

  TokenActions(FactorScene scene) {
    super(scene);
  }

  void authorizeByTicket() {
    String client = client();
    String tkn = rarely() ? material(Kind.HALF_TICKET) : material(Kind.TICKET);
    Thing meant = ledger.find(Kind.TICKET, tkn);
    if (meant != null && !rarely()) {
      client = meant.client;
    }
    Http browser = browser();
    OAuthClient oauth = new OAuthClient(browser, client);
    Map<String, String> parameters = parameters(oauth);
    parameters.put("tkn", tkn);
    Thing before = session(browser);
    Answer answer = browser.get("/oauth/authorize", parameters);
    said("authorize " + client + " by " + brief(tkn), answer);
    if (!redirected(answer, "code").isEmpty()) {
      Thing taken = ledger.take(Kind.TICKET, tkn, client);
      ledger.end(before);
      taken.pkce = oauth.pkce();
      Thing session = gaveSession(answer, taken);
      ledger.give(Kind.CODE, answer.redirectParameter("code"), taken, client).session = session;
    }
  }

  void authorizeBySession() {
    String client = client();
    Http browser = pick(browsers);
    OAuthClient oauth = new OAuthClient(browser, client);
    String cookie = browser.cookies().getOrDefault(SESSION, "");
    Answer answer = browser.get("/oauth/authorize", parameters(oauth));
    said("authorize " + client + " by the session", answer);
    String code = redirected(answer, "code");
    String half = redirected(answer, "tkn");
    if (!code.isEmpty() || !half.isEmpty()) {
      Thing session = ledger.take(Kind.SESSION, cookie, null);
      if (half.isEmpty()) {
        ledger.enter(session, client, session.shown, isTrusted(session.person, browser));
        Thing given = ledger.give(Kind.CODE, code, session, client);
        given.pkce = oauth.pkce();
        given.session = session;
      } else {
        ledger.give(Kind.HALF_TICKET, half, session, client);
      }
    }
  }

  void exchange() {
    String text = material(Kind.CODE);
    Thing meant = ledger.find(Kind.CODE, text);
    String client = meant == null || rarely() ? client() : meant.client;
    Pkce pkce = meant == null || meant.pkce == null || rarely() ? Pkce.create() : meant.pkce;
    Answer answer = new OAuthClient(http, client).redeem(text, "code_verifier", pkce.verifier());
    said("exchange " + brief(text) + " at " + client, answer);
    if (answer.status() == 200) {
      Thing code = ledger.take(Kind.CODE, text, client);
      Ledger.require(code.pkce == pkce, "with another verifier", code);
      gaveTokens(answer, code);
    } else if (meant != null) {
      // Whatever was wrong, it is used up; and what came of it before ends.
      ledger.endAll(thing -> !meant.id.isEmpty() && thing.id.equals(meant.id));
      ledger.end(meant);
    }
  }

  void refresh() {
    String text = material(Kind.REFRESH_TOKEN);
    Thing meant = ledger.find(Kind.REFRESH_TOKEN, text);
    String client = meant == null || rarely() ? client() : meant.client;
    Answer answer = new OAuthClient(http, client).refresh(text);
    said("refresh " + brief(text), answer);
    if (answer.status() == 200) {
      gaveTokens(answer, ledger.takeRefreshToken(text, client));
    }
  }

  /** What tokens say of the login is no more than what was shown in it. */
  private void gaveTokens(Answer answer, Thing by) {
    JsonNode claims = claims(answer.text("access_token"));
    UUID subject = UUID.fromString(claims.path("sub").asString());
    if (by.person.id == null) {
      by.person.id = subject;
      assertThat(persons).as("whose token\n%s", this).noneMatch(p -> subject.equals(p.id));
    }
    assertThat(subject).as("whose token\n%s", this).isEqualTo(by.person.id);
    Set<String> allowed = new HashSet<>();
    by.shown.forEach(factor -> allowed.add(factor.amr));
    if (by.isTwoFactors()) {
      allowed.add("mfa");
    }
    claims
        .path("amr")
        .forEach(
            amr -> assertThat(allowed).as("what was shown\n%s", this).contains(amr.asString()));
    assertThat(claims.path("acr").asString().equals("aal2"))
        .as("two factors\n%s", this)
        .isEqualTo(claims.path("amr").toString().contains("\"mfa\""));
    String grant = claims.path("gid").asString();
    if (by.session != null) {
      by.session.id = claims.path("sid").asString();
    }
    Thing access = ledger.give(Kind.ACCESS_TOKEN, answer.text("access_token"), by, by.client);
    access.id = grant;
    by.id = grant;
    if (ledger.find(Kind.REFRESH_TOKEN, answer.text("refresh_token")) == null) {
      Thing refresh = ledger.give(Kind.REFRESH_TOKEN, answer.text("refresh_token"), by, by.client);
      refresh.id = grant;
    }
  }

  private static JsonNode claims(String token) {
    return JsonMapper.shared()
        .readTree(
            new String(
                Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8));
  }

  void endSomething() {
    switch (random.nextInt(3)) {
      case 0 -> {
        Http browser = pick(browsers);
        Thing session = session(browser);
        said("log out", browser.get(API + "logout"));
        ledger.end(session);
      }
      case 1 -> {
        String token = material(Kind.ACCESS_TOKEN);
        Http user = http.bearer(token);
        Answer answer = user.get(API + "session-devices");
        said("list the sessions with " + brief(token), answer);
        if (answer.status() == 200) {
          Person person = ledger.take(Kind.ACCESS_TOKEN, token, null).person;
          JsonNode devices = answer.json().path("session_devices");
          if (!devices.isEmpty()) {
            String id = devices.get(random.nextInt(devices.size())).path("id").asString();
            Answer deleted = user.delete(API + "session-devices/" + id);
            said("end one of them", deleted);
            assertThat(deleted.status()).as("%s", this).isEqualTo(204);
            ledger.endAll(thing -> thing.person == person && thing.id.equals(id));
          }
        }
      }
      default -> {
        String token = material(Kind.REFRESH_TOKEN);
        Thing meant = ledger.find(Kind.REFRESH_TOKEN, token);
        String client = meant == null ? client() : meant.client;
        said("revoke " + brief(token), new OAuthClient(http, client).revoke(token));
        if (meant != null) {
          ledger.endAll(thing -> !thing.id.isEmpty() && thing.id.equals(meant.id));
        }
      }
    }
  }
}
