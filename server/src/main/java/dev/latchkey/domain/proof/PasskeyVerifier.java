package dev.latchkey.domain.proof;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.BadOriginException;
import com.webauthn4j.verifier.exception.NotAllowedAlgorithmException;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.Ceremony.Kind;
import dev.latchkey.domain.tenant.RelyingParty;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.db.Db;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Checks what authenticators say: that a passkey was made for a ceremony of this server (WebAuthn
 * section 7.1), and that one was shown (section 7.2). Which authenticator made it is not asked:
 * attestation is {@code none}.
 */
public final class PasskeyVerifier {

  /** COSE algorithms of passkeys that are taken: ES256 and RS256. */
  public static final List<Integer> ALGORITHMS = List.of(-7, -257);

  private static final Logger log = LoggerFactory.getLogger(PasskeyVerifier.class);

  private static final List<PublicKeyCredentialParameters> PARAMETERS =
      ALGORITHMS.stream()
          .map(algorithm ->
              new PublicKeyCredentialParameters(
                  PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(algorithm)))
          .toList();

  /** A passkey that was made, as it came. */
  public record Attestation(
      byte[] credentialId, byte[] clientData, byte[] attestationObject, List<String> transports) {}

  /** A passkey that was shown, as it came. */
  public record Assertion(
      byte[] credentialId,
      byte[] clientData,
      byte[] authenticatorData,
      byte[] signature,
      byte @Nullable [] userHandle) {}

  /**
   * A passkey was shown.
   *
   * @param counterWentBack whether there may be a copy of the key (WebAuthn section 6.1.1)
   */
  public record Shown(
      PasskeyProof proof,
      Profile profile,
      Ceremony ceremony,
      byte[] credentialId,
      long signCount,
      boolean backedUp,
      boolean counterWentBack) {}

  private record Kept(
      UUID profileId,
      String userHandle,
      byte[] publicKey,
      long signCount,
      boolean userVerified,
      boolean backupEligible,
      boolean backedUp,
      boolean recovered,
      UUID aaguid) {}

  private static final String KEPT =
      """
      passkey.profile_id, passkey.user_handle, passkey.public_key, passkey.sign_count, passkey.user_verified,
        passkey.backup_eligible, passkey.backed_up, passkey.recovered, passkey.aaguid\
      """;

  private record Row(
      String clientId, @Nullable UUID expected, JsonNode data, Kept passkey, Profile profile) {}

  /** Made at the first use: most starts need none, and it takes a while. */
  private static final class Library {
    static final ObjectConverter CONVERTER = new ObjectConverter();
    static final WebAuthnManager MANAGER = manager();

    private static WebAuthnManager manager() {
      WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(CONVERTER);
      // It is told, not refused: synchronised passkeys and broken counters are many, copies few.
      manager.getAuthenticationDataVerifier().setMaliciousCounterValueHandler(object -> {});
      return manager;
    }
  }

  private final Db db;
  private final PasskeyCeremonies ceremonies;
  private final InstantSource clock;

  public PasskeyVerifier(Db db, PasskeyCeremonies ceremonies, InstantSource clock) {
    this.db = db;
    this.ceremonies = ceremonies;
    this.clock = clock;
  }

  /**
   * A passkey that was made for the ceremony.
   *
   * @throws ApiException {@code PASSKEY_FAILED}, {@code ORIGIN_NOT_ALLOWED}, {@code
   *     UNSUPPORTED_ALGORITHM}
   */
  public NewPasskey registered(Tenant tenant, Ceremony ceremony, Attestation attestation) {
    RegistrationData data;
    try {
      data =
          Library.MANAGER.verify(
              new RegistrationRequest(attestation.attestationObject(), attestation.clientData()),
              new RegistrationParameters(
                  server(tenant, ceremony), PARAMETERS, ceremony.terms().userVerification(), true));
    } catch (RuntimeException e) {
      throw refusal(e);
    }
    AuthenticatorData<?> said =
        Objects.requireNonNull(data.getAttestationObject()).getAuthenticatorData();
    AttestedCredentialData made = Objects.requireNonNull(said.getAttestedCredentialData());
    if (!Digest.same(made.getCredentialId(), attestation.credentialId())) {
      throw ApiError.PASSKEY_FAILED.exception();
    }
    UUID aaguid = made.getAaguid().getValue();
    return new NewPasskey(
        ceremony,
        made.getCredentialId(),
        Digest.base64Url(made.getCredentialId()),
        new NewPasskey.Facts(
            Library.CONVERTER.getCborConverter().writeValueAsBytes(made.getCOSEKey()),
            said.getSignCount(),
            said.isFlagUV(),
            said.isFlagBE(),
            said.isFlagBS(),
            aaguid == null ? new UUID(0, 0) : aaguid,
            attestation.transports()),
        clock.instant());
  }

  /**
   * A passkey that was shown for a login. One query.
   *
   * @throws ApiException {@code INVALID_STATE}: no such ceremony; {@code PASSKEY_FAILED}: unknown,
   *     another one than was asked for, or wrongly signed; {@code ORIGIN_NOT_ALLOWED}
   */
  public Shown shown(Tenant tenant, Assertion assertion) {
    Row row = row(tenant, assertion);
    Kept kept = row.passkey();
    Ceremony ceremony =
        new Ceremony(
            Digest.sha256(PasskeyCeremonies.challenge(assertion.clientData())),
            PasskeyCeremonies.challenge(assertion.clientData()),
            Kind.LOGIN,
            row.clientId(),
            row.expected(),
            PasskeyCeremonies.terms(row.data()));
    return judged(tenant, ceremony, kept, row.profile(), assertion);
  }

