import { failure } from "../errors.js";
import type { Json } from "../wire/names.js";

/** Width and height of providers' pages, in pixels (contract section 12.3). */
const SIZES: Record<string, readonly [number, number]> = {
  amazon: [715, 525],
  facebook: [650, 400],
  google: [560, 630],
  kakaotalk: [450, 400],
  line: [440, 550],
  mailru: [450, 400],
  qq: [450, 400],
  twitter: [800, 440],
  vkontakte: [655, 430],
  yandex: [655, 700],
};
const USUAL_SIZE = [400, 550] as const;
const WITHOUT_SCREEN = [960, 680] as const;

const CLOSED_CHECK = 500;

const unreachable = (why: "popup_blocked" | "popup_closed") => failure("server_error", why);

/**
 * An empty window, which must be opened while the browser still knows of the click.
 *
 * @throws {IdentityError} `server_error`, `popup_blocked`
 */
export function openPopup(provider: string): Window {
  const popup = window.open("", `latchkey-${Date.now()}`, features(provider.split(":")[0] ?? ""));
  if (!popup) {
    throw unreachable("popup_blocked");
  }
  return popup;
}

function features(provider: string): string {
  const { availWidth, availHeight } = window.screen;
  const [width, height] = availWidth ? (SIZES[provider] ?? USUAL_SIZE) : WITHOUT_SCREEN;
  const left = Math.max(0, (availWidth - width) / 2);
  const top = Math.max(0, (availHeight - height) / 2);
  const place = availWidth ? `,left=${Math.round(left)},top=${Math.round(top)}` : "";
  return `menubar=0,toolbar=0,resizable=1,scrollbars=1,width=${width},height=${height}${place}`;
}

/** What a popup answers in the end. */
export interface PopupAnswer {
  readonly success: boolean;
  /** A code, a token answer, or an error, in snake_case. */
  readonly data: unknown;
}

/**
 * Sends the window to the address and asks its last page for the answer, by the protocol of the library WinChan:
 * texts of `{"a": action, "d": data}`. Heard is only that window, and only from that origin.
 *
 * @throws {IdentityError} `server_error`: `popup_closed`, or what the window says
 */
export function askPopup(popup: Window, origin: string, url: string): Promise<PopupAnswer> {
  return new Promise((resolve, reject) => {
    const hear = ({ origin: sender, source, data }: MessageEvent): void => {
      if (sender !== origin || source !== popup) {
        return;
      }
      const { a: action, d: payload } = message(data);
      if (action === "ready") {
        popup.postMessage(JSON.stringify({ a: "request", d: {} }), origin);
      } else if (action === "response" && isAnswer(payload)) {
        end();
        resolve(payload);
      } else if (action === "error") {
        end();
        reject(failure("server_error", String(payload)));
      }
    };
    const leave = (): void => popup.close();
    const check = setInterval(() => {
      if (popup.closed) {
        end();
        reject(unreachable("popup_closed"));
      }
    }, CLOSED_CHECK);
    const end = (): void => {
      clearInterval(check);
      removeEventListener("message", hear);
      removeEventListener("pagehide", leave);
    };

    addEventListener("message", hear);
    addEventListener("pagehide", leave);
    popup.location.replace(url);
  });
}

const isAnswer = (payload: unknown): payload is PopupAnswer =>
  typeof payload === "object" && payload !== null && "success" in payload && "data" in payload;

/** Anything can be posted: what is not of the protocol says nothing. */
function message(data: unknown): Json {
  try {
    return Object(JSON.parse(String(data)));
  } catch {
    return {};
  }
}
