import { need } from "../errors.js";
import type { Kit } from "../kit.js";
import type { Captcha, MailLink, Profile, WithToken } from "./types.js";

export interface EmailUpdate extends WithToken, MailLink, Captcha {
  email: string;
}

export interface PhoneNumberUpdate extends WithToken {
  phoneNumber: string;
}

export interface EmailCode extends WithToken {
  email: string;
  verificationCode: string;
}

export interface PhoneNumberCode extends WithToken {
  phoneNumber: string;
  verificationCode: string;
}

export interface ContactCommands {
  /** Sends a mail to the new address, which holds once the link in it was opened. */
  updateEmail(options: EmailUpdate): Promise<Profile>;
  /** Sends a code to the new number, for `verifyPhoneNumber`. */
  updatePhoneNumber(options: PhoneNumberUpdate): Promise<Profile>;
  verifyEmail(options: EmailCode): Promise<void>;
  verifyPhoneNumber(options: PhoneNumberCode): Promise<void>;
  /** Sends one more mail; `false` when the address is verified already. */
  sendEmailVerification(options: WithToken & MailLink): Promise<{ verificationEmailSent: boolean }>;
  /** Sends one more code; `false` when the number is verified already. */
  sendPhoneNumberVerification(options: WithToken): Promise<{ verificationCodeSent: boolean }>;
}

export const contactCommands = ({ http, events }: Kit): ContactCommands => ({
  async updateEmail(options) {
    const { accessToken, ...body } = need(options, "accessToken", "email");
    return http.post<Profile>("update-email", { body, accessToken });
  },

  async updatePhoneNumber(options) {
    const { accessToken, phoneNumber } = need(options, "accessToken", "phoneNumber");
    return http.post<Profile>("update-phone-number", { body: { phoneNumber }, accessToken });
  },

  async verifyEmail(options) {
    const { accessToken, email, verificationCode } = need(
      options,
      "accessToken",
      "email",
      "verificationCode",
    );
    await http.post("verify-email", { body: { email, verificationCode }, accessToken });
    events.emit("profile_updated", { email, emailVerified: true });
  },

  async verifyPhoneNumber(options) {
    const { accessToken, ...body } = need(options, "accessToken", "phoneNumber", "verificationCode");
    await http.post("verify-phone-number", { body, accessToken });
    events.emit("profile_updated", { phoneNumber: body.phoneNumber, phoneNumberVerified: true });
  },

  async sendEmailVerification(options) {
    const { accessToken, ...body } = need(options, "accessToken");
    return http.post("send-email-verification", { body, accessToken });
  },

  async sendPhoneNumberVerification(options) {
    const { accessToken } = need(options, "accessToken");
    return http.post("send-phone-number-verification", { accessToken });
  },
});
