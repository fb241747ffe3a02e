package dev.latchkey.flows.passkey;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.proof.Ceremony;
import dev.latchkey.domain.proof.PasskeyCeremonies;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.signup.NewAccount;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Begin to sign up with a passkey (contract section 9.1). Nothing is made of the profile yet. */
public final class StartPasskeySignup {

  /**
   * @param sent the profile as the client sent it, which is read again when it is made
   * @param signupToken of an invitation, which is only looked at here; null: none
   */
  public record Input(
      CeremonyPlace place,
      String friendlyName,
      ObjectNode sent,
      ProfileChange data,
      @Nullable String signupToken,
      PendingSignup.Messages messages) {}

  private final Db db;
  private final NewAccount accounts;
  private final PasskeyCeremonies ceremonies;
  private final Secrets secrets;

  public StartPasskeySignup(
      Db db, NewAccount accounts, PasskeyCeremonies ceremonies, Secrets secrets) {
    this.db = db;
    this.accounts = accounts;
    this.ceremonies = ceremonies;
    this.secrets = secrets;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code VALIDATION}, {@code …_ALREADY_EXISTS},
   *     {@code INVALID_SIGNUP_TOKEN}, {@code ACCESS_DENIED}
   */
  public CreationOptions run(Tenant tenant, Client client, Input input) {
    accounts.check(tenant, input.data(), "profile");
    accounts.invitation(tenant, client, input.signupToken(), input.data());
    String userHandle = secrets.token();
    PendingSignup pending = new PendingSignup(input.sent(), input.messages());
    Changes changes = db.changes();
    String challenge =
        ceremonies.open(
            changes,
            tenant,
            client,
            Ceremony.Kind.SIGNUP,
            null,
            input.place().terms(userHandle, input.friendlyName(), Json.tree(pending)));
    changes.commit();
    UserNames names = UserNames.of(input.data());
    return new CreationOptions(
        challenge, input.friendlyName(), userHandle, names.name(), names.displayName(), List.of());
  }
}
