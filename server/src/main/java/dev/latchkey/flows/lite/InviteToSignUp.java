package dev.latchkey.flows.lite;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.profile.KnownProfile;
import dev.latchkey.domain.profile.LiteProfiles;
import dev.latchkey.domain.profile.LiteProfiles.Registration;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.proof.VerificationCodes.Issued;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.ClientAccess;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ask somebody who has no account to make one, by mail or text message (contract sections 5.3 and
 * 13). The link leads to the form of an app, with a token that is good for one sign-up; a new one
 * voids the old.
 */
public final class InviteToSignUp {

  /**
   * Who is to be asked, and where the link leads.
   *
   * @param id of the profile; null: it is named by what {@code who} says
   * @param app whose form it is
   * @param redirectUrl one of the app's
   */
  public record Input(
      @Nullable UUID id,
      Registration who,
      Client app,
      String redirectUrl,
      Function<Profile, String> language) {}

  private final Db db;
  private final LiteProfiles lites;
  private final VerificationCodes codes;
  private final Outbox outbox;
  private final RecipientLimit limit;
  private final Events events;

  public InviteToSignUp(
      Db db,
      LiteProfiles lites,
      VerificationCodes codes,
      Outbox outbox,
      RecipientLimit limit,
      Events events) {
    this.db = db;
    this.lites = lites;
    this.codes = codes;
    this.outbox = outbox;
    this.limit = limit;
    this.events = events;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}, {@code
   *     MISSING_CONFIG}, {@code LITE_PROFILE_MISSING}, {@code LITE_PROFILE_INVALID_IDENTIFIERS}
   *     when there is no address or number to write to, {@code RATE_LIMIT_REACHED}
   */
  public void run(Tenant tenant, ClientAccess access, Input input, Caller caller) {
    access.require(Scopes.MANAGE_USERS);
    if (!tenant.sends(MessageKind.INVITATION.key()) || !tenant.signup().enabled()) {
      throw ApiError.MISSING_CONFIG.exception("The message or the sign-up is switched off");
    }
    Profile profile =
        find(tenant, input)
            .map(KnownProfile::profile)
            .orElseThrow(ApiError.LITE_PROFILE_MISSING::exception);
    Identifier to =
        recipient(profile, input.who())
            .orElseThrow(ApiError.LITE_PROFILE_INVALID_IDENTIFIERS::exception);
    limit.check(tenant, to);
    Changes changes = db.changes();
    boolean sms = to.kind() == Identifier.Kind.PHONE_NUMBER;
    Issued issued =
        codes.issue(
            changes,
            tenant,
            input.app().id(),
            profile.id(),
            CodePurpose.INVITATION,
            sms ? CodeChannel.SMS : CodeChannel.EMAIL,
            to.key(),
            VerificationCodes.Form.LINKED,
            Json.object().put("client_id", input.app().id()));
    String language = input.language().apply(profile);
    // Without a greeting by name: whoever typed the address may have typed the name, too.
    Message message =
        sms
            ? Message.sms(MessageKind.INVITATION, to.value(), language)
            : Message.email(MessageKind.INVITATION, to.value(), language);
    outbox.add(changes, tenant, message.with("link", link(input, issued.link())));
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.SIGNUP_INVITATION_SENT, profile.id(), access.client().id()));
    changes.commit();
    outbox.wake();
  }

  private Optional<KnownProfile> find(Tenant tenant, Input input) {
    if (input.id() != null) {
      return lites.find(tenant, input.id());
    }
    return lites.find(tenant, input.who()).stream()
        .findFirst()
        .filter(known -> known.profile().lite());
  }

  /** The number where the caller names it, else the address where there is one. */
  private static Optional<Identifier> recipient(Profile profile, Registration who) {
    Optional<Identifier> email = Optional.ofNullable(profile.email()).flatMap(Identifiers::email);
    Optional<Identifier> number =
        Optional.ofNullable(profile.phoneNumber())
            .flatMap(e164 -> Identifiers.phoneNumber(e164, null));
    boolean byText = who.data().phoneNumber() != null && who.data().email() == null;
    return byText ? number : email.or(() -> number);
  }

  private static String link(Input input, String token) {
    String url = input.redirectUrl();
    return url
        + (url.indexOf('?') < 0 ? '?' : '&')
        + "signup_token="
        + token
        + "&client_id="
        + URLEncoder.encode(input.app().id(), StandardCharsets.UTF_8);
  }
}