  /**
   * A passkey that was shown for a ceremony which is kept elsewhere. One query.
   *
   * @throws ApiException {@code PASSKEY_FAILED}, {@code ORIGIN_NOT_ALLOWED}
   */
  Shown shown(Tenant tenant, Ceremony ceremony, Assertion assertion) {
    record Found(Kept passkey, Profile profile) {}
    Found found =
        db.one(
                Found.class,
                "select "
                    + KEPT
                    + ", "
                    + Profile.COLUMNS
                    + """
                    from passkey join profile on profile.tenant = passkey.tenant and profile.id = passkey.profile_id
                    where passkey.tenant = ? and passkey.credential_id = ?\
                    """,
                tenant.id(),
                assertion.credentialId())
            .orElseThrow(ApiError.PASSKEY_FAILED::exception);
    return judged(tenant, ceremony, found.passkey(), found.profile(), assertion);
  }

  private Shown judged(
      Tenant tenant, Ceremony ceremony, Kept kept, Profile profile, Assertion assertion) {
    if (!isAskedFor(ceremony, kept, assertion.userHandle())) {
      throw ApiError.PASSKEY_FAILED.exception();
    }
    AuthenticatorData<?> said;
    try {
      AuthenticationData data =
          Library.MANAGER.verify(
              new AuthenticationRequest(
                  assertion.credentialId(),
                  assertion.authenticatorData(),
                  assertion.clientData(),
                  assertion.signature()),
              new AuthenticationParameters(
                  server(tenant, ceremony),
                  kept(kept, assertion.credentialId()),
                  null,
                  ceremony.terms().userVerification(),
                  true));
      said = Objects.requireNonNull(data.getAuthenticatorData());
    } catch (RuntimeException e) {
      throw refusal(e);
    }
    boolean counts = said.getSignCount() > 0 || kept.signCount() > 0;
    return new Shown(
        new PasskeyProof(
            kept.profileId(),
            Digest.base64Url(assertion.credentialId()),
            said.isFlagUV() && !kept.recovered(),
            clock.instant()),
        profile,
        ceremony,
        assertion.credentialId(),
        said.getSignCount(),
        said.isFlagBS(),
        counts && said.getSignCount() <= kept.signCount());
  }

  private Row row(Tenant tenant, Assertion assertion) {
    return db.one(
            Row.class,
            """
            select flow.client_id, flow.profile_id as expected, flow.data,\
            """
                + " "
                + KEPT
                + ", "
                + Profile.COLUMNS
                + """
                from flow join passkey on passkey.tenant = flow.tenant and passkey.credential_id = ?
                  join profile on profile.tenant = passkey.tenant and profile.id = passkey.profile_id
                where flow.tenant = ? and flow.handle_hash = ? and flow.kind = ? and flow.expires_at > ?\
                """,
            assertion.credentialId(),
            tenant.id(),
            Digest.sha256(PasskeyCeremonies.challenge(assertion.clientData())),
            PasskeyCeremonies.column(Kind.LOGIN),
            clock.instant())
        .orElseThrow(() -> {
          ceremonies.find(tenant, Kind.LOGIN, assertion.clientData());
          return ApiError.PASSKEY_FAILED.exception();
        });
  }

  /**
   * Section 7.2 step 6. Somebody who was named must show a passkey of theirs; else the passkey
   * itself must say whose it is.
   */
  private static boolean isAskedFor(Ceremony ceremony, Kept kept, byte @Nullable [] userHandle) {
    if (ceremony.terms().identified() && !kept.profileId().equals(ceremony.profileId())) {
      return false;
    }
    if (userHandle == null) {
      return ceremony.terms().identified();
    }
    // Android's older library takes the letters of user.id for its bytes (contract section 2.6).
    return Digest.same(userHandle, Digest.fromBase64Url(kept.userHandle()))
        || Digest.same(userHandle, kept.userHandle().getBytes(StandardCharsets.UTF_8));
  }

  /** What the client data must say: bound to the page that asked, or to an app of the tenant. */
  private static ServerProperty server(Tenant tenant, Ceremony ceremony) {
    Set<Origin> origins = new HashSet<>();
    origins.add(Origin.create(ceremony.terms().origin()));
    tenant.relyingParty().map(RelyingParty::nativeOrigins).orElse(List.of()).stream()
        .map(Origin::create)
        .forEach(origins::add);
    return ServerProperty.builder()
        .origins(origins)
        .rpId(ceremony.terms().rpId())
        .challenge(new DefaultChallenge(Digest.fromBase64Url(ceremony.challenge())))
        .build();
  }

  private static CredentialRecord kept(Kept kept, byte[] credentialId) {
    COSEKey key =
        Objects.requireNonNull(
            Library.CONVERTER.getCborConverter().readValue(kept.publicKey(), COSEKey.class));
    return new CredentialRecordImpl(
        new NoneAttestationStatement(),
        kept.userVerified(),
        kept.backupEligible(),
        kept.backedUp(),
        kept.signCount(),
        new AttestedCredentialData(new AAGUID(kept.aaguid()), credentialId, key),
        null,
        null,
        null,
        null);
  }

  /**
   * Of whatever the library throws: at bytes that are no authenticator's, what its parsers throw
   * comes through. Which of the many rules was broken helps who builds a client, and nobody else.
   */
  private static ApiException refusal(RuntimeException e) {
    log.debug("A passkey was not accepted: {}", e.getClass().getSimpleName());
    return switch (e) {
      case BadOriginException _ -> ApiError.ORIGIN_NOT_ALLOWED.exception();
      case NotAllowedAlgorithmException _ -> ApiError.UNSUPPORTED_ALGORITHM.exception();
      default -> ApiError.PASSKEY_FAILED.exception();
    };
  }
}
