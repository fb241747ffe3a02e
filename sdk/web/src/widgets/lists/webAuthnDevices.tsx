import { useState } from "preact/hooks";
import type { Passkey } from "../../commands/passkeys.js";
import { textControl } from "../fields/text.js";
import { Form } from "../form/form.js";
import { unlessDeclined } from "../life/declined.js";
import type { WidgetOptions } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Title } from "../screen/title.js";
import { useOnce } from "../screen/useOnce.js";
import { Dated, Removables } from "./removables.js";

export interface WebAuthnDevicesOptions extends WidgetOptions {
  /** Of a login that has just been: the server says how long ago it may be. */
  accessToken: string;
}

type Options = Setting<WebAuthnDevicesOptions>;

/** The user's passkeys. */
export const webAuthnDevices: Widget<WebAuthnDevicesOptions> = {
  name: "webauthn-devices",
  content: async (setting) => <WebAuthnDevices setting={setting} present={await passkeysOf(setting)} />,
};

const passkeysOf = ({ client, options }: Options): Promise<readonly Passkey[]> =>
  client.listWebAuthnDevices(options.accessToken);

function WebAuthnDevices({ setting, present }: { setting: Options; present: readonly Passkey[] }) {
  const { client, options, t, succeed } = setting;
  const { accessToken } = options;
  const [passkeys, setPasskeys] = useState(present);
  const fields = useOnce(() => [
    {
      name: "friendly_name",
      path: ["friendlyName"],
      label: t("webauthn.friendly.name"),
      required: true,
      initial: "",
      Control: textControl({ type: "text", autocomplete: "off", maxLength: 100 }),
    },
  ]);

  const add = async (friendlyName: string): Promise<void> => {
    if (await unlessDeclined(setting, client.addNewWebAuthnDevice(accessToken, friendlyName))) {
      succeed({ name: "webauthn_credential_created", friendlyName });
      setPasskeys(await passkeysOf(setting));
    }
  };

  return (
    <>
      <Title>{t("webauthn.registredDevices.list")}</Title>
      <Removables
        empty={t("webauthn.registredDevices.no.list")}
        items={passkeys.map(({ id, friendlyName, createdAt, lastUsedAt }) => ({
          id,
          name: friendlyName,
          details: (
            <>
              <Dated label={t("webauthn.registredDevices.createdAt")} at={createdAt} />
              {lastUsedAt && <Dated label={t("webauthn.registredDevices.lastUsedAt")} at={lastUsedAt} />}
            </>
          ),
        }))}
        question={() => t("webauthn.registredDevices.confirm.removal")}
        remove={async (deviceId) => {
          await client.removeWebAuthnDevice(accessToken, deviceId);
          succeed({ name: "webauthn_credential_deleted", deviceId });
        }}
      />
      {window.PublicKeyCredential && (
        <Form
          key={passkeys.length}
          fields={fields}
          submitLabel={t("webauthn.registredDevices.add")}
          again="as it is"
          onSubmit={({ friendlyName }) => add(String(friendlyName))}
        />
      )}
    </>
  );
}
