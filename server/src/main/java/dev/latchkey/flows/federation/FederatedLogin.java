package dev.latchkey.flows.federation;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Identities;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.FederatedProof;
import dev.latchkey.domain.proof.FederatedVerifier;
import dev.latchkey.domain.proof.LinkProof;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.provider.VerifiedIdentity;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.AuthorizationCodes;
import dev.latchkey.domain.token.ProviderToken;
import dev.latchkey.flows.grants.DecideLogin;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.flows.signup.NewAccount;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What follows from an identity that a provider vouches for: the one step that all entries share.
 * An identity that is linked logs in; a new one gets a profile, or joins the one it was set out
 * for.
 */
public final class FederatedLogin {

  /**
   * @param language a catalogue, for messages to a new profile
   * @param names fields of a new profile in the browser's words, for what the provider does not
   *     vouch for: Apple tells a name beside its answer, once
   */
  public record Input(
      AccessRequest request, DecideLogin.Browser browser, String language, ObjectNode names) {}

  private final Profiles profiles;
  private final FederatedVerifier verifier;
  private final Identities identities;
  private final NewAccount accounts;
  private final DecideLogin decide;
  private final AuthorizationCodes codes;
  private final Events events;
  private final Outbox outbox;

  public FederatedLogin(
      Profiles profiles,
      FederatedVerifier verifier,
      Identities identities,
      NewAccount accounts,
      DecideLogin decide,
      AuthorizationCodes codes,
      Events events,
      Outbox outbox) {
    this.profiles = profiles;
    this.verifier = verifier;
    this.identities = identities;
    this.accounts = accounts;
    this.decide = decide;
    this.codes = codes;
    this.events = events;
    this.outbox = outbox;
  }

  private record User(Profile profile, List<LoginProof> proofs) {}

  /**
   * @param changes that end with it; committed here
   * @param link null: to log in
   * @throws ApiException {@code SOCIAL_EMAIL_IN_USE}, {@code SOCIAL_LOGIN_FAILED} when the identity
   *     is another profile's, {@code ACCESS_DENIED}, and what the policy says
   */
  LoginOutcome run(
      Changes changes,
      Tenant tenant,
      Client client,
      VerifiedIdentity identity,
      @Nullable LinkProof link,
      Input input,
      Caller caller) {
    User user =
        link == null
            ? user(changes, tenant, client, identity, input, caller)
            : linked(changes, tenant, client, identity, link, caller);
    LoginOutcome outcome =
        decide.run(
            changes,
            tenant,
            client,
            user.profile(),
            user.proofs(),
            input.request(),
            input.browser(),
            caller);
    addToken(changes, tenant, client, identity, outcome);
    commit(changes);
    return outcome;
  }

  private User user(
      Changes changes,
      Tenant tenant,
      Client client,
      VerifiedIdentity identity,
      Input input,
      Caller caller) {
    Optional<FederatedVerifier.Known> known = verifier.find(tenant, identity);
    if (known.isPresent()) {
      identities.refresh(changes, tenant, known.get(), identity);
      return new User(known.get().profile(), List.of(known.get().proof()));
    }
    Optional<Profile> sameEmail =
        Optional.ofNullable(identity.email()).flatMap(email -> profiles.find(tenant, email));
    boolean lite = sameEmail.filter(Profile::lite).isPresent();
    if (sameEmail.isPresent() && !lite) {
      return owner(changes, tenant, client, identity, sameEmail.get(), caller);
    }
    NewAccount.Created created =
        accounts.addFederated(
            changes, tenant, client, identity, lite, input.names(), input.language(), caller);
    FederatedProof proof = verifier.ofNew(created.profile(), identity);
    identities.link(changes, tenant, proof, identity);
    List<LoginProof> proofs = new ArrayList<>();
    proofs.add(proof);
    proofs.add(created.proof());
    return new User(created.profile().profile(), proofs);
  }

  /** The address is somebody's: only who has it verified on both sides is the same person. */
  private User owner(
      Changes changes,
      Tenant tenant,
      Client client,
      VerifiedIdentity identity,
      Profile profile,
      Caller caller) {
    FederatedProof proof =
        verifier
            .ofOwner(profile, identity)
            .orElseThrow(() -> ApiError.SOCIAL_EMAIL_IN_USE.exception().about(profile.id()));
    link(changes, tenant, client, proof, identity, caller);
    return new User(profile, List.of(proof));
  }

  private User linked(
      Changes changes,
      Tenant tenant,
      Client client,
      VerifiedIdentity identity,
      LinkProof link,
      Caller caller) {
    Optional<FederatedVerifier.Known> known = verifier.find(tenant, identity);
    if (known.isPresent()) {
      if (!known.get().profile().id().equals(link.profileId())) {
        throw ApiError.SOCIAL_LOGIN_FAILED.exception("The identity is linked to another profile");
      }
      identities.refresh(changes, tenant, known.get(), identity);
      return new User(known.get().profile(), List.of(known.get().proof()));
    }
    Profile profile =
        profiles.find(tenant, link.profileId()).orElseThrow(ApiError.INVALID_STATE::exception);
    FederatedProof proof = verifier.ofLink(link, identity);
    link(changes, tenant, client, proof, identity, caller);
    return new User(profile, List.of(proof));
  }

  private void link(
      Changes changes,
      Tenant tenant,
      Client client,
      FederatedProof proof,
      VerifiedIdentity identity,
      Caller caller) {
    identities.link(changes, tenant, proof, identity);
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.LINK, proof.profileId(), client.id())
            .with("provider", identity.provider().name()));
  }

  /** The provider's token is kept for nobody but a client that may have it. */
  private void addToken(
      Changes changes,
      Tenant tenant,
      Client client,
      VerifiedIdentity identity,
      LoginOutcome outcome) {
    String accessToken = identity.accessToken();
    if (client.returnProviderToken()
        && accessToken != null
        && outcome instanceof LoginOutcome.Given given
        && given.access().code() != null) {
      codes.attach(
          changes,
          tenant,
          given.access().code(),
          new ProviderToken(identity.provider().key(), accessToken));
    }
  }

  private void commit(Changes changes) {
    try {
      changes.commit();
    } catch (ConstraintViolation violation) {
      throw Identities.refused(violation);
    }
    outbox.wake();
  }
}
