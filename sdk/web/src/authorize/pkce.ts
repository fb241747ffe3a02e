/** PKCE (RFC 7636 section 4). */

const VERIFIER_BYTES = 32;

export const newVerifier = (): string => base64Url(crypto.getRandomValues(new Uint8Array(VERIFIER_BYTES)));

export const challengeOf = async (verifier: string): Promise<string> =>
  base64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));

/** Without padding. */
export const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

/**
 * Takes both alphabets, padded or not.
 *
 * @throws DOMException when it is neither
 */
export const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/").replace(/=+$/, "")), (c) =>
    c.charCodeAt(0),
  );
