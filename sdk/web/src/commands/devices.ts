import { need } from "../errors.js";
import type { Kit } from "../kit.js";
import type { WithToken } from "./types.js";

/** A device that is asked for no second factor. */
export interface TrustedDevice {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: string;
  readonly metadata: {
    readonly ip?: string;
    readonly operatingSystem?: string;
    readonly userAgent?: string;
    readonly deviceClass?: string;
    readonly deviceName?: string;
  };
}

/** A device on which the user is logged in. */
export interface SessionDevice {
  readonly id: string;
  /** `ST`: a session of a browser. `RT`: a refresh token. */
  readonly tokenType: "ST" | "RT";
  readonly ip: string;
  readonly country?: string;
  readonly city?: string;
  readonly operatingSystem?: string;
  readonly userAgentName?: string;
  readonly deviceClass?: string;
  readonly deviceName?: string;
  readonly createdAt: string;
  readonly lastConnection: string;
  readonly expiresAt: string;
}

export interface DeviceCommands {
  listTrustedDevices(options: WithToken): Promise<{ trustedDevices: readonly TrustedDevice[] }>;
  removeTrustedDevice(options: WithToken & { trustedDeviceId: string }): Promise<void>;
  listSessionDevices(options: WithToken): Promise<{ sessionDevices: readonly SessionDevice[] }>;
  /** Ends the session, or the refresh token, of a device. */
  removeSessionDevice(options: WithToken & { sessionDeviceId: string }): Promise<void>;
}

export const deviceCommands = ({ http }: Kit): DeviceCommands => ({
  async listTrustedDevices(options) {
    const { accessToken } = need(options, "accessToken");
    return http.get("mfa/trusteddevices", { accessToken, cookies: true });
  },

  async removeTrustedDevice(options) {
    const { accessToken, trustedDeviceId } = need(options, "accessToken", "trustedDeviceId");
    return http.delete(`mfa/trusteddevices/${encodeURIComponent(trustedDeviceId)}`, {
      accessToken,
      cookies: true,
    });
  },

  async listSessionDevices(options) {
    const { accessToken } = need(options, "accessToken");
    return http.get("session-devices", { accessToken });
  },

  async removeSessionDevice(options) {
    const { accessToken, sessionDeviceId } = need(options, "accessToken", "sessionDeviceId");
    return http.delete(`session-devices/${encodeURIComponent(sessionDeviceId)}`, { accessToken });
  },
});
