import { warn } from "../log.js";

/** The browser's own store of passwords (Credential Management Level 1), where it offers one to pages. */

interface PasswordCredentialConstructor {
  new (data: { id: string; password: string }): Credential;
}

/** Offers the browser to keep a password. Whatever it says to that, the login goes on. */
export async function savePassword(id: string | undefined, password: string | undefined): Promise<void> {
  const { PasswordCredential } = window as { PasswordCredential?: PasswordCredentialConstructor };
  if (PasswordCredential && id && password) {
    try {
      await navigator.credentials.store(new PasswordCredential({ id, password }));
    } catch (error) {
      warn("the browser does not keep the password:", error);
    }
  }
}

/** Lets the browser log nobody in by itself until they have done so once more. */
export const forgetPasswords = async (): Promise<void> => navigator.credentials?.preventSilentAccess();
