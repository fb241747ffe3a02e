// What the page and its worker share: the device's key and record in IndexedDB, and signed calls. The private key is made
// so that no script can read it, this one included.
"use strict";

self.device = (() => {
  const DATABASE = "latchkey-device";
  const STORE = "device";
  const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
  const REQUEST = "device-request+jwt";
  const ANSWER = "push-answer+jwt";

  /** How far this clock is from the server's, in milliseconds: phones are off by minutes. */
  let offset = 0;

  const bytesOf = (text) => new TextEncoder().encode(text);

  function base64url(buffer) {
    const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  const fromBase64url = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

  const asPromise = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  async function store(mode, work) {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const database = await asPromise(opening);
    try {
      return await asPromise(work(database.transaction(STORE, mode).objectStore(STORE)));
    } finally {
      database.close();
    }
  }

  const read = (name) => store("readonly", (all) => all.get(name));
  const write = (name, value) => store("readwrite", (all) => all.put(value, name));
  const forget = (name) => store("readwrite", (all) => all.delete(name));

  const newKey = () => crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);

  async function publicJwk(key) {
    const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", key.publicKey);
    return { kty, crv, x, y };
  }

  /** A compact JWS (RFC 7515) by the device's key. */
  async function sign(record, typ, claims) {
    const part = (json) => base64url(bytesOf(JSON.stringify(json)));
    const signed = `${part({ alg: "ES256", typ, kid: record.id })}.${part({ aud: record.audience, ...claims })}`;
    const signature = await crypto.subtle.sign(
      { name: "ECDSA", hash: "SHA-256" },
      record.key.privateKey,
      bytesOf(signed),
    );
    return `${signed}.${base64url(signature)}`;
  }

  class Refused extends Error {
    constructor(status, body) {
      super(body?.error_user_msg ?? `Status ${status}`);
      this.status = status;
      this.key = body?.error_message_key ?? "";
    }
  }

  async function send(method, path, json, authorization) {
    const response = await fetch(path, {
      method,
      headers: { ...(json && { "Content-Type": "application/json" }), ...authorization },
      body: json,
      cache: "no-store",
      credentials: "omit",
    });
    const now = Date.parse(response.headers.get("Date") ?? "");
    if (!Number.isNaN(now)) {
      offset = now - Date.now();
    }
    const text = await response.text();
    const body = text ? JSON.parse(text) : null;
    if (!response.ok) {
      throw new Refused(response.status, body);
    }
    return body;
  }

  /** A call that needs no key. */
  const call = (method, path, body) => send(method, path, body && JSON.stringify(body));

  /** A call that the device signs. */
  async function callAs(record, method, path, body) {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const attempt = async () => {
      const hash = await crypto.subtle.digest("SHA-256", bytesOf(json ?? ""));
      const iat = Math.floor((Date.now() + offset) / 1000);
      const token = await sign(record, REQUEST, { htm: method, htu: path, iat, bh: base64url(hash) });
      return send(method, path, json, { Authorization: `Device ${token}` });
    };
    const before = offset;
    try {
      return await attempt();
    } catch (error) {
      // The answer told what time it is there.
      if (error.status === 401 && Math.abs(offset - before) > 5000) {
        return attempt();
      }
      throw error;
    }
  }

  const proof = (record, challenge, decision) =>
    sign(record, ANSWER, {
      challenge: challenge.id,
      decision,
      nonce: challenge.nonce,
      exp: challenge.nonceExpiresAt,
    });

  /** What the server is to push to; null where this browser, or its user, does not want that. */
  async function subscribe(registration) {
    if (!registration?.pushManager || Notification.permission !== "granted") {
      return null;
    }
    try {
      const { publicKey } = await call("GET", "/device/v1/push-key");
      const subscription =
        (await registration.pushManager.getSubscription()) ??
        (await registration.pushManager.subscribe({
          userVisibleOnly: true,
          applicationServerKey: fromBase64url(publicKey),
        }));
      const { endpoint, keys } = subscription.toJSON();
      return { kind: "web", endpoint, keys };
    } catch (error) {
      console.info("No push here; this page asks by itself.", error.name);
      return null;
    }
  }

  /** Tells the server where this device is woken now. */
  const move = (record, push) =>
    callAs(record, "PUT", `/device/v1/devices/${record.id}/push`, push ? { push } : {});

  return {
    base64url,
    call,
    callAs,
    forget,
    fromBase64url,
    move,
    newKey,
    proof,
    publicJwk,
    read,
    subscribe,
    write,
    now: () => Date.now() + offset,
  };
})();
