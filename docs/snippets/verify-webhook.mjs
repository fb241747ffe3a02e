import { createHmac, timingSafeEqual } from "node:crypto";

const TOLERANCE_SECONDS = 5 * 60;

/**
 * Whether a call is to be trusted.
 *
 * @param {string} secret the webhook's secret
 * @param {string} header X-Webhook-Signature
 * @param {Buffer} body as it came, byte for byte: not parsed and written again
 */
export function isGenuine(secret, header, body, now = Date.now()) {
  const [, time, claimed] = /^t=([0-9]{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (time === undefined) {
    return false;
  }
  const expected = createHmac("sha256", secret).update(`${time}.`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(claimed, "hex"))
    && Math.abs(now / 1000 - Number(time)) <= TOLERANCE_SECONDS;
}
