import { need } from "../errors.js";
import type { Kit } from "../kit.js";
import type { MailLink, Profile, ProfileData, WithToken } from "./types.js";

export interface UserQuery extends WithToken {
  /** Names, with commas: `givenName,customFields.loyalty_card`. Default: what the token's scopes allow. */
  fields?: string;
}

export interface ProfileUpdate extends WithToken, MailLink {
  data: ProfileData;
}

export interface ProfileCommands {
  getUser(options: UserQuery): Promise<Profile>;
  /** Changes what is in `data` and nothing else; fires `profile_updated` with it. */
  updateProfile(options: ProfileUpdate): Promise<Profile>;
}

export const profileCommands = ({ http, events }: Kit): ProfileCommands => ({
  async getUser(options) {
    const { accessToken, fields } = need(options, "accessToken");
    return http.get<Profile>("userinfo", { query: { fields }, accessToken });
  },

  async updateProfile(options) {
    const { accessToken, data, ...links } = need(options, "accessToken", "data");
    const profile = await http.post<Profile>("update-profile", { body: { ...data, ...links }, accessToken });
    events.emit("profile_updated", data);
    return profile;
  },
});
