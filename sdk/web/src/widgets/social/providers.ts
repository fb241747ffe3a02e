import type { Config } from "../../config.js";
import { complain } from "../../log.js";
import { readableOn } from "../theme/contrast.js";

/** How a provider's button looks. */
export interface Provider {
  /** As the server knows it, with a variant if it has one. */
  readonly key: string;
  readonly name: string;
  readonly background: string;
  readonly color: string;
  readonly border?: string;
  /** Address of a picture. Default: the first letter of the name. */
  readonly icon?: string;
}

/** Names and colours (contract section 12.3). Texts are white or dark, as is easier to read. */
const KNOWN: Readonly<Record<string, readonly [name: string, background: string]>> = {
  amazon: ["Amazon", "#ff9900"],
  apple: ["Apple", "#313131"],
  bconnect: ["b.connect", "#1b3d6d"],
  facebook: ["Facebook", "#3b5998"],
  franceconnect: ["France Connect", "#034ea2"],
  github: ["GitHub", "#24292f"],
  google: ["Google", "#ffffff"],
  kakaotalk: ["KakaoTalk", "#fee500"],
  line: ["Line", "#00c300"],
  linkedin: ["LinkedIn", "#0077b5"],
  mailru: ["Mail.ru", "#4988c3"],
  microsoft: ["Microsoft", "#00a1f1"],
  naver: ["Naver", "#03c75a"],
  okta: ["Okta", "#00297a"],
  oney: ["Oney", "#81bc00"],
  orange: ["Orange", "#ff6600"],
  paypal: ["PayPal", "#003087"],
  ping: ["Ping", "#b3282d"],
  qq: ["QQ", "#0071c3"],
  tiktok: ["TikTok", "#161823"],
  twitter: ["Twitter", "#55acee"],
  vkontakte: ["VKontakte", "#45668e"],
  wechat: ["WeChat", "#44b549"],
  weibo: ["Weibo", "#e71d34"],
  yandex: ["Yandex", "#d43b2f"],
};

const HAIRLINE = "rgb(0 0 0 / 15%)";

/** The providers of these keys. One that nobody knows is left out, with a word to the developer. */
export function providersOf(keys: readonly string[], config: Config): Provider[] {
  return keys.flatMap((key) => {
    const provider = providerOf(key, config);
    if (!provider) {
      complain(`there is no provider "${key}".`);
    }
    return provider ?? [];
  });
}

/** `google:variant` looks as `google`. */
export function providerOf(key: string, { customProviders = {} }: Config): Provider | undefined {
  const base = key.split(":")[0] ?? "";
  if (Object.hasOwn(customProviders, base)) {
    const { name, color, btnBackgroundColor, btnTextColor, btnBorderColor, icon } = customProviders[base]!;
    const background = btnBackgroundColor ?? color ?? "#ffffff";
    return {
      key,
      name,
      background,
      color: btnTextColor ?? readableOn(background),
      border: btnBorderColor ?? (isWhite(background) ? HAIRLINE : undefined),
      icon,
    };
  }
  const known = Object.hasOwn(KNOWN, base) ? KNOWN[base] : undefined;
  return (
    known && {
      key,
      name: known[0],
      background: known[1],
      color: readableOn(known[1]),
      border: isWhite(known[1]) ? HAIRLINE : undefined,
    }
  );
}

const isWhite = (colour: string): boolean => /^(#fff|#ffffff|white)$/i.test(colour);
