package dev.latchkey.flows.passwordless;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.LoginCodes;
import dev.latchkey.domain.proof.LoginCodes.Issued;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * Send a code, and by mail a link, to log in with (contract section 6.1). The answer and what it
 * costs are the same whether or not the identifier is anybody's (attack class 39).
 */
public final class StartPasswordless {

  /**
   * @param signupData of the profile that is made when there is none, as the client sent it
   * @param language of the message to a profile, or to nobody's address when it is given none
   */
  public record Input(
      Identifier identifier,
      AccessRequest request,
      ObjectNode signupData,
      Function<Optional<Profile>, String> language) {}

  private final Db db;
  private final Profiles profiles;
  private final LoginCodes codes;
  private final Outbox outbox;
  private final RecipientLimit recipientLimit;
  private final Events events;

  public StartPasswordless(
      Db db,
      Profiles profiles,
      LoginCodes codes,
      Outbox outbox,
      RecipientLimit recipientLimit,
      Events events) {
    this.db = db;
    this.profiles = profiles;
    this.codes = codes;
    this.outbox = outbox;
    this.recipientLimit = recipientLimit;
    this.events = events;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_LOGIN_TYPE}, {@code
   *     MISSING_CONFIG}, {@code RATE_LIMIT_REACHED}
   */
  public void run(Tenant tenant, Client client, Input input, Caller caller) {
    Identifier identifier = input.identifier();
    requireOffered(tenant, identifier);
    recipientLimit.check(tenant, identifier);
    Optional<Profile> profile = profiles.find(tenant, identifier).filter(known -> !known.lite());
    boolean welcome =
        profile
            .map(known -> !known.isSuspended())
            .orElse(tenant.passwordless().signup() && tenant.signup().enabled());
    UUID profileId = profile.map(Profile::id).orElse(null);
    Changes changes = db.changes();
    // A code nobody is sent is a code all the same: no answer and no delay tells the difference.
    Issued issued =
        codes.issue(
            changes, tenant, client, identifier, profileId, input.request(), input.signupData());
    if (welcome) {
      outbox.add(changes, tenant, message(tenant, identifier, profile, input, issued));
    } else {
      outbox.addToNobody(changes, tenant);
    }
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.OTP_SENT, profileId, client.id())
            .with("identifier_type", identifier.kind().field()));
    changes.commit();
    outbox.wake();
  }

  private static void requireOffered(Tenant tenant, Identifier identifier) {
    if (!LoginPolicy.isAllowed(tenant, identifier.kind())) {
      throw ApiError.INVALID_LOGIN_TYPE.exception(
          "Login with " + identifier.kind().field() + " is not allowed");
    }
    boolean offered =
        identifier.kind() == Identifier.Kind.EMAIL
            ? tenant.passwordless().email()
            : tenant.passwordless().sms();
    if (!offered || !tenant.sends(MessageKind.PASSWORDLESS.key())) {
      throw ApiError.MISSING_CONFIG.exception();
    }
  }

  private static Message message(
      Tenant tenant, Identifier identifier, Optional<Profile> profile, Input input, Issued issued) {
    MessageKind kind = MessageKind.PASSWORDLESS;
    String language = input.language().apply(profile);
    // To the address that was typed, which is the profile's or nobody's.
    String to = identifier.value();
    if (identifier.kind() == Identifier.Kind.PHONE_NUMBER) {
      return profile
          .map(known -> Message.sms(kind, to, language, known))
          .orElseGet(() -> Message.sms(kind, to, language))
          .withCode(issued.code(), issued.lifetime());
    }
    return profile
        .map(known -> Message.email(kind, String.valueOf(known.email()), language, known))
        .orElseGet(() -> Message.email(kind, to, language))
        .withCode(issued.code(), issued.lifetime())
        .withLink(tenant.publicUrl() + "/link/login/" + issued.link(), issued.linkLifetime());
  }
}
