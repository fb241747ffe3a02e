import type { ClientOptions } from "../client.js";

/** What a script element says of itself. */
export interface ScriptElement {
  readonly src: string;
  readonly dataset: Readonly<Record<string, string | undefined>>;
}

/** `/js/v1/identity.js`, with a language before the name in an older form; a hash is no language. */
const LANGUAGE = /\/js\/v1\/([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,4})?)\/[^/]+$/;

/** Domain, client and language from the element's address; its data attributes win (contract section 1). */
export function optionsOf({ src, dataset }: ScriptElement): ClientOptions {
  const { origin, pathname, searchParams } = new URL(src);
  return {
    domain: dataset.domain ?? origin,
    clientId: dataset.clientId ?? (searchParams.get("client_id") || undefined),
    language: dataset.language ?? searchParams.get("lang") ?? LANGUAGE.exec(pathname)?.[1],
    locale: dataset.locale,
  };
}
