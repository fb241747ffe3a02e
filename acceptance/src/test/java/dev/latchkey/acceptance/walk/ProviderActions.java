package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.Ledger.Factor;
import dev.latchkey.acceptance.walk.Ledger.Kind;
import dev.latchkey.acceptance.walk.Ledger.Person;
import dev.latchkey.acceptance.walk.Ledger.Thing;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Upstream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Logging in by a provider, and the login there as a way in here. */
final class ProviderActions extends FactorActions {

  private static final String PROVIDER = "acme";

  /** Of a browser to the provider. */
  private record Departure(Http browser, Upstream.Person account, @Nullable Thing linkTo) {}

  private final Map<String, Departure> departures = new LinkedHashMap<>();

  ProviderActions(FactorScene scene) {
    super(scene);
  }

  void leaveForProvider() {
    Http browser = pick(browsers);
    Upstream.Person account = Objects.requireNonNull(scene.accounts.get(person()));
    String token = random.nextBoolean() ? material(Kind.ACCESS_TOKEN) : null;
    Thing meant = token == null ? null : ledger.find(Kind.ACCESS_TOKEN, token);
    String client = meant == null || rarely() ? client() : meant.client;
    OAuthClient oauth = new OAuthClient(browser, client);
    Map<String, String> parameters = parameters(oauth);
    parameters.put("provider", PROVIDER);
    parameters.put("login_hint", scene.upstream.hint(account));
    if (token != null) {
      parameters.put("access_token", token);
    }
    Answer answer = browser.get("/oauth/authorize", parameters);
    said("leave for the provider" + (token == null ? "" : " with " + brief(token)), answer);
    if (answer.header("Location").startsWith(scene.upstream.issuer())) {
      Thing link = token == null ? null : ledger.take(Kind.ACCESS_TOKEN, token, client);
      URI back = scene.upstream.visit(answer.location());
      String path = back.getRawPath() + "?" + back.getRawQuery();
      // Whose login it will be is known when it ends.
      Thing departure =
          ledger.give(Kind.DEPARTURE, path, link == null ? person() : link.person, client);
      departure.pkce = oauth.pkce();
      departures.put(path, new Departure(browser, account, link));
    }
  }

  void comeBack() {
    if (departures.isEmpty()) {
      return;
    }
    String path = newestOrAny(List.copyOf(departures.keySet()));
    Departure departure = Objects.requireNonNull(departures.get(path));
    Http browser = rarely() ? pick(browsers) : departure.browser();
    Answer answer = browser.get(path);
    said("come back from the provider", answer);
    boolean asked = redirected(answer, "mfa_required").equals("true");
    if (answer.status() == 302 && (asked || !redirected(answer, "code").isEmpty())) {
      Ledger.require(browser == departure.browser(), "from another browser", path);
      String subject = departure.account().subject();
      Person owner = ledger.ownerOf(subject);
      Thing link = departure.linkTo();
      if (link != null) {
        Ledger.require(owner == null || owner == link.person, "for another profile", subject);
        Ledger.require(ledger.isOfThisPassword(link), "after a new password", link);
        owner = link.person;
      } else if (owner == null) {
        owner = stranger(departure.account());
      }
      boolean isNew = owner.id == null && ledger.ownerOf(subject) == null;
      ledger.link(subject, owner);
      Thing back = ledger.take(Kind.DEPARTURE, path, null);
      Thing login = ledger.login(owner, back.client, Factor.PROVIDER);
      login.pkce = back.pkce;
      login.isSignup = isNew;
      entered(answer, json(answer.redirectParameters()), login, browser);
    }
  }

  /** Whom nobody knew here: a profile of its own. */
  private Person stranger(Upstream.Person account) {
    Person stranger = new Person("a stranger", String.valueOf(account.email()), "");
    scene.strangers.add(stranger);
    return stranger;
  }

  void unlink() {
    Person owner =
        persons.stream()
            .filter(person -> ledger.identitiesOf(person) > 0)
            .findFirst()
            .orElseGet(this::person);
    String token = tokenOf(owner);
    Http user = http.bearer(token);
    String id = server.sql("select id from identity where profile_id = '" + owner.id + "'");
    if (id.isEmpty()) {
      return;
    }
    Answer answer = user.post(API + "unlink", Map.of("identity_id", id));
    said("unlink with " + brief(token), answer);
    if (answer.status() == 200) {
      Person person = ledger.take(Kind.ACCESS_TOKEN, token, null).person;
      Ledger.require(person == owner, "of somebody else", "an identity");
      String left =
          server.sql(
              "select coalesce(string_agg(subject, ' '), '') from identity where profile_id = '"
                  + person.id
                  + "'");
      List<String> unlinked =
          scene.accounts.values().stream()
              .map(Upstream.Person::subject)
              .filter(subject -> ledger.ownerOf(subject) == person && !left.contains(subject))
              .toList();
      assertThat(unlinked).as("one is unlinked\n%s", this).hasSize(1);
      ledger.unlink(unlinked.get(0));
    }
  }
}
