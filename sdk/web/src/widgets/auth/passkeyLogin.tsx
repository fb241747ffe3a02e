import { useEffect, useState } from "preact/hooks";
import type { AuthResult } from "../../authorize/result.js";
import { isIdentityError } from "../../errors.js";
import { warn } from "../../log.js";
import { looksLikeEmail } from "../fields/email.js";
import { explained } from "../life/failure.js";
import { Alert } from "../screen/alert.js";
import type { ScreenProps } from "./screens.js";

interface PasskeyLoginProps extends Pick<ScreenProps, "setting" | "client" | "proceed"> {
  /** What stands in the field for the identifier. */
  typed: string;
}

/**
 * Passkeys, offered in two ways: by the browser, among the suggestions of the field for the identifier, and by a
 * button, for who has theirs on another device.
 */
export function PasskeyLogin({ setting, client, proceed, typed }: PasskeyLoginProps) {
  const { t, options, fail } = setting;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const arrived = (result: AuthResult): void => proceed(result, { name: "login", authType: "webauthn" });

  // The browser asks for one passkey at a time: while the button does, the field does not.
  useEffect(() => {
    if (busy) {
      return undefined;
    }
    const asking = new AbortController();
    let chosen = false;
    const offer = async (): Promise<void> => {
      if (await window.PublicKeyCredential?.isConditionalMediationAvailable?.()) {
        const { signal } = asking;
        if (!signal.aborted) {
          const onChosen = (): void => void (chosen = true);
          const asked = { auth: options.auth, conditionalMediation: true, signal, onChosen };
          arrived(await client.loginWithWebAuthn(asked));
        }
      }
    };
    offer().catch((error: unknown) => {
      if (asking.signal.aborted) {
        return;
      }
      // Nobody has asked for a suggestion, so nobody is told that there is none.
      if (chosen) {
        fail(error);
        setProblem(explained(error, t));
      } else {
        warn("passkeys cannot be suggested:", error);
      }
    });
    return () => asking.abort();
  }, [busy]);

  if (!window.PublicKeyCredential) {
    return null;
  }

  const ask = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const email = looksLikeEmail(typed) ? typed.trim() : undefined;
      arrived(await client.loginWithWebAuthn({ auth: options.auth, email }));
    } catch (error) {
      fail(error);
      // Who closes the browser's dialogue knows that they did.
      setProblem(isDeclined(error) ? undefined : explained(error, t));
      setBusy(false);
    }
  };

  return (
    <div class="r5-passkey">
      <Alert text={problem} />
      <button type="button" class="r5-button r5-button-plain" disabled={busy} onClick={() => void ask()}>
        {t("login.withBiometrics")}
      </button>
    </div>
  );
}

/** Whether the user, or their browser, did not want to. */
export const isDeclined = (error: unknown): boolean =>
  isIdentityError(error) && error.error === "access_denied" && error.errorMessageKey === undefined;
