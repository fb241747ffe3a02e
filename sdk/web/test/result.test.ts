import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { fragmentAnswer } from "../src/authorize/fragment.js";
import { base64Url, challengeOf, fromBase64Url, newVerifier } from "../src/authorize/pkce.js";
import { authResult } from "../src/authorize/result.js";

const now = Math.floor(Date.now() / 1000);
const idToken = (claims: object): string =>
  ["{}", JSON.stringify({ aud: ["abc"], exp: now + 60, ...claims }), "signature"]
    .map((part) => base64Url(new TextEncoder().encode(part)))
    .join(".");
const check = (claims: object, nonce?: string) =>
  authResult({ idToken: idToken(claims) }, { clientId: "abc", nonce });

beforeEach(() => {
  mock.restoreAll();
  mock.method(console, "warn", () => {});
});

test("the claims of an ID token are decoded, in UTF-8 and camelCase", () => {
  const { idTokenPayload } = check({
    given_name: "Zoë",
    address: { street_address: "1" },
    custom_fields: { a_b: 1 },
  });
  assert.equal(idTokenPayload?.givenName, "Zoë");
  assert.deepEqual(idTokenPayload?.address, { streetAddress: "1" });
  assert.deepEqual(idTokenPayload?.customFields, { a_b: 1 });
});

test("the seconds of a token are a number, also from a fragment", () => {
  assert.equal(authResult({ expiresIn: "3600" }, { clientId: "abc" }).expiresIn, 3600);
});

test("an ID token for another client is refused", () => {
  for (const aud of [["other"], "other", [], undefined]) {
    assert.throws(() => check({ aud }), { error: "invalid_grant" });
  }
  assert.ok(check({ aud: "abc" }).idTokenPayload);
});

test("an ID token that has expired is refused", () => {
  assert.throws(() => check({ exp: now - 600 }), { error: "invalid_grant" });
  assert.throws(() => check({ exp: undefined }), { error: "invalid_grant" });
});

test("an ID token for another request is refused", () => {
  assert.throws(() => check({ nonce: "theirs" }, "mine"), { error: "invalid_grant" });
  assert.throws(() => check({}, "mine"), { error: "invalid_grant" });
  assert.ok(check({ nonce: "mine" }, "mine").idTokenPayload);
  assert.ok(check({ nonce: "theirs" }).idTokenPayload, "nobody knows what it should be");
});

test("an ID token that cannot be decoded is left undecoded", () => {
  const result = authResult({ idToken: "no token" }, { clientId: "abc" });
  assert.deepEqual(result, { idToken: "no token" });
  assert.throws(() => authResult({ idToken: "no token" }, { clientId: "abc", nonce: "mine" }), {
    error: "invalid_grant",
  });
});

test("a fragment with tokens is an answer", () => {
  const found = fragmentAnswer("https://shop.example/#access_token=a%2Bb&expires_in=60&state=x+y");
  assert.deepEqual(found, { kind: "success", answer: { accessToken: "a+b", expiresIn: "60", state: "x y" } });
});

test("a fragment with an error is an answer", () => {
  const found = fragmentAnswer("https://shop.example/#error=access_denied&error_description=No");
  assert.deepEqual(found, { kind: "failure", error: { error: "access_denied", errorDescription: "No" } });
});

for (const url of [
  "https://shop.example/",
  "https://shop.example/#",
  "https://shop.example/#/route?code",
  "https://shop.example/#state=1",
  "https://shop.example/?access_token=a",
  "https://shop.example/#%",
]) {
  test(`the page's own address is left alone: ${url}`, () => assert.equal(fragmentAnswer(url), undefined));
}

test("a verifier is 32 random bytes and its challenge their hash (RFC 7636 appendix B)", async () => {
  assert.match(newVerifier(), /^[A-Za-z0-9_-]{43}$/);
  assert.notEqual(newVerifier(), newVerifier());
  const challenge = await challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  assert.equal(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
});

test("base64url is read in both alphabets, padded or not", () => {
  const bytes = new Uint8Array([251, 255, 0, 62]);
  assert.equal(base64Url(bytes), "-_8APg");
  for (const text of ["-_8APg", "+/8APg==", "-_8APg=="]) {
    assert.deepEqual(fromBase64Url(text), bytes);
  }
});
