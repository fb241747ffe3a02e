import { base64Url, fromBase64Url } from "../authorize/pkce.js";
import { failure } from "../errors.js";

/** What the server says of a passkey to be made: binary values in base64url (contract section 2.6). */
export interface CreationOptions {
  readonly options: {
    readonly publicKey: Omit<
      PublicKeyCredentialCreationOptions,
      "challenge" | "user" | "excludeCredentials"
    > & {
      readonly challenge: string;
      readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
      readonly excludeCredentials?: readonly Descriptor[];
    };
  };
}

/** What the server says of a passkey to be used. */
export interface RequestOptions {
  readonly publicKey: Omit<PublicKeyCredentialRequestOptions, "challenge" | "allowCredentials"> & {
    readonly challenge: string;
    readonly allowCredentials?: readonly Descriptor[];
  };
}

type Descriptor = Omit<PublicKeyCredentialDescriptor, "id"> & { readonly id: string };

/** How the browser asks for a passkey. */
export interface Asking {
  /** Offers passkeys in the list of an input's suggestions and waits for one to be chosen there. */
  conditionalMediation?: boolean;
  /** Ends the asking. */
  signal?: AbortSignal;
  /** Called when one was chosen, before the server is told. */
  onChosen?: () => void;
}

/** The new credential as requests carry it. */
export async function createPasskey({ options: { publicKey } }: CreationOptions): Promise<object> {
  const credential = await ceremony(() =>
    navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: fromBase64Url(publicKey.challenge),
        user: { ...publicKey.user, id: fromBase64Url(publicKey.user.id) },
        excludeCredentials: publicKey.excludeCredentials?.map(descriptor),
      },
    }),
  );
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    ...identity(credential),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.(),
    },
  };
}

/** The assertion as requests carry it. */
export async function usePasskey({ publicKey }: RequestOptions, asking: Asking): Promise<object> {
  const credential = await ceremony(() =>
    navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: fromBase64Url(publicKey.challenge),
        allowCredentials: publicKey.allowCredentials?.map(descriptor),
      },
      ...(asking.conditionalMediation && { mediation: "conditional" }),
      signal: asking.signal,
    }),
  );
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    ...identity(credential),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : undefined,
    },
  };
}

/**
 * @throws {IdentityError} `access_denied`, with the name of the browser's reason, when the user does not want or the
 *     browser does not let them
 */
async function ceremony(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!window.PublicKeyCredential) {
    throw failure("access_denied", "This browser has no passkeys");
  }
  try {
    return (await ask()) as PublicKeyCredential;
  } catch (error) {
    throw failure("access_denied", String(error));
  }
}

const descriptor = ({ id, ...rest }: Descriptor): PublicKeyCredentialDescriptor => ({
  ...rest,
  id: fromBase64Url(id),
});

const identity = ({ id, rawId, type }: PublicKeyCredential): object => ({ id, rawId: text(rawId), type });

const text = (bytes: ArrayBuffer): string => base64Url(new Uint8Array(bytes));
