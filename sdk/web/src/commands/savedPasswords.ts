/** The browser's own store of passwords (Credential Management Level 1), where it offers one to pages. */

interface PasswordCredentialConstructor {
  new (data: { id: string; password: string }): Credential;
}

/** Offers the browser to keep a password. Without such an offer the login goes on all the same. */
export async function savePassword(id: string | undefined, password: string | undefined): Promise<void> {
  const { PasswordCredential } = window as { PasswordCredential?: PasswordCredentialConstructor };
  if (PasswordCredential && id && password) {
    await navigator.credentials.store(new PasswordCredential({ id, password }));
  }
}

/** Lets the browser log nobody in by itself until they have done so once more. */
export const forgetPasswords = async (): Promise<void> => navigator.credentials?.preventSilentAccess();
