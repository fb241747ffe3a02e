package dev.latchkey.flows.passkey;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.proof.Ceremony;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.NewPasskey;
import dev.latchkey.domain.proof.PasskeyCeremonies;
import dev.latchkey.domain.proof.PasskeyVerifier;
import dev.latchkey.domain.proof.PasskeyVerifier.Attestation;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.signup.Invitations.Invitation;
import dev.latchkey.flows.signup.NewAccount;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sign up with the passkey that was made (contract section 9.2). Two round trips. */
public final class FinishPasskeySignup {

  private final Db db;
  private final Clients clients;
  private final PasskeyCeremonies ceremonies;
  private final PasskeyVerifier verifier;
  private final NewAccount accounts;
  private final Passkeys passkeys;
  private final LoginPolicy policy;
  private final LoginTickets tickets;

  public FinishPasskeySignup(
      Db db,
      Clients clients,
      PasskeyCeremonies ceremonies,
      PasskeyVerifier verifier,
      NewAccount accounts,
      Passkeys passkeys,
      LoginPolicy policy,
      LoginTickets tickets) {
    this.db = db;
    this.clients = clients;
    this.ceremonies = ceremonies;
    this.verifier = verifier;
    this.accounts = accounts;
    this.passkeys = passkeys;
    this.policy = policy;
    this.tickets = tickets;
  }

  /**
   * @param userHandle {@code user.id} as it went out
   * @param signupToken of an invitation, once more: it is a secret, and not kept between the two
   *     requests; null: none
   * @return a ticket; empty when the tenant wants the identifier verified before the first login
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}, {@code PASSKEY_FAILED},
   *     {@code ORIGIN_NOT_ALLOWED}, {@code UNSUPPORTED_ALGORITHM}, {@code …_ALREADY_EXISTS}, {@code
   *     INVALID_SIGNUP_TOKEN}
   */
  public Optional<String> run(
      Tenant tenant,
      String userHandle,
      @Nullable String signupToken,
      Attestation attestation,
      Caller caller) {
    Ceremony ceremony = ceremonies.find(tenant, Ceremony.Kind.SIGNUP, attestation.clientData());
    if (!userHandle.equals(ceremony.terms().userHandle())) {
      throw ApiError.INVALID_STATE.exception();
    }
    Client client =
        clients
            .find(tenant.id(), ceremony.clientId())
            .orElseThrow(ApiError.INVALID_STATE::exception);
    NewPasskey passkey = verifier.registered(tenant, ceremony, attestation);

    NewAccount.Input account = account(tenant, ceremony);
    Invitation invitation = accounts.invitation(tenant, client, signupToken, account.data());
    return accounts.run(
        tenant,
        account.data(),
        invitation,
        lite -> {
          Changes changes = db.changes();
          ceremonies.finish(changes, tenant, ceremony);
          NewAccount.Created created =
              accounts.add(changes, tenant, client, account, invitation, lite, caller);
          passkeys.create(changes, tenant, created.profile(), passkey);
          List<LoginProof> proofs = List.of(passkey.proofOf(created.profile()), created.proof());
          Decision decision = policy.decide(tenant, client, created.profile().profile(), proofs);
          Optional<String> tkn =
              decision instanceof Decision.Granted
                  ? Optional.of(tickets.issue(changes, tenant, client, proofs, true))
                  : Optional.empty();
          accounts.commit(changes);
          return tkn;
        });
  }

  private static NewAccount.Input account(Tenant tenant, Ceremony ceremony) {
    PendingSignup pending =
        Json.read(String.valueOf(ceremony.terms().signup()), PendingSignup.class);
    return new NewAccount.Input(
        ProfileParser.parse(Fields.of(pending.profile().asObject()), tenant),
        pending.messages().target(),
        pending.messages().language());
  }
}
