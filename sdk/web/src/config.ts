import type { Http } from "./http.js";
import { warn } from "./log.js";
import { fromWire, type Json } from "./wire/names.js";

/** What passwords must be like. */
export interface PasswordPolicy {
  readonly minLength: number;
  /** 0 to 4. */
  readonly minStrength: number;
  readonly uppercaseCharacters?: number;
  readonly lowercaseCharacters?: number;
  readonly digitCharacters?: number;
  readonly specialCharacters?: number;
  readonly allowUpdateWithAccessTokenOnly?: boolean;
}

export interface CustomFieldChoice {
  readonly value: string;
  readonly label: string;
  readonly translations?: readonly { readonly langCode: string; readonly label: string }[];
}

/** A field of the profile that the operator defined. */
export interface CustomField {
  readonly id?: string;
  readonly name: string;
  readonly nameTranslations?: readonly { readonly langCode: string; readonly label: string }[];
  readonly path: string;
  readonly dataType: string;
  readonly selectableValues?: readonly CustomFieldChoice[];
}

/** A consent in the language of the configuration. */
export interface ConsentSummary {
  readonly key: string;
  readonly title: string;
  readonly description?: string;
  readonly consentType: string;
  readonly status: string;
}

/** A consent with all of its versions. */
export interface Consent {
  readonly key: string;
  readonly consentType: string;
  readonly status: string;
  readonly versions: readonly {
    readonly versionId: number;
    readonly title: string;
    readonly description?: string;
    readonly language: string;
  }[];
}

/** How a provider of the operator's own is shown. */
export interface CustomProvider {
  readonly key: string;
  readonly name: string;
  readonly color?: string;
  readonly btnBackgroundColor?: string;
  readonly btnBorderColor?: string;
  readonly btnTextColor?: string;
  readonly icon?: string;
}

/** The client's configuration: `GET config` (contract identity-api.md section 3.3). */
export interface Config {
  /** Whose configuration it is. */
  readonly clientId?: string;
  readonly sso: boolean;
  readonly sms: boolean;
  readonly webAuthn: boolean;
  readonly language: string;
  readonly countryCode?: string;
  readonly isPublic: boolean;
  readonly pkceEnforced: boolean;
  readonly isImplicitFlowForbidden: boolean;
  /** The client's default scopes, with single spaces. */
  readonly scope: string;
  readonly socialProviders: readonly string[];
  readonly customProviders?: Readonly<Record<string, CustomProvider>>;
  readonly passwordPolicy: PasswordPolicy;
  readonly consents: readonly ConsentSummary[];
  readonly customFields: readonly CustomField[];
  readonly resourceBaseUrl: string;
  readonly mfaSmsEnabled?: boolean;
  readonly mfaEmailEnabled?: boolean;
  readonly mfaTotpEnabled?: boolean;
  readonly mfaRecoveryCodesEnabled?: boolean;
  readonly rbaEnabled?: boolean;
  /** Whether somebody may be let off the second factor on a device of theirs. */
  readonly trustedDevicesEnabled?: boolean;
  readonly loginTypeAllowed: {
    readonly email: boolean;
    readonly phoneNumber: boolean;
    readonly customIdentifier: boolean;
  };
}

/** Texts by key, in one language. */
export type Texts = Readonly<Record<string, string>>;

/** Consents by key. */
export type Consents = Readonly<Record<string, Consent>>;

/** Without it no command runs. */
export const loadConfig = async (http: Http, clientId?: string, lang?: string): Promise<Config> =>
  fromWire(await http.plain(http.url("config", { clientId, lang }))) as Config;

/** Empty when the server has none to give: what is shown then are the built-in English ones. */
export async function loadTexts(http: Http, { resourceBaseUrl, language }: Config): Promise<Texts> {
  return (await orNothing(
    "texts",
    http.plain(`${resourceBaseUrl}/${encodeURIComponent(language)}.json`),
  )) as Texts;
}

/** Empty when the server has none to give. */
export async function loadConsents(http: Http, { language }: Config): Promise<Consents> {
  const consents = await orNothing("consents", http.plain(http.url("config/consents", { lang: language })));
  return (fromWire({ consents }) as { consents: Consents }).consents;
}

async function orNothing(what: string, loading: Promise<Json>): Promise<Json> {
  try {
    return await loading;
  } catch (error) {
    warn(`the ${what} could not be loaded:`, error);
    return {};
  }
}
