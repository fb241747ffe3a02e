import { failure } from "../errors.js";
import type { Json } from "../wire/names.js";

const TIMEOUT = 10_000;

let count = 0;

/**
 * Opens the address in a hidden frame and resolves to what that posts: a token answer or an error, in snake_case.
 * Heard is only the frame itself, and only from that origin.
 *
 * @throws {IdentityError} `timeout`
 */
export function askFrame(origin: string, url: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const frame = document.createElement("iframe");
    frame.id = `latchkey-frame-${++count}`;
    frame.width = frame.height = "0";
    frame.style.display = "none";

    const hear = ({ origin: sender, source, data }: MessageEvent<Json | null>): void => {
      if (sender === origin && source === frame.contentWindow && data?.type === "authorization_response") {
        end();
        resolve(data.response);
      }
    };
    const timer = setTimeout(() => {
      end();
      reject(failure("timeout", "The hidden frame did not answer"));
    }, TIMEOUT);
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener("message", hear);
      frame.remove();
    };

    addEventListener("message", hear);
    frame.src = url;
    (document.body ?? document.documentElement).append(frame);
  });
}
