package dev.latchkey.flows.push;

import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.Ceremony;
import dev.latchkey.domain.proof.LinkingCodes;
import dev.latchkey.domain.proof.LinkingProof;
import dev.latchkey.domain.proof.NewPasskey;
import dev.latchkey.domain.proof.PasskeyCeremonies;
import dev.latchkey.domain.proof.PasskeyVerifier;
import dev.latchkey.domain.proof.PasskeyVerifier.Attestation;
import dev.latchkey.domain.push.PushAddress;
import dev.latchkey.domain.push.PushDevices;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.push.PushFactors.Status;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.webhook.AccessNotices;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Link a device to the user who asked for the code (Access API contract sections 5.4 and 8). */
public final class LinkDevice {

  /**
   * @param publicKey as {@link dev.latchkey.domain.push.DeviceKey} has it
   * @param address null: it asks by itself
   * @param passkey that was made with the options of {@link ReadLink}; null: none was
   */
  public record Input(
      String code,
      String name,
      JsonNode publicKey,
      @Nullable PushAddress address,
      @Nullable Attestation passkey) {}

  public record Result(UUID deviceId, PushChannel channel) {}

  private final Db db;
  private final LinkingCodes codes;
  private final CredentialPolicy policy;
  private final PasskeyCeremonies ceremonies;
  private final PasskeyVerifier verifier;
  private final Passkeys passkeys;
  private final PushDevices devices;
  private final PushFactors factors;
  private final PushNotices notices;
  private final AccessNotices accessNotices;
  private final Outbox outbox;

  public LinkDevice(
      Db db,
      LinkingCodes codes,
      CredentialPolicy policy,
      PasskeyCeremonies ceremonies,
      PasskeyVerifier verifier,
      Passkeys passkeys,
      PushDevices devices,
      PushFactors factors,
      PushNotices notices,
      AccessNotices accessNotices,
      Outbox outbox) {
    this.db = db;
    this.codes = codes;
    this.policy = policy;
    this.ceremonies = ceremonies;
    this.verifier = verifier;
    this.passkeys = passkeys;
    this.devices = devices;
    this.factors = factors;
    this.notices = notices;
    this.accessNotices = accessNotices;
    this.outbox = outbox;
  }

  /**
   * @param language of the notice
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}, {@code
   *     INVALID_STATE}, {@code PASSKEY_FAILED}, {@code ORIGIN_NOT_ALLOWED}, {@code
   *     UNSUPPORTED_ALGORITHM}, {@code VALIDATION}: too many devices
   */
  public Result run(Tenant tenant, Input input, Function<Profile, String> language, Caller caller) {
    LinkingProof link = codes.find(tenant, input.code());
    Changes changes = db.changes();
    codes.consume(changes, tenant, link);
    byte[] passkey =
        link.channel() == PushChannel.BIOMETRIC
            ? passkey(changes, tenant, link, input.passkey())
            : null;
    UUID id =
        devices.add(
            changes,
            tenant,
            policy.deviceByLink(link),
            new PushDevices.NewDevice(
                input.name(), link.channel(), input.publicKey(), passkey, input.address()));
    factors.put(changes, tenant, link.profileId(), link.channel(), Status.ACTIVE);
    notices.added(
        changes,
        tenant,
        link.profile(),
        link.clientId(),
        link.channel(),
        language.apply(link.profile()),
        caller);
    accessNotices.enrolled(
        changes,
        tenant,
        link.clientId(),
        link.profileId(),
        PushChannels.ofChallenge(link.channel()),
        true);
    changes.commit();
    outbox.wake();
    return new Result(id, link.channel());
  }

  private byte[] passkey(
      Changes changes, Tenant tenant, LinkingProof link, @Nullable Attestation attestation) {
    if (attestation == null) {
      throw ApiError.PASSKEY_FAILED.exception("This channel needs a passkey");
    }
    Ceremony ceremony =
        ceremonies.find(tenant, Ceremony.Kind.REGISTRATION, attestation.clientData());
    // One that was begun for a device: it must check who holds it.
    if (!link.profileId().equals(ceremony.profileId())
        || !ceremony.clientId().equals(link.clientId())
        || !ceremony.terms().userVerification()) {
      throw ApiError.INVALID_STATE.exception();
    }
    NewPasskey passkey = verifier.registered(tenant, ceremony, attestation);
    ceremonies.finish(changes, tenant, ceremony);
    passkeys.add(changes, tenant, policy.passkeyByLink(link), passkey);
    return passkey.credentialId();
  }
}
