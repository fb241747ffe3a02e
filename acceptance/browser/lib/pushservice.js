import assert from "node:assert/strict";
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { createServer } from "node:http";

const PATIENCE = 20_000;

/**
 * A push service, and the user agent behind it: makes subscriptions, takes pushes, checks who they are from, and
 * decrypts them (RFC 8291, RFC 8292).
 */
export async function openPushService() {
  const pushes = [];
  const waiting = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    pushes.push({ path: request.url, headers: request.headers, body });
    waiting.splice(0).forEach((wake) => wake());
    response.writeHead(201).end();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    /** A subscription, with what only the user agent knows. */
    subscribe(name) {
      const key = createECDH("prime256v1");
      key.generateKeys();
      const auth = randomBytes(16);
      const keys = { p256dh: key.getPublicKey("base64url"), auth: auth.toString("base64url") };
      return { path: `/${name}`, json: { endpoint: `${url}/${name}`, expirationTime: null, keys }, key, auth };
    },
    /** The text of the newest of `count` pushes to that subscription, once they are there. */
    async pushed(subscription, count, vapidKey) {
      for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
        const found = pushes.filter(({ path }) => path === subscription.path);
        if (found.length >= count) {
          checkSender(found[count - 1].headers, url, vapidKey);
          return decrypt(found[count - 1].body, subscription);
        }
        await Promise.race([new Promise((wake) => waiting.push(wake)), new Promise((late) => setTimeout(late, 1000))]);
      }
      throw new Error(`Fewer than ${count} pushes to ${subscription.path}`);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function checkSender(headers, audience, vapidKey) {
  const [, token, key] = /^vapid t=([^,]+), k=([\w-]+)$/.exec(headers.authorization);
  assert.equal(key, vapidKey);
  const point = Buffer.from(key, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const [head, claims, signature] = token.split(".");
  const publicKey = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" };
  assert.ok(verify("sha256", Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, "base64url")));
  assert.equal(JSON.parse(Buffer.from(claims, "base64url")).aud, audience);
}

function decrypt(body, { key, auth }) {
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, 21 + body[20]);
  const sealed = body.subarray(21 + body[20]);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), key.getPublicKey(), sender]);
  const keying = hkdfSync("sha256", key.computeSecret(sender), auth, info, 32);
  const contentKey = hkdfSync("sha256", keying, salt, "Content-Encoding: aes128gcm\0", 16);
  const nonce = hkdfSync("sha256", keying, salt, "Content-Encoding: nonce\0", 12);
  const decipher = createDecipheriv("aes-128-gcm", Buffer.from(contentKey), Buffer.from(nonce));
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString("utf8");
}
