package dev.latchkey.flows.signup;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.risk.LoginPlaces;
import dev.latchkey.domain.session.Session;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.GrantBasis;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.token.TokenAnswer;
import dev.latchkey.domain.token.TokenIssuer;
import dev.latchkey.domain.webhook.Admitted;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.flows.grants.LoginRecorder;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sign up and get tokens at once, as native apps do (contract section 5.2). */
public final class SignUpForTokens {

  /**
   * @param tokens null when the tenant wants the identifier verified before the first login
   */
  public record Result(UUID id, @Nullable TokenAnswer tokens) {}

  private final NewAccount accounts;
  private final LoginPolicy policy;
  private final Sessions sessions;
  private final LoginPlaces places;
  private final Grants grants;
  private final TokenIssuer issuer;
  private final LoginRecorder logins;
  private final PreEvents preEvents;

  public SignUpForTokens(
      NewAccount accounts,
      LoginPolicy policy,
      Sessions sessions,
      LoginPlaces places,
      Grants grants,
      TokenIssuer issuer,
      LoginRecorder logins,
      PreEvents preEvents) {
    this.accounts = accounts;
    this.policy = policy;
    this.sessions = sessions;
    this.places = places;
    this.grants = grants;
    this.issuer = issuer;
    this.logins = logins;
    this.preEvents = preEvents;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException as {@link SignUp#run}, and {@code
   *     UNAUTHORIZED_CLIENT} when the client's switch is off
   */
  public Result run(
      Tenant tenant,
      Client client,
      NewAccount.Input input,
      NewAccount.Secret secret,
      Set<String> scopes,
      Caller caller) {
    if (!client.signupToken()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception("signup_token is off for this client");
    }
    return accounts.withPassword(
        tenant,
        client,
        input,
        secret,
        caller,
        (changes, created) -> {
          Decision decision =
              policy.decide(tenant, client, created.profile().profile(), List.of(created.proof()));
          TokenAnswer tokens = null;
          if (decision instanceof Decision.Granted granted) {
            Admitted admitted =
                preEvents.login(tenant, client.id(), granted.authenticated(), caller);
            places.remember(changes, tenant, created.profile().profile().id(), caller);
            Session session = sessions.open(changes, tenant, admitted, false, caller).session();
            Grants.Opened opened =
                grants.open(
                    changes, tenant, client, GrantBasis.of(session, scopes, null), null, caller);
            logins.record(changes, tenant, client, opened.grant(), caller);
            tokens = issuer.answer(tenant, client, opened.grant(), opened.refreshToken());
          }
          return new Result(created.profile().profile().id(), tokens);
        });
  }
}
