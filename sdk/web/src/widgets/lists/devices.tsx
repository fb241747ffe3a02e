import type { WidgetOptions } from "../life/options.js";
import { useSetting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import type { TextKey } from "../texts/english.js";
import { Dated, Removables } from "./removables.js";

export interface SessionDevicesOptions extends WidgetOptions {
  accessToken: string;
}

export interface TrustedDevicesOptions extends WidgetOptions {
  accessToken: string;
  /** Default: true. */
  showRemoveTrustedDevice?: boolean;
}

/** The devices that are asked for no second factor. */
export const trustedDevices: Widget<TrustedDevicesOptions> = {
  name: "trusted-devices",
  async content(setting) {
    const { client, options, succeed } = setting;
    const { accessToken, showRemoveTrustedDevice = true } = options;
    const found = await client.listTrustedDevices({ accessToken });
    const remove = async (trustedDeviceId: string): Promise<void> => {
      await client.removeTrustedDevice({ accessToken, trustedDeviceId });
      succeed({ name: "mfa_trusted_device_deleted", trustedDeviceId });
    };
    return (
      <Devices
        empty="trustedDevices.empty"
        dated="mfaList.createdAt"
        question="trustDevice.delete.confirmation"
        devices={found.trustedDevices.map(({ id, createdAt, metadata }) => {
          const { deviceName, operatingSystem, ip } = metadata;
          return { id, names: [deviceName ?? operatingSystem], ip, at: createdAt };
        })}
        remove={showRemoveTrustedDevice ? remove : undefined}
      />
    );
  },
};

/** The devices on which the user is logged in. */
export const sessionDevices: Widget<SessionDevicesOptions> = {
  name: "session-devices",
  async content(setting) {
    const { client, options, succeed } = setting;
    const { accessToken } = options;
    const found = await client.listSessionDevices({ accessToken });
    return (
      <Devices
        empty="sessionDevices.empty"
        dated="webauthn.registredDevices.lastUsedAt"
        question="sessionDevices.confirm.removal"
        devices={found.sessionDevices.map(({ id, ip, lastConnection, ...device }) => {
          const { deviceName, userAgentName, operatingSystem } = device;
          return { id, names: [deviceName ?? userAgentName, operatingSystem], ip, at: lastConnection };
        })}
        remove={async (sessionDeviceId) => {
          await client.removeSessionDevice({ accessToken, sessionDeviceId });
          succeed({ name: "session_device_deleted", sessionDeviceId });
        }}
      />
    );
  },
};

interface DevicesProps {
  empty: TextKey;
  /** What there is a time of. */
  dated: TextKey;
  question: TextKey;
  devices: readonly {
    readonly id: string;
    readonly names: readonly (string | undefined)[];
    readonly ip?: string;
    readonly at: string;
  }[];
  remove?(id: string): Promise<void>;
}

function Devices({ empty, dated, question, devices, remove }: DevicesProps) {
  const { t } = useSetting();
  return (
    <Removables
      empty={t(empty)}
      question={() => t(question)}
      remove={remove}
      items={devices.map(({ id, names, ip, at }) => {
        const name = names.filter(Boolean).join(" · ");
        return {
          id,
          name: name || ip || id,
          details: (
            <>
              {name && ip && <div class="r5-detail">{ip}</div>}
              <Dated label={t(dated)} at={at} />
            </>
          ),
        };
      })}
    />
  );
}
