import type { MfaCredential } from "../../commands/mfa.js";
import { FACTORS } from "../auth/secondFactor.js";
import type { WidgetOptions } from "../life/options.js";
import { useSetting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Dated, Removables } from "../lists/removables.js";

export interface MfaCredentialsOptions extends WidgetOptions {
  accessToken: string;
}

/** The user's second factors. */
export const mfaCredentials: Widget<MfaCredentialsOptions> = {
  name: "mfa-credentials",
  async content({ client, options }) {
    const { credentials } = await client.listMfaCredentials(options.accessToken);
    return <CredentialList credentials={credentials} />;
  },
};

export function CredentialList({ credentials }: { credentials: readonly MfaCredential[] }) {
  const { t } = useSetting();
  return (
    <Removables
      empty={t("mfaList.noCredentials")}
      items={credentials.map(({ type, friendlyName, remaining, createdAt }, at) => {
        const factor = FACTORS[type];
        // What was given no name is called by its type.
        const detail = friendlyName === type ? remaining : friendlyName;
        return {
          id: String(at),
          name: factor ? t(factor.label) : friendlyName,
          details: (
            <>
              {detail !== undefined && <div class="r5-detail">{detail}</div>}
              <Dated label={t("mfaList.createdAt")} at={createdAt} />
            </>
          ),
        };
      })}
    />
  );
}
