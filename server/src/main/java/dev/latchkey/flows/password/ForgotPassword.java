package dev.latchkey.flows.password;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.proof.VerificationCodes.Form;
import dev.latchkey.domain.proof.VerificationCodes.Issued;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.util.Optional;
import java.util.function.Function;

/**
 * Ask for a code to set a new password, or to recover the account (contract sections 7.1 and 7.3).
 * Says nothing of whether there is such a user, in words or in time: for an unknown identifier the
 * same number of rows is written.
 */
public final class ForgotPassword {

  /**
   * @param language of the message, given the profile
   */
  public record Input(
      Loss loss, Identifier identifier, MessageTarget target, Function<Profile, String> language) {}

  private final Db db;
  private final Profiles profiles;
  private final VerificationCodes codes;
  private final Outbox outbox;
  private final RecipientLimit limit;
  private final Events events;

  public ForgotPassword(
      Db db,
      Profiles profiles,
      VerificationCodes codes,
      Outbox outbox,
      RecipientLimit limit,
      Events events) {
    this.db = db;
    this.profiles = profiles;
    this.codes = codes;
    this.outbox = outbox;
    this.limit = limit;
    this.events = events;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code MISSING_CONFIG} when the message is
   *     switched off, {@code RATE_LIMIT_REACHED}
   */
  public void run(Tenant tenant, Client client, Input input, Caller caller) {
    if (!tenant.sends(input.loss().message().key())) {
      throw ApiError.MISSING_CONFIG.exception("The message is switched off");
    }
    limit.check(tenant, input.identifier());
    Optional<Profile> profile =
        profiles.find(tenant, input.identifier()).filter(known -> !known.lite());
    Changes changes = db.changes();
    events.record(
        changes,
        tenant,
        caller,
        Event.of(input.loss().event(), profile.map(Profile::id).orElse(null), client.id())
            .with("identifier_type", input.identifier().kind().field()));
    if (profile.isPresent()) {
      send(changes, tenant, client, input, profile.get());
    } else {
      codes.issueToNobody(changes, tenant, client.id(), CodeChannel.EMAIL, Json.object());
      outbox.addToNobody(changes, tenant);
    }
    changes.commit();
    outbox.wake();
  }

  /**
   * A custom identifier has no mailbox of its own: the profile's address serves, else its number.
   */
  private static boolean byText(Profile profile, Identifier identifier) {
    return switch (identifier.kind()) {
      case EMAIL -> false;
      case PHONE_NUMBER -> true;
      case CUSTOM_IDENTIFIER -> profile.email() == null;
    };
  }

  private void send(Changes changes, Tenant tenant, Client client, Input input, Profile profile) {
    String language = input.language().apply(profile);
    if (byText(profile, input.identifier())) {
      String number = String.valueOf(profile.phoneNumber());
      Issued issued =
          issue(changes, tenant, client, input, profile, CodeChannel.SMS, number, Form.TYPED);
      outbox.add(
          changes,
          tenant,
          Message.sms(input.loss().message(), number, language, profile)
              .withCode(issued.code(), issued.lifetime()));
      return;
    }
    String email = String.valueOf(profile.email());
    Issued issued =
        issue(
            changes,
            tenant,
            client,
            input,
            profile,
            CodeChannel.EMAIL,
            Profiles.emailKey(profile),
            input.target().typed() ? Form.TYPED : Form.LINKED);
    outbox.add(
        changes,
        tenant,
        Message.email(input.loss().message(), email, language, profile)
            .withCode(issued.code(), issued.lifetime())
            .with(
                "link",
                input
                    .target()
                    .link(tenant, client, issued.code(), email, input.loss().returnToName())));
  }

  private Issued issue(
      Changes changes,
      Tenant tenant,
      Client client,
      Input input,
      Profile profile,
      CodeChannel channel,
      String destination,
      Form form) {
    return codes.issue(
        changes,
        tenant,
        client.id(),
        profile.id(),
        input.loss().purpose(),
        channel,
        destination,
        form,
        Json.object());
  }
}
