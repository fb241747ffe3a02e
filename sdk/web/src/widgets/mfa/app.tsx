import { complain } from "../../log.js";
import type { Setting } from "../life/setting.js";
import { useSetting } from "../life/setting.js";
import { loadQr } from "../qr/load.js";

/** An authenticator app to be. */
export interface App {
  /** In base32. */
  readonly secret: string;
  /** Opens an app on the same device. */
  readonly otpauthUri: string;
  /** For one on another device; nothing where it could not be made. */
  readonly code?: { readonly size: number; readonly path: string };
}

export async function appToSetUp({ client, kit }: Setting, accessToken: string): Promise<App> {
  const key = await client.startMfaAppRegistration({ accessToken });
  try {
    return { ...key, code: (await loadQr(kit.http.origin)).qr(key.otpauthUri) };
  } catch (error) {
    complain("the QR code could not be made:", error);
    return key;
  }
}

/** What an app is to know, to be scanned, opened or typed. */
export function AppKey({ app: { secret, otpauthUri, code } }: { app: App }) {
  const { t } = useSetting();
  return (
    <p class="r5-key">
      {code && (
        <a class="r5-qr" href={otpauthUri} aria-label={t("mfa.register.totp")}>
          {/* Four units around it are part of what apps look for. */}
          <svg viewBox={`-4 -4 ${code.size + 8} ${code.size + 8}`} aria-hidden="true">
            <path d={code.path} />
          </svg>
        </a>
      )}
      <code dir="ltr">{secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
    </p>
  );
}
