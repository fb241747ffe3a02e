package dev.latchkey.testkit;

import dev.latchkey.testkit.Upstream.Person;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A browser's way to a provider and back, step by step. Immutable. */
public final class ProviderLogin {

  private final Upstream upstream;
  private final OAuthClient client;

  /**
   * @param client in whose browser it happens
   */
  public ProviderLogin(Upstream upstream, OAuthClient client) {
    this.upstream = upstream;
    this.client = client;
  }

  /** The answer to the authorize request, which sends the browser to the provider. */
  public Answer leave(String provider, Person person, @Nullable String... changes) {
    Map<String, String> parameters = client.authorizeParameters(changes);
    parameters.put("provider", provider);
    parameters.put("login_hint", upstream.hint(person));
    return client.http().get("/oauth/authorize", parameters);
  }

  /** Path and query that the provider sends the browser back to. */
  public String visit(String provider, Person person, @Nullable String... changes) {
    Answer answer = leave(provider, person, changes);
    if (!answer.header("Location").startsWith(upstream.issuer())) {
      throw new AssertionError("Not sent to the provider: " + answer);
    }
    URI back = upstream.visit(answer.location());
    return back.getRawPath() + "?" + back.getRawQuery();
  }

  /** All of it: the answer that goes to the client. */
  public Answer run(String provider, Person person, @Nullable String... changes) {
    return client.http().get(visit(provider, person, changes));
  }

  /** Tokens of somebody who logs in so. */
  public Users.Tokens tokens(String provider, Person person, @Nullable String... changes) {
    Answer answer = run(provider, person, changes);
    String code = answer.redirectParameters().get("code");
    if (code == null) {
      throw new AssertionError("No code: " + answer);
    }
    return Users.Tokens.of(client.redeem(code));
  }
}
