import assert from "node:assert/strict";
import { visitor } from "./chromium.js";
import { PASSWORD } from "./hosted.js";

const API_KEY = "demo-access-api-key-known-to-everybody";

/** Calls an API; the body of its answer. */
export async function call(latchkey, method, path, { token, body, status = 200, more = {} } = {}) {
  const response = await fetch(latchkey.url + path, {
    method,
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }), ...more },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  assert.equal(response.status, status, `${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

const access = (latchkey, method, path, options) =>
  call(latchkey, method, `/multi${path}`, { more: { "api-key": API_KEY }, ...options });

/** Signs up a customer whose number is a second factor, by the Access API; with a token of it. */
export async function withNumber(latchkey, email, phone) {
  const data = { email, phone_number: phone, password: PASSWORD, given_name: "Ines" };
  await call(latchkey, "POST", "/identity/v1/signup", { body: { client_id: "demo-spa", data } });
  const body = { email, password: { value: PASSWORD } };
  const { token } = await access(latchkey, "POST", "/login_with_password", { body });
  await access(latchkey, "POST", "/authentication_factors/otp/SMS", { token, status: 204 });
  const [verificationCode] = (await latchkey.message(phone, 2)).codes;
  const verified = { token, body: { verificationCode }, status: 204 };
  await access(latchkey, "POST", "/authentication_factors/otp/SMS/verify", verified);
  return { email, phone, token };
}

/** A browser of that customer's that approves by its key. */
export async function linked(latchkey, browser, { phone, token }) {
  await access(latchkey, "POST", "/authentication_factors/push/AUTHY", { token, status: 204 });
  const link = (await latchkey.message(phone, 3)).text.match(/\/device#\S+/)[0];
  const device = await visitor(browser, { viewport: { width: 420, height: 860 } });
  await device.goto(latchkey.url + link);
  await device.getByRole("button", { name: "Next", exact: true }).click();
  await device.getByRole("button", { name: "Link", exact: true }).click();
  await device.getByText("Nothing is waiting for you.").waitFor();
  return device;
}
