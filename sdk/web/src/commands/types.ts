import type { Json } from "../wire/names.js";

/** A captcha that was solved. */
export interface Captcha {
  captchaToken?: string;
  captchaProvider?: "recaptcha" | "captchafox";
}

/** An answer to the question of a consent. */
export interface ConsentGrant {
  granted: boolean;
  consentType?: string;
  consentVersion?: { versionId: number; language?: string };
}

export interface Address {
  title?: string;
  isDefault?: boolean;
  addressType?: string;
  streetAddress?: string;
  addressComplement?: string;
  locality?: string;
  postalCode?: string;
  region?: string;
  country?: string;
  [field: string]: unknown;
}

/** What a user may say of themselves (contract section 7.4). */
export interface ProfileData {
  email?: string;
  /** E.164. */
  phoneNumber?: string;
  customIdentifier?: string;
  givenName?: string;
  middleName?: string;
  familyName?: string;
  name?: string;
  nickname?: string;
  gender?: string;
  /** `YYYY-MM-DD`. */
  birthdate?: string;
  company?: string;
  locale?: string;
  picture?: string;
  addresses?: Address[];
  /** By the keys that the operator gave. */
  customFields?: Json;
  /** By the keys that the operator gave. */
  consents?: Record<string, ConsentGrant>;
  [field: string]: unknown;
}

export interface SignupProfile extends ProfileData {
  password?: string;
}

/** An account at a provider that logs this user in, too. */
export interface SocialIdentity {
  readonly id: string;
  readonly provider: string;
  readonly username?: string;
}

/** What the server knows of a user, as far as scopes and fields allow. */
export interface Profile extends Readonly<ProfileData> {
  readonly id?: string;
  readonly uid?: string;
  readonly sub?: string;
  readonly emailVerified?: boolean;
  readonly phoneNumberVerified?: boolean;
  readonly hasPassword?: boolean;
  readonly socialIdentities?: readonly SocialIdentity[];
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

/** Every command that acts for a user. */
export interface WithToken {
  accessToken: string;
}

/** Where the link of a mail leads. */
export interface MailLink {
  redirectUrl?: string;
  returnToAfterEmailConfirmation?: string;
}
