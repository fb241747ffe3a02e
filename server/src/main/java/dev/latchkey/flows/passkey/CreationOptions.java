package dev.latchkey.flows.passkey;

import dev.latchkey.domain.credential.Passkeys.Passkey;
import java.util.List;

/**
 * What a browser or app needs to make a passkey.
 *
 * @param challenge base64url
 * @param userHandle base64url; comes back byte for byte as {@code webauthn_id}
 * @param userName the identifier that users tell their accounts apart by
 * @param excluded of authenticators that need not make another one
 */
public record CreationOptions(
    String challenge,
    String friendlyName,
    String userHandle,
    String userName,
    String displayName,
    List<Passkey> excluded) {}
