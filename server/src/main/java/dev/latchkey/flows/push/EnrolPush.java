package dev.latchkey.flows.push;

import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.Challenge.Purpose;
import dev.latchkey.domain.proof.LinkingCodes;
import dev.latchkey.domain.push.PushDevices;
import dev.latchkey.domain.push.PushDevices.PushDevice;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.push.PushFactors.Status;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.PushPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.webhook.AccessNotices;
import dev.latchkey.flows.push.AskDevices.Question;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Begin to have devices approve by a channel (Access API contract section 5.4): with a code for a
 * new device, by the answer of one that is linked, or with an address sent to the user.
 */
public final class EnrolPush {

  private final Db db;
  private final Passwords passwords;
  private final Sessions sessions;
  private final LinkingCodes codes;
  private final PushDevices devices;
  private final PushFactors factors;
  private final AskDevices ask;
  private final PushNotices notices;
  private final AccessNotices accessNotices;
  private final Outbox outbox;
  private final RecipientLimit recipientLimit;

  public EnrolPush(
      Db db,
      Passwords passwords,
      Sessions sessions,
      LinkingCodes codes,
      PushDevices devices,
      PushFactors factors,
      AskDevices ask,
      PushNotices notices,
      AccessNotices accessNotices,
      Outbox outbox,
      RecipientLimit recipientLimit) {
    this.db = db;
    this.passwords = passwords;
    this.sessions = sessions;
    this.codes = codes;
    this.devices = devices;
    this.factors = factors;
    this.ask = ask;
    this.notices = notices;
    this.accessNotices = accessNotices;
    this.outbox = outbox;
    this.recipientLimit = recipientLimit;
  }

  /**
   * The code for the client to hand on; empty where the user hears of it by himself.
   *
   * @param language of the message
   * @throws dev.latchkey.domain.error.ConflictException {@code CHANNEL_NOT_SUPPORTED}, {@code
   *     CHANNEL_NOT_READY}, {@code CHANNEL_ALREADY_REGISTERED}, {@code PASSCODE_NOT_SET}, {@code
   *     ENROLMENT_LIMIT_EXCEEDED}, {@code MOBILE_NUMBER_NOT_AVAILABLE}, {@code
   *     CHALLENGE_LIMIT_EXCEEDED}
   * @throws dev.latchkey.domain.error.ApiException {@code STEP_UP_REQUIRED}, {@code
   *     RATE_LIMIT_REACHED}
   */
  public Optional<String> run(
      Tenant tenant,
      AccessProof access,
      PushChannel channel,
      Function<Profile, String> language,
      Caller caller) {
    PushPolicy policy = PushChannels.require(tenant, channel);
    if (!CredentialPolicy.isSteppedUp(tenant, access)) {
      throw ApiError.STEP_UP_REQUIRED.exception();
    }
    requireReady(tenant, channel);
    boolean active = factors.isActive(tenant, access.profileId(), channel);
    if (active && channel == PushChannel.AUTHY) {
      throw Conflict.CHANNEL_ALREADY_REGISTERED.exception();
    }
    if (!passwords.has(tenant, access.profileId())) {
      throw Conflict.PASSCODE_NOT_SET.exception();
    }
    List<PushDevice> linked = devices.of(tenant, access.profileId());
    boolean asksOne =
        channel == PushChannel.AUTHY
            && linked.stream().anyMatch(device -> device.has(PushChannel.BIOMETRIC));
    if (!asksOne && linked.size() >= policy.devices()) {
      throw Conflict.ENROLMENT_LIMIT_EXCEEDED.exception();
    }
    Changes changes = db.changes();
    Sessions.hold(changes, tenant, access.sessionId());
    notices.started(changes, tenant, access.profileId(), access.clientId(), channel, caller);
    Optional<String> code = Optional.empty();
    if (tenant.isSandbox() && channel == PushChannel.AUTHY) {
      activate(changes, tenant, access, channel);
    } else {
      if (!active) {
        factors.put(changes, tenant, access.profileId(), channel, Status.PENDING);
      }
      code = begin(changes, tenant, access, channel, asksOne, language, caller);
    }
    changes.commit();
    outbox.wake();
    return code;
  }

  /** A passkey is made on the server's own page, which must be one of those that may. */
  private static void requireReady(Tenant tenant, PushChannel channel) {
    if (channel == PushChannel.BIOMETRIC
        && !tenant.relyingParty().map(party -> party.allows(tenant.publicUrl())).orElse(false)) {
      throw Conflict.CHANNEL_NOT_READY.exception();
    }
  }

  /** Nothing leaves a sandbox: no device could be linked, and the simulator answers for it. */
  private void activate(Changes changes, Tenant tenant, AccessProof access, PushChannel channel) {
    factors.put(changes, tenant, access.profileId(), channel, Status.ACTIVE);
    accessNotices.enrolled(
        changes,
        tenant,
        access.clientId(),
        access.profileId(),
        PushChannels.ofChallenge(channel),
        true);
  }

  private Optional<String> begin(
      Changes changes,
      Tenant tenant,
      AccessProof access,
      PushChannel channel,
      boolean asksOne,
      Function<Profile, String> language,
      Caller caller) {
    if (asksOne) {
      ask.add(
          changes,
          tenant,
          new Question(
              Purpose.ENROLMENT,
              channel,
              PushChannel.BIOMETRIC,
              access.profileId(),
              access.sessionId(),
              access.clientId(),
              null),
          caller);
      return Optional.empty();
    }
    String code = codes.issue(changes, tenant, access.clientId(), access.profileId(), channel);
    if (channel == PushChannel.BIOMETRIC) {
      return Optional.of(code);
    }
    send(changes, tenant, access.profile(), code, language);
    return Optional.empty();
  }

  /** To what is known to be the user's: the number, else the address. */
  private void send(
      Changes changes,
      Tenant tenant,
      Profile profile,
      String code,
      Function<Profile, String> language) {
    MessageKind kind = MessageKind.PUSH_LINK;
    String phone = profile.isPhoneNumberVerified() ? profile.phoneNumber() : null;
    String email = profile.isEmailVerified() ? profile.email() : null;
    Message message;
    if (phone != null) {
      recipientLimit.check(tenant, new Identifier(Identifier.Kind.PHONE_NUMBER, phone, phone));
      message = Message.sms(kind, phone, language.apply(profile), profile);
    } else if (email != null) {
      recipientLimit.check(
          tenant, new Identifier(Identifier.Kind.EMAIL, email, Profiles.emailKey(profile)));
      message = Message.email(kind, email, language.apply(profile), profile);
    } else {
      throw Conflict.MOBILE_NUMBER_NOT_AVAILABLE.exception();
    }
    outbox.add(
        changes,
        tenant,
        message
            .with("link", tenant.publicUrl() + "/device#" + code)
            .with("minutes", Long.toString(LinkingCodes.LIFETIME.toMinutes())));
  }
}
